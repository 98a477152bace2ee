"""Packets made here, as different programs write them."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from aesthetic_gui.files.xmp import names

SPACES = {
    "x": "adobe:ns:meta/",
    "rdf": names.RDF,
    "xmp": names.XMP,
    "xmpDM": names.XMP_DM,
    "dc": names.DC,
    "lr": names.LIGHTROOM,
    "photoshop": names.PHOTOSHOP,
    "digiKam": names.DIGIKAM,
    "MicrosoftPhoto": names.MICROSOFT,
    "photomechanic": names.PHOTO_MECHANIC,
    "acdsee": names.ACDSEE,
    "darktable": names.DARKTABLE,
    "tiff": names.TIFF,
    "aesthetic": names.AESTHETIC,
    "crs": "http://ns.adobe.com/camera-raw-settings/1.0/",
}
DECLARED = " ".join(f"xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in SPACES.items() if prefix != "x")


def packet(inner: str = "", **attributes: object) -> bytes:
    """One block with attributes (``xmp__Rating=3``) and elements."""
    written = "".join(f"\n   {name.replace('__', ':')}={quoteattr(str(value))}" for name, value in attributes.items())
    return wrapped(f'  <rdf:Description rdf:about="" {DECLARED}{written}>{inner}</rdf:Description>\n')


def wrapped(blocks: str) -> bytes:
    """Whole blocks, with wrapper and padding."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="test">\n <rdf:RDF xmlns:rdf="{names.RDF}">\n'
        f'{blocks} </rdf:RDF>\n</x:xmpmeta>\n{" " * 100}\n<?xpacket end="w"?>'
    ).encode()


def listed(name: str, *items: str, kind: str = "Bag") -> str:
    """A list as an element."""
    inner = "".join(f"\n     <rdf:li>{item}</rdf:li>" for item in items)
    return f"\n   <{name}>\n    <rdf:{kind}>{inner}\n    </rdf:{kind}>\n   </{name}>\n  "
