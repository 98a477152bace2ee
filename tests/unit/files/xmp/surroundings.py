"""What of a packet is none of ours: it must be the same, byte by byte and in the same order, before and after."""

from __future__ import annotations

import re

from aesthetic_gui.files.xmp import names
from aesthetic_gui.files.xmp.fields import FIELDS
from aesthetic_gui.files.xmp.packet import Attribute, Element, parse

OURS = {field.name for field in FIELDS} | {names.SUBJECT, names.HIERARCHICAL, names.TAGS}
_DECLARATION = re.compile(rb"""\s+xmlns:[^\s=]+\s*=\s*("[^"]*"|'[^']*')""")


def is_ours(found: Attribute | Element) -> bool:
    return found.name in OURS or found.name.space == names.plain(names.AESTHETIC)


def surroundings(data: bytes) -> list[bytes]:
    """The text between blocks as it is; of each block's text what is not ours, without white space and declarations."""
    packet = parse(data)
    parts: list[bytes] = []
    place = 0
    for description in packet.descriptions:
        parts += (packet.raw[place : description.start], _foreign(packet.raw, description))
        place = description.end
    return [*parts, packet.raw[place:]]


def _foreign(raw: bytes, description: Element) -> bytes:
    cuts = [(found.start, found.end) for found in (*description.attributes, *description.children) if is_ours(found)]
    cuts += [(description.attributes_end, description.tag_end), (description.inner_end, description.end)]
    text, place = b"", description.start
    for start, end in sorted(cuts):
        text += raw[place : max(start, place)]
        place = max(place, end)
    return b"".join(_DECLARATION.sub(b"", text + raw[place : description.end]).split())
