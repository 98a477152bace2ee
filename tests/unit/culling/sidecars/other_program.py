"""Another program that rates photographs in sidecars: it keeps what it does not know, and knows nothing of us."""

from __future__ import annotations

import itertools
import os
import re
from pathlib import Path

EMPTY = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
    '  <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"\n'
    '   xmlns:xmpDM="http://ns.adobe.com/xmp/1.0/DynamicMedia/"/>\n </rdf:RDF>\n</x:xmpmeta>\n'
)
SPACES = {
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpDM": "http://ns.adobe.com/xmp/1.0/DynamicMedia/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
}
_clock = itertools.count(1_700_000_000)


def rate(sidecar: Path, **attributes: object) -> None:
    """Write ``xmp__Rating=3`` and the like into the sidecar, which is made if absent; None takes it out."""
    text = sidecar.read_text("utf-8") if sidecar.exists() else EMPTY
    for name, value in attributes.items():
        text = _with(text, name.replace("__", ":"), value)
    put(sidecar, text)


def put(sidecar: Path, text: str) -> None:
    """Write ``text`` at a time of its own: a test is faster than some disks count."""
    sidecar.write_text(text, "utf-8")
    moment = next(_clock)
    os.utime(sidecar, (moment, moment))


def _with(text: str, name: str, value: object) -> str:
    text = re.sub(rf'\s{name}="[^"]*"', "", text)
    if value is None:
        return text
    prefix = name.partition(":")[0]
    space = "" if f"xmlns:{prefix}=" in text else f' xmlns:{prefix}="{SPACES[prefix]}"'
    return text.replace("<rdf:Description", f'<rdf:Description{space} {name}="{value}"', 1)
