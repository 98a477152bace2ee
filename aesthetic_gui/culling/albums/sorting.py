"""Albums: a template says which folder each photograph goes to; the tree is shown before anything is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from aesthetic_gui.catalog.steps import Act
from aesthetic_gui.culling.albums.manifests import Form, with_manifest
from aesthetic_gui.culling.albums.stacks import number_stacks
from aesthetic_gui.culling.albums.templates import (
    FIELDS,
    AlbumContext,
    Need,
    Template,
    read_name_template,
    read_template,
)
from aesthetic_gui.culling.albums.unread import with_metadata
from aesthetic_gui.culling.details.carrying import carrier_of
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.planning import (
    BadDestination,
    Plan,
    Way,
    check_destination,
    plainly,
    plan_units,
    readable,
)
from aesthetic_gui.culling.operations.progress import Failure
from aesthetic_gui.culling.ranks import Ranks, rank_photos
from aesthetic_gui.culling.stacks.stacking import stacks_of
from aesthetic_gui.disk_io import Stamp, absolute
from aesthetic_gui.files.names import fold
from aesthetic_gui.files.names.links import Named
from aesthetic_gui.files.names.spelling import names_in
from aesthetic_gui.grouping.frame import Stack
from aesthetic_gui.photo import Bar

StacksOf = Callable[[], Sequence[Stack]]

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
    Preset("best", "Best 20 % of the shoot, and the rest", "{best:20}"),
    Preset("best-hour", "Best 20 % of each hour, and the rest", "{best:20 hour}"),
)


@dataclass(frozen=True, slots=True)
class AlbumFolder:
    """One folder of the preview: its path below the destination, "/" between names; how many photographs; some."""

    path: str
    count: int
    names: tuple[str, ...] = ()


def plan_sort(
    items: Iterable[Item],
    destination: Path,
    template: str,
    *,
    act: Act,
    bar: Bar,
    ranks: Ranks | None = None,
    stacks: StacksOf | None = None,
    rename: str = "",
    manifest: Form | None = None,
    carry: bool = False,
) -> Plan:
    """Bring every photograph to the folder that ``template`` gives for it below ``destination``.

    ``act`` is "move", "copy", "clone" (a reflink where the drive has them, else a copy), "hardlink" or "symlink".
    ``bar`` is where the verdict changes; ``ranks`` and ``stacks``, asked where a template needs them, are those of the
    shoot, which is ``items`` where they are not given. ``rename`` is a template for the files' names, "" for their own.
    ``manifest`` adds a list of the files with their SHA-256, by which the albums can be verified later.
    An unreadable photograph is never moved by a rule; it is left out, as is one without a score that a template needs,
    and one that was changed since it was scored. ``carry``: plain copies carry what is said of them inside, where
    their format takes it in (see ``files.export.carrying``).
    Nothing is touched. Raises ``BadTemplate`` and ``BadDestination``.
    """
    items, destination, folders = list(items), absolute(destination), read_template(template)
    check_destination(destination)
    found, stays = ways(items, destination, folders, rename, bar, ranks, _why_it_stays, stacks=stacks)
    where = destination.name or destination
    carrier = carrier_of(items) if carry and act == "copy" else plainly
    plan = plan_units("sort", act, lambda what: f"Sort {what} into ‘{where}’", found, destination, stays, carrier)
    return with_manifest(plan, items, manifest, bar) if manifest else plan


def ways(
    items: Sequence[Item],
    destination: Path,
    folders: Template | None,
    rename: str,
    bar: Bar,
    ranks: Ranks | None,
    why_it_stays: Callable[[Item], str] = lambda _item: "",
    first: int = 1,
    stacks: StacksOf | None = None,
) -> tuple[list[Way], list[Failure]]:
    """Where each of ``items`` goes below ``destination``, and those that stay: for a reason of their own, or because
    they have no score that a template needs. Without ``folders`` they go to ``destination`` itself; without
    ``rename``, a template for names, under their own; they are numbered from ``first`` on. Raises ``BadTemplate`` and
    ``BadDestination``.
    """
    naming = read_name_template(rename) if rename else None
    needs = frozenset[Need]().union(*(template.needs for template in (folders, naming) if template))
    if needs & {"file", "stack"}:
        items = with_metadata(items)
    if ranks is None:
        ranks = rank_photos(items) if "rank" in needs else Ranks()
    inside = Named([destination]) if destination.exists() else None
    places = number_stacks(stacks() if stacks else stacks_of(items)) if "stack" in needs else {}
    spelled = _folders_of(destination)
    found, left_out = [], []
    for number, item in enumerate(items, first):
        context = AlbumContext(bar, ranks, number, places.get(item.photo.path))
        names = folders.folders(item, context) if folders else ()
        stem = naming.folders(item, context) if naming else (item.photo.path.stem,)
        why = why_it_stays(item)
        if why or names is None or stem is None:
            left_out.append(Failure(item.photo.path, why or "not scored yet"))
            continue
        folder = spelled(names)
        if inside and not inside.holds(folder):
            left_out.append(Failure(item.photo.path, f"its album is a link that leads out of the albums: {folder}"))
        else:
            found.append((item.photo, folder, stem[0]))
    return found, left_out


def _why_it_stays(item: Item) -> str:
    """A reason to leave it out, whatever the template; "" for none."""
    if _changed_since_scored(item):
        return "changed since it was scored"
    return "" if item.unreadable is None else f"unreadable: {item.unreadable}"


def _changed_since_scored(item: Item) -> bool:
    """Whether the file is another than the one that was scored: what is said of it may not hold any more."""
    if item.score is None or not item.photo.size:
        return False
    try:
        found = Stamp.of(item.photo.path)
    except OSError:
        return False  # the operation itself tells what is wrong
    return (found.size, found.mtime_ns) != (item.photo.size, item.photo.mtime_ns)


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


def _folders_of(destination: Path) -> Callable[[tuple[str, ...]], Path]:
    """Gives the folder below ``destination`` for names, outermost first, as it is spelled there or was before.

    Folders whose names differ in case only have one spelling, as they are one folder on many file systems.
    """
    spelled = cache(_spelled_there)

    def of(names: tuple[str, ...]) -> Path:
        folder = destination
        for name in names:
            folder = folder / spelled(folder).setdefault(fold(name), name)
        return folder

    return of


def _spelled_there(folder: Path) -> dict[str, str]:
    with readable(folder):
        try:
            return names_in(folder)
        except NotADirectoryError:
            raise BadDestination(
                f"{folder} is a file, so no album of that name can be made. Rename it first."
            ) from None
