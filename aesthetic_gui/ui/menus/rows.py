"""What stands in the menu of a right click, place by place: ids of ``ui.actions.ACTIONS``, by their titles and keys.

``LINE`` draws one; a :class:`Within` is a menu of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from aesthetic_gui.explain.methods import METHODS
from aesthetic_gui.photo import ColourLabel

LINE: Final = "-"


@dataclass(frozen=True, slots=True)
class Within:
    title: str
    ids: tuple[str, ...]


Rows = tuple[str | Within, ...]


class Place(StrEnum):
    """Where there is such a menu."""

    CELL = "cell"  # of the grid
    GROUND = "ground"  # of the grid, beside the cells, and where nothing is open
    LOUPE = "loupe"
    COMPARE = "compare"
    SURVEY = "survey"
    FILMSTRIP = "filmstrip"


_STARS = Within("Stars", tuple(f"stars_{n}" for n in range(5, -1, -1)))
_LABELS = Within("Colour label", tuple(f"label_{label.value or 'none'}" for label in ColourLabel))
_WHY = Within(
    "Why",
    (
        "reason",
        *(method.id for method in METHODS if method.offered),
        "reason_beside",
        "reason_blink",
        "reason_save",
        "why_not",
    ),
)
_STACK = Within(
    "Stack",
    (
        *("stack_keep", "stack_keep_best", "stack", "stack_split", "stack_merge", "stack_cover", "stack_again"),
        *("stack_fold", "stack_fold_all"),
    ),
)
_PHOTOGRAPH: Rows = (
    *("pick", "reject", "unflag", _STARS, _LABELS, _STACK, LINE),
    *("turn_right", "turn_left", _WHY, LINE),
    *("details", "keywords", "save_sidecars", LINE),
    *("show_in_file_manager", "open_with", LINE),
    *("move", "copy_to", "export_pictures", LINE),
    "trash",
)

MENUS: Final[dict[Place, Rows]] = {
    Place.CELL: ("loupe", "compare", "survey", LINE, *_PHOTOGRAPH),
    Place.FILMSTRIP: _PHOTOGRAPH,
    Place.LOUPE: ("zoom", "focus_point", "clipping", "peaking", LINE, "grid", "compare", LINE, *_PHOTOGRAPH),
    Place.COMPARE: (
        *("reason_over", LINE, "zoom", "focus_point", "clipping", "peaking", LINE),
        *("grid", "loupe", LINE),
        *_PHOTOGRAPH,
    ),
    Place.SURVEY: ("take_out", "zoom", LINE, "grid", "loupe", "compare", LINE, *_PHOTOGRAPH),
    Place.GROUND: (
        *("open", "ingest", LINE),
        *("select_all", "select_none", "filter_off", LINE),
        *("undo", "redo", LINE),
        *("sort", "statistics"),
    ),
}
