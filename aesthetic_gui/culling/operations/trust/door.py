"""The door between the journal and the disk: a step passes that has the shape of those that this program makes.

Whoever can write into a catalog can make any step. Names are looked at here, for each act, and the contents of
sidecars; what may be removed, ``proof`` asks the disk itself.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

from aesthetic_gui import disk_io
from aesthetic_gui.catalog.steps import StepRow, Writing
from aesthetic_gui.culling.operations.steps.whereabouts import NOWHERE
from aesthetic_gui.files.transfer import exchanging, trash
from aesthetic_gui.files.transfer.copying import TransferError


class Refused(TransferError):
    """A step that this program would not have written; nothing was done."""

    def __init__(self, step: StepRow, why: str) -> None:
        name = step.source.name or step.target.name
        super().__init__(f"{name}: the history says what this program never does ({why}), so no file was touched.")


def check(step: StepRow, writing: Callable[[], Writing]) -> None:
    """Raises :class:`Refused`, and what ``writing`` raises, which is called for a 'write'."""
    why = _odd_names(step) or _odd_staged(step)
    if not why and step.act == "write":
        why = _odd_writing(step, writing())
    if why:
        raise Refused(step, why)


def _odd_names(step: StepRow) -> str:
    """What is wrong about the names in ``step``; "" where nothing is."""
    named = [step.source, step.target, step.staged, *filter(None, (step.photo,))]
    named += [step.trash_note.path] if step.trash_note else []
    named += [step.link.original] if step.link else []
    if not all(path == NOWHERE or _is_plain(path) for path in named):
        return "a name does not begin at the root, or goes up again"
    if step.act in ("trash", "restore"):
        return _odd_trash(step)
    if step.act == "unlink":
        return _odd_link(step)
    if NOWHERE in (step.source, step.target):
        return "a file goes nowhere"
    if step.act in ("make", "write"):
        return ""
    return "a file goes where it is" if step.source == step.target or _is_one_name(step.source, step.target) else ""


def _odd_link(step: StepRow) -> str:
    if step.link is None or step.target != NOWHERE or NOWHERE in (step.source, step.link.original):
        return "a link without an end"
    return "a link that leads to itself" if _is_one_name(step.source, step.link.original) else ""


def _is_one_name(one: Path, other: Path) -> bool:
    """Whether two ways lead to one name, as through a link to a folder."""
    try:
        return one.name == other.name and one.parent.samefile(other.parent)
    except OSError:
        return False


def _is_plain(path: Path) -> bool:
    return path.is_absolute() and path != path.parent and ".." not in path.parts and "\0" not in str(path)


def _odd_trash(step: StepRow) -> str:
    outside, inside = (step.source, step.target) if step.act == "trash" else (step.target, step.source)
    if outside == NOWHERE:
        return "a file goes nowhere"
    if step.trash_note is None:
        return "" if inside == NOWHERE or not trash.FREEDESKTOP else "a file in the trash without its note"
    return "" if trash.is_place(inside, *step.trash_note) else "a place that is none in the trash"


def _odd_staged(step: StepRow) -> str:
    """A file grows beside the one it is to become, or goes back beside where it was."""
    if step.staged == NOWHERE:
        return "" if step.act in ("trash", "restore", "unlink") else "a file without a temporary name"
    ends = [end for end in (step.target, step.source) if end != NOWHERE]
    beside = ends if step.act in ("trash", "unlink") else ends[:1]
    if any(disk_io.is_staged(step.staged, end, same_name=step.act != "trash") for end in beside):
        return ""
    return "a temporary name that is not one of ours"


def _odd_writing(step: StepRow, writing: Writing) -> str:
    from aesthetic_gui.files.xmp.marks import XmpError
    from aesthetic_gui.files.xmp.packet import parse
    from aesthetic_gui.files.xmp.profiles import SUFFIX

    if step.source != step.target or step.target.suffix.lower() != SUFFIX:
        return "writes what is no sidecar"
    if not all(_is_file_or_none(path) for path in (step.target, step.staged, exchanging.aside(step.staged))):
        return "writes what is no file"
    try:
        for content in writing:
            if content and content.strip():
                parse(content)
    except XmpError:
        return "writes what is no XMP"
    return "" if writing.before != writing.after else "writes nothing"


def _is_file_or_none(path: Path) -> bool:
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return True
