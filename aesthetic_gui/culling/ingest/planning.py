"""What an ingest will do, worked out without touching a file: a plan of copies, and what it leaves out.

Reading + IngestRequest ──> ways by template ──> less what was ingested before ──> a plan for each place ──> one Plan
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

from aesthetic_gui import disk_io
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.albums.sorting import AlbumFolder, tree, ways
from aesthetic_gui.culling.albums.templates import BadTemplate, needs_of, read_template
from aesthetic_gui.culling.ingest.before import Copies, files_in, known_files, on_several_cards, outside
from aesthetic_gui.culling.ingest.reading import Reading
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.planning import BadDestination, Plan, Step, Way, check_destination, plan_units
from aesthetic_gui.culling.operations.progress import Failure
from aesthetic_gui.culling.ranks import Ranks
from aesthetic_gui.disk_io import Stamp, absolute
from aesthetic_gui.files.transfer import copying
from aesthetic_gui.photo import Bar, Photo
from aesthetic_gui.words import photographs

KIND = "ingest"
_NO_BAR = Bar(0.5, 0.0)  # templates that ask for a verdict are refused
_GIGABYTE = 1e9


@dataclass(frozen=True, slots=True)
class Preset:
    """A template that is offered by name."""

    title: str
    template: str


FOLDERS: tuple[Preset, ...] = (
    Preset("A folder for each day", "{date}"),
    Preset("Year, then day", "{year}/{date}"),
    Preset("Day, then camera", "{date}/{camera}"),
    Preset("All in one folder", ""),
)
NAMES: tuple[Preset, ...] = (
    Preset("Their own", ""),
    Preset("Date and number", "{date}-{number:4}"),
    Preset("Date and time", "{date}-{time}"),
    Preset("Date, and their own", "{date}-{name}"),
)


@dataclass(frozen=True, slots=True)
class IngestRequest:
    """Where to, and by what names. ``folders`` and ``rename`` are templates, "" for none of their own.

    ``backup`` is a second place that gets the same; ``first`` the number that the first new photograph has for
    ``{number}``; ``again`` copies also what was ingested before.
    """

    destination: Path
    backup: Path | None = None
    folders: str = ""
    rename: str = ""
    first: int = 1
    again: bool = False


@dataclass(frozen=True, slots=True)
class Ingest:
    """What would be done. ``places`` are the plans for the destination and the backup, ``plan`` is both as one.

    ``before`` photographs were ingested before, ``twice`` are on another card as well: they are left out.
    ``sizes`` has the bytes of each photograph with all its files, by where it is on the card.
    """

    request: IngestRequest
    plan: Plan
    places: tuple[Plan, ...]
    before: int = 0
    twice: int = 0
    sizes: Mapping[Path, int] = field(default_factory=dict)

    @property
    def photographs(self) -> int:
        """How many would be copied, each of them once, or to two places."""
        return len(self.sizes)

    @property
    def copies(self) -> int:
        return self.plan.total

    @property
    def bytes(self) -> int:
        """All that will be written, to both places together."""
        return sum(self.sizes[unit[0].source] for place in self.places for unit in _units(place.steps))

    @property
    def folders(self) -> tuple[AlbumFolder, ...]:
        """What goes where below the destination."""
        return tree(self.places[0])

    @property
    def targets(self) -> tuple[Path, ...]:
        """The folders that photographs go to, those of the destination only."""
        steps = self.places[0].steps
        return tuple(dict.fromkeys(unit[0].target.parent for unit in _units(steps) if unit[0].target))

    @property
    def numbered(self) -> bool:
        """Whether the names go by the number."""
        return "{number" in f"{self.request.folders}{self.request.rename}".replace(" ", "").lower()


def plan_ingest(catalog: Catalog, reading: Reading, request: IngestRequest) -> Ingest:
    """Copy what was read to the places that ``request`` has, less what was ingested before.

    Nothing is touched. Raises ``BadTemplate`` and ``BadDestination``, also where a drive has no room for it.
    """
    request = _checked(request, reading.roots)
    twice = on_several_cards((item.photo for item in reading.items), reading.roots)
    items = [item for item in reading.items if item.photo.path not in twice]
    sizes = _sizes(item.photo for item in items)
    missing = _missing(catalog, items, request, reading.roots, sizes)
    wanted = [item for item in items if any(item.photo.path in place for place in missing)]
    found, stays = _ways(wanted, request)
    places = _places(found, stays, missing, request)
    plan = _together(places, found, request)
    going = {step.source for step in plan.steps}
    sizes = {item.photo.path: _of_unit(item.photo, sizes) for item in wanted if item.photo.path in going}
    ingest = Ingest(request, plan, places, len(items) - len(wanted), len(twice), sizes)
    _check_room(ingest)
    return ingest


def with_folders(plan: Plan) -> Plan:
    """``plan`` with the folders that it goes to made, so that they can be opened before the first photograph is there.

    An undo removes them as those that the plan itself has made. Raises ``BadDestination`` where one cannot be made.
    """
    made = list(plan.made)
    for folder in dict.fromkeys(step.target.parent for step in plan.steps if step.target):
        try:
            for missing in copying.missing_folders(folder):
                missing.mkdir()
                made.append(missing)
                disk_io.sync_folder(missing.parent)
        except OSError as error:
            raise BadDestination(f"{folder} cannot be made. {copying.reason(error, folder)}") from error
    return replace(plan, made=tuple(made))


def _checked(request: IngestRequest, roots: Sequence[Path]) -> IngestRequest:
    places = [absolute(place) for place in (request.destination, request.backup) if place is not None]
    for place in places:
        check_destination(place)
        if any(place.is_relative_to(card) for root in roots for card in (root, _card_of(root))):
            raise BadDestination(f"{place} is on the card itself. Choose a folder on a disk.")
    if len(places) > 1 and (places[0].is_relative_to(places[1]) or places[1].is_relative_to(places[0])):
        raise BadDestination("The second copies would go to the same place. Choose another one, best on another disk.")
    if needs_of(request.folders, request.rename) - {"", "file", "stack"}:
        raise BadTemplate("Photographs are not scored while they are ingested. Use what the camera wrote, as {date}.")
    return replace(request, destination=places[0], backup=places[1] if len(places) > 1 else None)


def _card_of(root: Path) -> Path:
    """The card whose folder DCIM is ``root``."""
    return root.parent if root.name.lower() == "dcim" else root


def _sizes(photos: Iterable[Photo]) -> dict[Path, int]:
    """The bytes of every file; of one that cannot be looked at 0: copying it tells why."""
    return {file: _size(file) for photo in photos for file in photo.files}


def _size(file: Path) -> int:
    try:
        return Stamp.of(file).size
    except OSError:
        return 0


def _of_unit(photo: Photo, sizes: Mapping[Path, int]) -> int:
    return sum(sizes[file] for file in photo.files)


def _missing(
    catalog: Catalog, items: Sequence[Item], request: IngestRequest, roots: Sequence[Path], sizes: Mapping[Path, int]
) -> list[set[Path]]:
    """For each place the photographs that have no copy yet: anywhere but in the backup, and within the backup."""
    everything = {item.photo.path for item in items}
    places = [request.destination, *filter(None, [request.backup])]
    if request.again:
        return [everything] * len(places)
    found, _ = _ways(items, request)
    folders = {folder for _, folder, _ in found}
    folders |= {_in_backup(folder, request) for folder in folders} if request.backup else set()
    known = list(outside([*known_files(catalog, set(sizes.values())), *files_in(folders)], roots))
    backed_up = [one for one in known if request.backup and one[0].is_relative_to(request.backup)]
    kept = outside(known, [request.backup]) if request.backup else known
    copies = [Copies(kept), Copies(backed_up)][: len(places)]
    return [{item.photo.path for item in items if not place.has(item.photo)} for place in copies]


def _ways(items: Sequence[Item], request: IngestRequest) -> tuple[list[Way], list[Failure]]:
    folders = read_template(request.folders) if request.folders else None
    return ways(items, request.destination, folders, request.rename, _NO_BAR, Ranks(), first=request.first)


def _places(
    found: Sequence[Way], stays: Iterable[Failure], missing: Sequence[set[Path]], request: IngestRequest
) -> tuple[Plan, ...]:
    """The plan for the destination; and that for the backup, under the names that the first one has found free."""
    primary = _plan([way for way in found if way[0].path in missing[0]], request.destination, stays)
    if request.backup is None:
        return (primary,)
    named = {unit[0].source: Path(unit[0].target or unit[0].source).stem for unit in _units(primary.steps)}
    second = [
        (photo, _in_backup(folder, request), named.get(absolute(photo.path), stem))
        for photo, folder, stem in found
        if photo.path in missing[1]
    ]
    return primary, _plan(second, request.backup)


def _plan(found: Sequence[Way], root: Path, stays: Iterable[Failure] = ()) -> Plan:
    return plan_units(KIND, "copy", lambda what: f"Ingest {what}", found, root, stays)


def _in_backup(folder: Path, request: IngestRequest) -> Path:
    assert request.backup is not None
    return request.backup / folder.relative_to(request.destination)


def _together(places: Sequence[Plan], found: Sequence[Way], request: IngestRequest) -> Plan:
    """One plan: a photograph's copies follow each other, so that the card is read once where there is memory for it."""
    units: dict[Path, list[list[Step]]] = {}
    for place in places:
        for unit in _units(place.steps):
            units.setdefault(unit[0].source, []).append(unit)
    in_order = [unit for photo, _, _ in found for unit in units.get(absolute(photo.path), ())]
    steps = [replace(step, unit=number) for number, unit in enumerate(in_order) for step in unit]
    names = [f"‘{place.name or place}’" for place in (request.destination, request.backup) if place]
    title = f"Ingest {photographs(len(units))} to {' and '.join(names)}"
    return Plan(KIND, title, tuple(steps), _left_out(places), request.destination)


def _left_out(places: Sequence[Plan]) -> tuple[Failure, ...]:
    return tuple(dict.fromkeys(failure for place in places for failure in place.left_out))


def _units(steps: Iterable[Step]) -> Iterator[list[Step]]:
    return (list(unit) for _, unit in groupby(steps, key=lambda step: step.unit))


def _check_room(ingest: Ingest) -> None:
    """Raises ``BadDestination`` where a drive has less room than is to be written there."""
    needed: dict[int, int] = {}
    for place in ingest.places:
        there = _nearest(place.root or Path())
        device = there.stat().st_dev
        needed[device] = needed.get(device, 0) + sum(ingest.sizes[unit[0].source] for unit in _units(place.steps))
        free = shutil.disk_usage(there).free
        if needed[device] > free:
            gigabytes = f"{needed[device] / _GIGABYTE:,.1f} GB are to be copied, {free / _GIGABYTE:,.1f} GB are free"
            raise BadDestination(f"There is not enough room in {place.root}: {gigabytes}. Choose another disk.")


def _nearest(folder: Path) -> Path:
    """``folder``, or the one above it that is there."""
    return next((place for place in (folder, *folder.parents) if os.path.isdir(place)), folder)  # noqa: PTH112
