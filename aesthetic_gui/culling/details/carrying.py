"""What copies of photographs carry inside: flag, stars, label, title, caption, rights and keywords.

catalog, and what only the sidecars say ──> Wanted ──> ``files.export.carrying``, in the pool that prepares copies
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
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
from aesthetic_gui.photo import DETAIL_TEXTS, NO_DETAILS, UNDECIDED, ColourLabel, Decision, Details, Flag, Photo

_log = logging.getLogger(__name__)


def carrier_of(items: Iterable[Item]) -> Carrier:
    """Gives the maker of a copy that carries what is said of it; None for files of formats that take nothing in."""
    known = {absolute(item.photo.path): item for item in items}

    def maker_of(path: Path) -> Maker | None:
        item = known.get(path)
        return carried(path, partial(_said_of, item)) if item and can_carry(path) else None

    return maker_of


def _said_of(item: Item) -> Wanted:
    """Of what nothing is known here the sidecars, or the file itself, may not have been read yet: that they say it."""
    decision = replace(item.decision, turn=0)  # EXIF's orientation stands beside it there, and stays as it is
    decided, described = decision != UNDECIDED, item.details != NO_DETAILS
    if decided and described:
        return Wanted(decision, details=item.details)
    sidecars = [marks for sidecar in xmp.sidecars_of(item.photo.files) if (marks := _marks_in(sidecar))]
    said = [*sidecars, *_marks_inside(item.photo)]
    details = item.details if described else _details_in(said) if sidecars else None
    return Wanted(decision if decided else _decision_in(said), details=details)


def _marks_inside(photo: Photo) -> list[Marks]:
    """What the file itself says; nothing where that makes no sense, as then no copy takes anything in either."""
    with suppress(XmpError):
        return list(filter(None, [xmp.embedded_marks(photo.path)]))
    return []


def _decision_in(said: Sequence[Marks]) -> Decision:
    """Of each field what the first says that mentions it."""
    flag = next((marks.flag for marks in said if marks.flag is not None), Flag.NONE)
    stars = next((marks.stars for marks in said if marks.stars is not None), 0)
    return Decision(flag, stars, next((marks.label for marks in said if marks.label is not None), ColourLabel.NONE))


def _details_in(said: Sequence[Marks]) -> Details:
    """The same of texts; keywords of all together."""
    texts = {field: next(filter(None, (getattr(marks, field) for marks in said)), "") for field in DETAIL_TEXTS}
    return replace(Details(keywords=tuple(word for marks in said for word in keywords_of(marks))), **texts)  # type: ignore[arg-type]


def _marks_in(sidecar: Path) -> Marks | None:
    try:
        return xmp.read(read_regular(sidecar, LARGEST))
    except (OSError, XmpError):
        _log.info("%s adds nothing to a copy", sidecar, exc_info=True)
        return None
