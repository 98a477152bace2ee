"""Packets made to harm are refused at once, with the reason."""

from __future__ import annotations

import time

import pytest

from aesthetic_gui.files.xmp import XmpError, names, read

HEAD = f'<rdf:RDF xmlns:rdf="{names.RDF}"><rdf:Description rdf:about="" xmlns:xmp="{names.XMP}"'.encode()
TAIL = b"</rdf:Description></rdf:RDF>"


def _laughs() -> bytes:
    more = "".join(f'<!ENTITY lol{level} "{f"&lol{level - 1};" * 10}">' for level in range(1, 10))
    return f'<!DOCTYPE l [<!ENTITY lol0 "lol">{more}]>'.encode() + HEAD + b"><xmp:Label>&lol9;</xmp:Label>" + TAIL


HOSTILE = {
    "a billion laughs": (_laughs(), "document type"),
    "a file of the system": (
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + HEAD + b"><xmp:Label>&x;</xmp:Label>" + TAIL,
        "document type",
    ),
    "parameter entities": (b'<!DOCTYPE a [<!ENTITY % p SYSTEM "x"> %p;]>' + HEAD + b"/></rdf:RDF>", "document type"),
    "an empty document type": (b"<!DOCTYPE a>" + HEAD + b"/></rdf:RDF>", "document type"),
    "an unknown entity": (HEAD + b"><xmp:Label>&x;</xmp:Label>" + TAIL, "damaged"),
    "100 MB": (HEAD + b' xmp:Label="' + b"a" * 100_000_000 + b'"/></rdf:RDF>', "larger than 16 MiB"),
    "100,000 levels": (HEAD + b">" + b"<a>" * 100_000 + b"</a>" * 100_000 + TAIL, "more entries"),
    "20,000 levels": (HEAD + b">" + b"<a>" * 20_000 + b"</a>" * 20_000 + TAIL, "nested deeper"),
    "endless levels": (HEAD + b">" + b"<a>" * 50_000, "nested deeper"),
    "a million elements": (HEAD + b">" + b"<a/>" * 1_000_000 + TAIL, "more entries"),
    "a million attributes": (HEAD + b"".join(b" a%d=''" % number for number in range(10**6)) + b"/></rdf:RDF>", "more"),
    "a million instructions": (HEAD + b">" + b"<?a?>" * 1_000_000 + TAIL, "more entries"),
    "16 million brackets": (b"<" * 16_000_000, "more entries"),
    "junk": (b"x" * 16_000_000, "no XML"),
    "another encoding": (b'<?xml version="1.0" encoding="utf-7"?>' + HEAD + b' a="\xff"/></rdf:RDF>', "UTF-8"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_fast(name: str) -> None:
    data, reason = HOSTILE[name]
    started = time.process_time()
    with pytest.raises(XmpError, match=reason):
        read(data)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "inner",
    [
        b" " * 8_000_000,
        b"<xmp:Label>" + b"&#65;" * 1_000_000 + b"</xmp:Label>",
        b"<!--" + b" -" * 2_000_000 + b"x-->",
        b"<xmp:Label><![CDATA[" + b"]" * 8_000_000 + b"]]></xmp:Label>",
        b"".join(b"<a xmlns:a%d='u'>" % number for number in range(150)) + b"</a>" * 150,
    ],
    ids=["spaces", "references", "remark", "brackets", "scopes"],
)
def test_what_is_only_odd_is_read_fast(inner: bytes) -> None:
    started = time.process_time()
    assert read(HEAD + b' xmp:Rating="3">' + inner + TAIL).stars == 3
    assert time.process_time() - started < 4
