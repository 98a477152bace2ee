"""What a file operation will do, worked out without touching a file: a dry run prints it, ``perform`` does it.

photographs + folders ──> free names, one number per unit ──> Plan(steps, left_out)
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from aesthetic_gui.catalog.steps import PAGE, Act, Writing
from aesthetic_gui.culling.operations.naming import FreeNames, renamed
from aesthetic_gui.culling.operations.progress import Failure
from aesthetic_gui.culling.operations.steps.staging import Maker
from aesthetic_gui.disk_io import absolute
from aesthetic_gui.photo import AestheticError, Photo
from aesthetic_gui.words import photographs

LEADS_OUT = "a link leads out of what was opened"
Carrier = Callable[[Path], Maker | None]
Way = tuple[Photo, Path, str]  # a photograph, the folder that it goes to, and its name there without the suffix


def plainly(_path: Path) -> None:
    """Every copy is a plain one."""


class BadDestination(AestheticError):
    """The folder that was chosen cannot take photographs; the text says why."""


@dataclass(frozen=True, slots=True)
class Step:
    """One file's way. Steps with one ``unit`` number travel together or not at all, the shown picture first.

    ``target`` is None for the trash, which chooses it. A 'make' has the ``maker`` that writes the file (``source`` is
    the photograph it is made of; a page of many is its own source, and is made after all that stand before it); a
    'write' has the sidecar's content before and after, and names its ``photo``. An 'embed' has the ``maker`` of a copy
    in which stands what was decided.
    """

    unit: int
    act: Act
    source: Path
    target: Path | None
    maker: Maker | None = None
    writing: Writing | None = None
    photo: Path | None = None

    @property
    def is_page(self) -> bool:
        """Whether it is no photograph, but a manifest or a page, which is not counted."""
        return self.unit <= PAGE


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be done. ``title`` is a sentence without its full stop, for the history and the Undo menu.

    ``left_out`` are the photographs that stay where they are, each with the reason: a few words, and after a
    colon what there is to say of that one. ``root`` is the folder that was chosen, if one was. ``made`` are folders
    that were made for it beforehand: they are as much of its making as those that it will make.
    """

    kind: str
    title: str
    steps: tuple[Step, ...]
    left_out: tuple[Failure, ...] = ()
    root: Path | None = None
    made: tuple[Path, ...] = ()

    @property
    def total(self) -> int:
        """How many photographs will be treated."""
        return len({step.unit for step in self.steps if not step.is_page})


def plan_move(photos: Iterable[Photo], folder: Path) -> Plan:
    """Move ``photos`` into ``folder``, which is made if absent. Raises :class:`BadDestination`."""
    return _into_one_folder("move", photos, folder)


def plan_copy(photos: Iterable[Photo], folder: Path) -> Plan:
    """Copy ``photos`` into ``folder``, which is made if absent. Raises :class:`BadDestination`."""
    return _into_one_folder("copy", photos, folder)


def plan_trash(photos: Iterable[Photo]) -> Plan:
    """Move ``photos`` with all their files to the system's trash."""
    meant, left_out = meant_by(photos)
    units = _units(meant)
    steps = tuple(Step(number, "trash", source, None) for number, files in enumerate(units) for source in files)
    return Plan("trash", f"Move {photographs(len(units))} to the trash", steps, tuple(left_out))


def meant_by(photos: Iterable[Photo]) -> tuple[list[Photo], list[Failure]]:
    """Those of ``photos`` that lie in what was opened, and those that a link brought in from elsewhere."""
    meant, left_out = [], []
    for photo in photos:
        if photo.leads_out:
            left_out.append(Failure(photo.path, f"{LEADS_OUT}: open {_home_of(photo)} to include it"))
        else:
            meant.append(photo)
    return meant, left_out


def _home_of(photo: Photo) -> Path:
    """The folder in which the file really lies that a link brought in."""
    ends = [Path(os.path.realpath(file)) for file in photo.files]
    return next((end.parent for file, end in zip(photo.files, ends, strict=True) if end != file), ends[0].parent)


