"""Sort into albums: a template says which folder each photograph goes to; the tree is shown before anything is done."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.naming import fold
from aesthetic_gui.culling.planning import BadDestination, Plan, absolute, check_destination, plan_units, readable
from aesthetic_gui.culling.progress import Failure
from aesthetic_gui.culling.templates import FIELDS, BadTemplate, read_template
from aesthetic_gui.culling.viewing import Bar

__all__ = ["FIELDS_IN_WORDS", "PRESETS", "AlbumFolder", "BadTemplate", "Preset", "left_out", "plan_sort", "tree"]

EXAMPLES = 3
FIELDS_IN_WORDS = "; ".join(f"{{{field.name}}}: {field.words}" for field in FIELDS.values())


@dataclass(frozen=True, slots=True)
class Preset:
    """A template that is offered by name; ``id`` is what the command line calls it."""

    id: str
    title: str
    template: str


PRESETS: tuple[Preset, ...] = (
    Preset("verdict", "Verdict", "{verdict}"),
    Preset("band", "Score bands", "{band}"),
    Preset("verdict-date", "Verdict, then date", "{verdict}/{date}"),
    Preset("date-verdict", "Date, then verdict", "{date}/{verdict}"),
    Preset("date", "Date", "{date}"),
    Preset("month", "Year, then month", "{year}/{month}"),
    Preset("camera", "Camera", "{camera}"),
    Preset("stars", "Stars", "{stars}"),
    Preset("flag", "Flag", "{flag}"),
    Preset("label", "Colour label", "{label}"),
)


@dataclass(frozen=True, slots=True)
class AlbumFolder:
    """One folder of the preview: its path below the destination, "/" between names; how many photographs; some."""

    path: str
    count: int
    names: tuple[str, ...]


def plan_sort(items: Iterable[Item], destination: Path, template: str, *, copy: bool, bar: Bar | None = None) -> Plan:
    """Copy, or else move, every photograph to the folder that ``template`` gives for it below ``destination``.

    ``bar`` is where the verdict changes (None: as the scores say). An unreadable photograph is never moved by a
    rule; it is left out, as is one without a score that the template needs. Nothing is touched.
    Raises ``BadTemplate`` and ``BadDestination``.
    """
    destination, read = absolute(destination), read_template(template)
    check_destination(destination)
    spelling, pairs, stays = _Spelling(), [], []
    for item in items:
        names = None if item.unreadable is not None else read.folders(item, bar)
        if names is None:
            stays.append(Failure(item.photo.path, _why_not(item)))
        else:
            pairs.append((item.photo, spelling.of(destination, names)))
    return plan_units(
        "sort",
        "copy" if copy else "move",
        lambda what: f"Sort {what} into ‘{destination.name or destination}’",
        pairs,
        destination,
        stays,
    )


def tree(plan: Plan) -> tuple[AlbumFolder, ...]:
    """The folders that photographs go to, in the order of their names."""
    names: dict[Path, list[str]] = {}
    seen: set[int] = set()
    for step in plan.steps:
        if step.target is not None and step.unit not in seen:
            names.setdefault(step.target.parent, []).append(step.target.name)
            seen.add(step.unit)
    root = plan.root or Path()
    return tuple(
        AlbumFolder(folder.relative_to(root).as_posix(), len(names[folder]), tuple(names[folder][:EXAMPLES]))
        for folder in sorted(names)
    )


def left_out(plan: Plan) -> tuple[tuple[str, int], ...]:
    """(reason, how many) of the photographs that stay where they are, the most frequent reason first."""
    return tuple(Counter(failure.reason.partition(":")[0] for failure in plan.left_out).most_common())


def _why_not(item: Item) -> str:
    return "not scored yet" if item.unreadable is None else f"unreadable: {item.unreadable}"


class _Spelling:
    """One spelling for folders whose names differ in case only, as they are one folder on many file systems."""

    def __init__(self) -> None:
        self._spelled: dict[Path, dict[str, str]] = {}

    def of(self, folder: Path, names: tuple[str, ...]) -> Path:
        for name in names:
            spelled = self._in(folder)
            folder = folder / spelled.setdefault(fold(name), name)
        return folder

    def _in(self, folder: Path) -> dict[str, str]:
        if folder not in self._spelled:
            with readable(folder):
                self._spelled[folder] = _spelled_there(folder)
        return self._spelled[folder]


def _spelled_there(folder: Path) -> dict[str, str]:
    try:
        names = os.listdir(folder)  # noqa: PTH208 - names only
    except FileNotFoundError:
        return {}
    except NotADirectoryError:
        raise BadDestination(f"{folder} is a file, so no album of that name can be made. Rename it first.") from None
    return {fold(name): name for name in names}
