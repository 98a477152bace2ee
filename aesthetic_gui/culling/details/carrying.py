"""What copies of photographs carry inside: flag, stars, label, title, caption, rights and keywords.

catalog, and what only the sidecars say ──> Wanted ──> ``files.export.carrying``, in the pool that prepares copies
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.planning import Carrier
from aesthetic_gui.culling.operations.steps.staging import Maker
from aesthetic_gui.disk_io import absolute, read_regular
from aesthetic_gui.files import xmp
from aesthetic_gui.files.containers import LARGEST
from aesthetic_gui.files.export.carrying import can_carry, carried
from aesthetic_gui.files.xmp import Marks, Wanted, XmpError
from aesthetic_gui.files.xmp.reading import keywords_of
from aesthetic_gui.photo import DETAIL_TEXTS, NO_DETAILS, Details, Photo

_log = logging.getLogger(__name__)


def carrier_of(items: Iterable[Item]) -> Carrier:
    """Gives the maker of a copy that carries what is said of it; None for files of formats that take nothing in."""
    known = {absolute(item.photo.path): item for item in items}

    def maker_of(path: Path) -> Maker | None:
        item = known.get(path)
        return carried(path, partial(_said_of, item)) if item and can_carry(path) else None

    return maker_of


def _said_of(item: Item) -> Wanted:
    known = item.details != NO_DETAILS  # else the sidecars may not have been read yet
    decision = replace(item.decision, turn=0)  # EXIF's orientation stands beside it there, and stays as it is
    return Wanted(decision, details=item.details if known else _details_in(item.photo))


def _details_in(photo: Photo) -> Details | None:
    """What the sidecars say, the first that speaks; None where there is nothing but what is in the file itself."""
    said = [marks for sidecar in xmp.sidecars_of(photo.files) if (marks := _marks_in(sidecar))]
    if not said:
        return None
    with suppress(XmpError):
        said += [marks for marks in [xmp.embedded_marks(photo.path)] if marks]
    texts = {field: next(filter(None, (getattr(marks, field) for marks in said)), "") for field in DETAIL_TEXTS}
    return replace(Details(keywords=tuple(word for marks in said for word in keywords_of(marks))), **texts)  # type: ignore[arg-type]


def _marks_in(sidecar: Path) -> Marks | None:
    try:
        return xmp.read(read_regular(sidecar, LARGEST))
    except (OSError, XmpError):
        _log.info("%s adds nothing to a copy", sidecar, exc_info=True)
        return None