def plan_in_words(plan: Plan) -> str:
    """Every file and where it would go, a line each, then what is left out: to be read before anything is done."""
    lines = [f"{step.source} -> {step.target or 'the trash'}" for step in plan.steps]
    lines += [f"left out: {failure.photo} ({failure.reason})" for failure in plan.left_out]
    return "\n".join([plan.title, *lines, ""])


def plan_units(
    kind: str,
    act: Act,
    title: Callable[[str], str],
    ways: Sequence[Way],
    root: Path,
    left_out: Iterable[Failure] = (),
    carrier: Carrier = plainly,
) -> Plan:
    """``act`` ("move", "copy", "clone", "hardlink" or "symlink") for each photograph, as its way has it.

    ``title`` makes the title from "3 photographs". Photographs that are there already join ``left_out``. ``carrier``
    gives for a file that is shown the maker of a copy that carries its rating inside, None for a plain one.
    """
    ends = {absolute(photo.path): (absolute(folder), stem) for photo, folder, stem in ways}
    meant, led_out = meant_by(photo for photo, _, _ in ways)
    stays, steps = [*left_out, *led_out], []
    names, same, number = FreeNames(), lru_cache(_same_folder), 0
    for files in _units(meant):
        folder, stem = ends[files[0]]
        if same(files[0].parent, folder) and (act != "move" or stem == files[0].stem):
            stays.append(Failure(files[0], "in that folder already"))
            continue
        with readable(folder):
            wanted = renamed([_from(files[0].parent, file) for file in files], files[0].stem, stem)
            claimed = names.claim(folder, wanted, stem)
        to = [folder / name for name in claimed]
        maker = carrier(files[0])
        steps.append(Step(number, "embed" if maker else act, files[0], to[0], maker=maker))
        steps += [Step(number, act, file, target) for file, target in zip(files[1:], to[1:], strict=True)]
        number += 1
    return Plan(kind, title(photographs(number)), tuple(steps), tuple(stays), root)


@contextmanager
def readable(folder: Path) -> Iterator[None]:
    """Turn the error of looking into ``folder`` into :class:`BadDestination`."""
    try:
        yield
    except OSError as error:
        raise BadDestination(f"The folder {folder} cannot be looked into: {error.strerror}. Choose another.") from error


def check_destination(folder: Path) -> None:
    """Raises :class:`BadDestination` where ``folder`` is a file, or could only be made inside one."""
    with readable(folder):
        for place in (folder, *folder.parents):
            if place.is_dir():
                return
            if os.path.lexists(place):
                raise BadDestination(f"{place} is not a folder. Choose a folder for the photographs.")


def _into_one_folder(act: Literal["move", "copy"], photos: Iterable[Photo], folder: Path) -> Plan:
    folder = absolute(folder)
    check_destination(folder)
    verb, ways = act.capitalize(), [(photo, folder, photo.path.stem) for photo in photos]
    return plan_units(act, act, lambda what: f"{verb} {what} to ‘{folder.name or folder}’", ways, folder)


def _units(photos: Iterable[Photo]) -> list[list[Path]]:
    """The files of each photograph, the shown picture first. No file is in two units: the first one has it."""
    seen: set[Path] = set()
    units = []
    for photo in photos:
        files = [file for file in dict.fromkeys(map(absolute, photo.files)) if file not in seen]
        if files and files[0] == absolute(photo.path):
            units.append(files)
            seen.update(files)
    return units


def _from(folder: Path, file: Path) -> str:
    """``file`` as a path from ``folder``: a sidecar in a folder of its program's goes to such a folder there, too."""
    return str(file.relative_to(folder)) if file.is_relative_to(folder) else file.name


def _same_folder(one: Path, other: Path) -> bool:
    try:
        return one == other or one.samefile(other)
    except OSError:
        return False
