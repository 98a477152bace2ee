"""IPTC-IIM 4.2 that goes along, in a JPEG's segment: record 2, with what XMP says where that has spoken, in UTF-8."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from operator import itemgetter

from aesthetic_gui.files.containers.iptc import datasets as datasets_in
from aesthetic_gui.files.containers.iptc import text_of
from aesthetic_gui.files.export.metadata.private import Filter
from aesthetic_gui.files.export.rendition import Along, Private

SEGMENT = 65_533  # bytes, at most, of a JPEG's segment after its marker
PLACES = frozenset({26, 27, 90, 92, 95, 100, 101})  # location code and name, city, sublocation, state, country

_PHOTOSHOP = b"Photoshop 3.0\0"
_RESOURCE = 1028
_APPLICATION, _ENVELOPE, _CODED_SET, _VERSION = 2, 1, 90, 0
_UTF8 = b"\x1b%G"
_RIGHTS = frozenset({80, 85, 110, 115, 116})  # by-line and its title, credit, source, copyright notice
_HIDDEN = {Private.PLACE: PLACES, Private.RATINGS: (10,)}  # urgency
_STALE = frozenset({200, 201, 202})  # a preview
KEYWORDS = frozenset({15, 20, 25})  # categories, too
_PROGRAMS_OWN = 140  # from here on sounds, previews, and what programs keep for themselves
_LONGEST = 0x7FFF  # bytes of a dataset that is no extended one

Dataset = tuple[int, bytes]  # number within record 2, and what it says


def kept(records: bytes, details: Along, allowed: Filter, instead: Mapping[int, tuple[str, ...]]) -> bytes:
    """The datasets that may go along; those of ``instead`` say that. ``b""`` where nothing is left.

    A photograph without IPTC-IIM gets none, as the Metadata Working Group has it.
    """
    found = list(datasets(records))
    said = [(number, text.encode()) for number, texts in instead.items() for text in texts] if found else []
    both = [*(dataset for dataset in found if dataset[0] not in instead), *said]
    left = [dataset for dataset in sorted(both, key=itemgetter(0)) if _may_go(*dataset, details, allowed)]
    if not any(number != _VERSION for number, _ in left):
        return b""
    body = b"".join(_dataset(_APPLICATION, number, content) for number, content in left)
    return _dataset(_ENVELOPE, _CODED_SET, _UTF8) + body


def datasets(records: bytes) -> Iterator[Dataset]:
    """Number and content of record 2's datasets, texts in UTF-8; ends where one is broken or longer than 32 KiB."""
    for one in datasets_in(records):
        if one.record == _APPLICATION:
            yield one.number, one.value if one.number >= _PROGRAMS_OWN else text_of(one.value).encode()


def segment(records: bytes) -> bytes:
    """The segment in which a JPEG keeps IPTC-IIM; ``b""`` of none, or of too many."""
    padded = records + bytes(len(records) % 2)
    content = _PHOTOSHOP + struct.pack(">4sHHI", b"8BIM", _RESOURCE, 0, len(records)) + padded
    if not records or len(content) + 2 > SEGMENT:
        return b""
    return struct.pack(">BBH", 0xFF, 0xED, len(content) + 2) + content


def _dataset(record: int, number: int, content: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, record, number, len(content)) + content


def _may_go(number: int, content: bytes, details: Along, allowed: Filter) -> bool:
    if len(content) > _LONGEST or number in _STALE:
        return False
    if details is Along.COPYRIGHT or number in _RIGHTS:
        return number in _RIGHTS
    hidden = [one for kind in allowed.hidden for one in _HIDDEN.get(kind, ())]
    if (allowed.hidden and number >= _PROGRAMS_OWN) or number in hidden:
        return False
    hides = allowed.hides_keyword if number in KEYWORDS else allowed.hides_text
    return not hides(text_of(content))
