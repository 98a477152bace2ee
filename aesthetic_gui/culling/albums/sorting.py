"""Sort into albums: a template says which folder each photograph goes to; the tree is shown before anything is done."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from aesthetic_gui.catalog.steps import Act
from aesthetic_gui.culling.albums.manifests import Form, with_manifest
from aesthetic_gui.culling.albums.stacks import number_stacks
from aesthetic_gui.culling.albums.templates import FIELDS, AlbumContext, read_name_template, read_template
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.naming import fold
from aesthetic_gui.culling.operations.planning import BadDestination, Plan, check_destination, plan_units, readable
from aesthetic_gui.culling.operations.progress import Failure
from aesthetic_gui.disk_io import absolute
from aesthetic_gui.photo import Bar

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
    Preset("stack", "Stacks", "{stack}"),
)


@dataclass(frozen=True, slots=True)
class AlbumFolder:
    """One folder of the preview: its path below the destination, "/" between names; how many photographs; some."""

    path: str
    count: int
    names: tuple[str, ...]


def plan_sort(
    items: Iterable[Item],
    destination: Path,
    template: str,
    *,
    act: Act,
    bar: Bar,
    rename: str = "",
    manifest: Form | None = None,
) -> Plan:
    """Bring every photograph to the folder that ``template`` gives for it below ``destination``.

    ``act`` is "move", "copy", "clone" (a reflink where the drive has them, else a copy), "hardlink" or "symlink".
    ``bar`` is where the verdict changes. ``rename`` is a template for the files' names, ""
    for their own. ``manifest`` adds a list of the files with their SHA-256, by which the albums can be verified later.
    An unreadable photograph is never moved by a rule; it is left out, as is one without a score that a template needs,
    and one that was changed since it was scored.
    Nothing is touched. Raises ``BadTemplate`` and ``BadDestination``.
    """
    items, destination, folders = list(items), absolute(destination), read_template(template)
    naming = read_name_template(rename) if rename else None
    check_destination(destination)
    spelled, pairs, stays, stems = folders_of(destination), [], [], {}
    for item, place in zip(items, places(items, bar), strict=True):
        if changed_since_scored(item):
            stays.append(Failure(item.photo.path, "changed since it was scored"))
            continue
        names = None if item.unreadable is not None else folders.folders(item, place)
        stem = naming.folders(item, place) if naming else ("",)
        if names is None or stem is None:
            stays.append(Failure(item.photo.path, _why_not(item)))
            continue
        pairs.append((item.photo, spelled(names)))
        if naming:
            stems[absolute(item.photo.path)] = stem[0]
    plan = plan_units(
        "sort",
        act,
        lambda what: f"Sort {what} into ‘{destination.name or destination}’",
        pairs,
        destination,
        stays,
        stems,
    )
    return with_manifest(plan, items, manifest, bar) if manifest else plan


def changed_since_scored(item: Item) -> bool:
    """Whether the file is another than the one that was scored: what is said of it may not hold any more."""
    if item.score is None or not item.photo.size:
        return False
    try:
        found = item.photo.path.stat()
    except OSError:
        return False  # the operation itself tells what is wrong
    return (found.st_size, found.st_mtime_ns) != (item.photo.size, item.photo.mtime_ns)


def places(items: Sequence[Item], bar: Bar) -> Iterator[AlbumContext]:
    """What a template may go by for each of ``items`` besides the photograph itself."""
    stacks = number_stacks(items)
    return (AlbumContext(bar, number, stacks.get(item.photo.path)) for number, item in enumerate(items, 1))


def tree(plan: Plan) -> tuple[AlbumFolder, ...]:
    """The folders that photographs go to, in the order of their names."""
    names: dict[Path, list[str]] = {}
    seen: set[int] = set()
    for step in plan.steps:
        if step.target is not None and not step.is_page and step.unit not in seen:
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


def folders_of(destination: Path) -> Callable[[tuple[str, ...]], Path]:
    """Gives the folder below ``destination`` for names, outermost first, as it is spelled there or was before."""
    spelling = _Spelling()
    return lambda names: spelling.of(destination, names)


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
