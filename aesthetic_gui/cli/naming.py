"""What the paths on the command line name: one photograph each, under the name that was given, or why there is none."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from aesthetic_gui.cli.output import shown
from aesthetic_gui.cli.session import tell_passed_over
from aesthetic_gui.disk_io import absolute
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Photo


@dataclass(frozen=True, slots=True)
class Named:
    """One row to come: the path as it was given, and the photograph there, or why there is none."""

    shown: str
    photo: Photo | None = None
    problem: str = ""


def named(paths: Sequence[Path], *, recursive: bool) -> Iterator[Named]:
    """What the arguments name, in their order; files that follow each other are looked up together."""
    for is_folder, group in groupby(paths, key=os.path.isdir):
        if is_folder:
            for folder in group:
                yield from _of_folder(folder, recursive)
        else:
            yield from _of_files(list(group))


def _of_folder(folder: Path, recursive: bool) -> Iterator[Named]:
    root, problems = absolute(folder), list[Named]()

    def as_typed(path: Path) -> str:
        """As grep and find print it."""
        return shown(folder / path.relative_to(root))

    def note(path: Path, reason: str) -> None:
        problems.append(Named(as_typed(path), problem=reason))

    for photo in find_photos([folder], recursive, note, on_passed_over=tell_passed_over):
        yield Named(as_typed(photo.path), photo)
    yield from problems


def _of_files(files: list[Path]) -> Iterator[Named]:
    """One entry for each file; the JPEG stands for the RAW of its unit, under the name that was given."""
    units = {file: photo for photo in find_photos(files, on_problem=_ignore) for file in photo.files}
    for file in files:
        photo = units.get(absolute(file))
        yield Named(shown(file), photo or next(find_photos([file], on_problem=_ignore)))


def _ignore(_folder: Path, _reason: str) -> None:
    """A folder that cannot be listed: the file in it that was named comes out as unreadable, with the reason."""
