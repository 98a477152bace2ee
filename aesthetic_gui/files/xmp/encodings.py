"""Bytes to text and back without losing one: UTF-8, UTF-16, UTF-32 (with or without mark), or what XML declares."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from aesthetic_gui.files.containers import LARGEST
from aesthetic_gui.files.xmp.marks import XmpError

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# text without mark begins with a character of ASCII, whose other bytes are zero (XML 1.0, appendix F)
_GAPS = {
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
    (False, True): "utf-16-le",
    (True, False): "utf-16-be",
}
_DECLARED = re.compile(rb"""^\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_OF_ONE_BYTE = re.compile(r"iso-?8859-\d{1,2}|latin-?1|(windows-|cp)125\d|koi8-[ru]|(us-)?ascii")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a packet's text is stored; ``mark`` are the bytes before it."""

    codec: str = "utf-8"
    mark: bytes = b""

    def encode(self, text: str) -> bytes:
        """What the encoding has no character for is written as XML's reference to it."""
        return self.mark + text.encode(self.codec, "xmlcharrefreplace")


def decode(data: bytes) -> tuple[str, Encoding]:
    """Text and encoding, such that ``encoding.encode(text) == data``. Raises ``XmpError``."""
    if len(data) > LARGEST:
        raise XmpError(f"this sidecar is larger than {LARGEST >> 20} MiB, which no sidecar is; it was left alone")
    candidates = list(_candidates(data))
    for encoding in candidates:
        try:
            text = data[len(encoding.mark) :].decode(encoding.codec)
            if encoding.encode(text) == data:
                return text, encoding
        except UnicodeError:
            continue
    codec = candidates[0].codec.upper()
    raise XmpError(f"this sidecar is damaged: its text is not {codec}; it was left alone")


def _candidates(data: bytes) -> Iterator[Encoding]:
    for mark, codec in _MARKS:
        if data.startswith(mark):
            yield Encoding(codec, mark)
            return
    empty = tuple(byte == 0 for byte in data[:4])
    if len(data) >= 4 and (gapped := _GAPS.get(empty) or _GAPS.get(empty[:2])):
        yield Encoding(gapped)
    declared = _DECLARED.match(data[:256])
    codec = declared[1].decode("ascii").lower() if declared else "utf-8"
    yield Encoding(codec if _OF_ONE_BYTE.fullmatch(codec) and _is_known(codec) else "utf-8")


def _is_known(codec: str) -> bool:
    try:
        codecs.lookup(codec)
    except LookupError:
        return False
    return True
