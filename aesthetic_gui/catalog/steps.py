"""One step of an operation, which is one file's way, and how it is written into the table ``steps`` and read back.

What the columns ``note`` and ``note_text`` mean goes by the act: the note in the trash, what a link leads to, or the
photograph that a sidecar belongs to. An 'embed', a copy in which stands what was decided, is written as a 'make' with a
mark in ``note_text``: that is what it is to older programs. Only this module knows.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from aesthetic_gui.catalog.encoding import valid

Act = Literal["move", "copy", "trash", "restore", "clone", "hardlink", "symlink", "unlink", "make", "embed", "write"]
FOLLOWED: frozenset[Act] = frozenset({"move", "trash", "restore"})  # the photograph goes, and its row with it
DOUBLED: frozenset[Act] = frozenset({"copy", "clone", "hardlink", "symlink", "embed"})  # what is new gets a row like it
STAYING: frozenset[Act] = DOUBLED | {"make"}  # a new file grows, and the source stays
StepState = Literal["planned", "staged", "done", "reversed", "failed", "undone"]

PAGE = -1  # the unit of what is no photograph, such as a manifest or a page; further ones count down
OF_PHOTOGRAPHS = f"unit > {PAGE}"  # of which steps, in SQL


class TrashNote(NamedTuple):
    """The note (``.trashinfo``) that says where a file in the trash came from, and what we write, or wrote, into it."""

    path: Path
    text: bytes


class Link(NamedTuple):
    """What a link leads to, and whether it is a symbolic one."""

    original: Path
    symbolic: bool


class Writing(NamedTuple):
    """The content of a sidecar before and after; None where there is no file."""

    before: bytes | None
    after: bytes | None

    @property
    def inverse(self) -> Writing:
        return Writing(self.after, self.before)


@dataclass(frozen=True, slots=True)
class StepRow:
    """One file's way as the journal has it. ``size`` to ``digest`` identify the file; see ``migrations``.

    ``trash_note``: of a 'trash' or 'restore', None where the system's trash keeps its own. ``link``: of an 'unlink',
    always. ``photo``: of a 'write', whose sidecar it is. ``writing`` is given for a 'write' that is to be begun; it is
    read back by ``journal.writing_of``. ``missed``: what the drive of the copy just made does not keep of it.
    """

    unit: int
    act: Act
    source: Path
    target: Path
    staged: Path
    size: int | None = None
    mtime_ns: int | None = None
    device: int | None = None
    inode: int | None = None
    copy_mtime_ns: int | None = None
    copy_device: int | None = None
    copy_inode: int | None = None
    digest: str | None = None
    trash_note: TrashNote | None = None
    link: Link | None = None
    photo: Path | None = None
    inverts: int | None = None
    state: StepState = "planned"
    message: str | None = None
    id: int = 0
    writing: Writing | None = None
    missed: tuple[str, ...] = ()

    @property
    def is_page(self) -> bool:
        """Whether it is no photograph's, and not counted."""
        return self.unit <= PAGE

    @property
    def is_made_of_many(self) -> bool:
        """A sheet, page or list, which is made of what came before it, and is its own source."""
        return self.act == "make" and self.source == self.target


_PATHS = ("source", "target", "staged")
_NUMBERS = ("device", "inode", "copy_device", "copy_inode")
_AS_THEY_ARE = ("unit", "act", "size", "mtime_ns", "copy_mtime_ns", "digest", "inverts", "state")
COLUMNS = (*_PATHS, *_NUMBERS, *_AS_THEY_ARE, "note", "note_text", "message", "id")
_EMBED = b"embed"
_SYMBOLIC = b"symbolic"  # the note_text of an 'unlink' whose link is a symbolic one


def columns_of(step: StepRow) -> dict[str, Any]:
    """The values of :data:`COLUMNS`, in their order."""
    note, note_text = _noted(step)
    return {
        **{name: os.fsencode(getattr(step, name)) for name in _PATHS},
        **{name: _signed(getattr(step, name)) for name in _NUMBERS},
        **{name: getattr(step, name) for name in _AS_THEY_ARE},
        "act": "make" if step.act == "embed" else step.act,
        "note": None if note is None else os.fsencode(note),
        "note_text": note_text,
        "message": None if step.message is None else valid(step.message),
        "id": step.id or None,
    }


def step_from(row: Sequence[Any]) -> StepRow:
    """The step whose :data:`COLUMNS` are ``row``."""
    values = dict(zip(COLUMNS, row, strict=True))
    note, note_text = values.pop("note"), values.pop("note_text")
    values |= {name: Path(os.fsdecode(values[name])) for name in _PATHS}
    values |= {name: _unsigned(values[name]) for name in _NUMBERS}
    if (values["act"], note_text) == ("make", _EMBED):
        values["act"], note_text = "embed", None
    return StepRow(**values, **_meant(values["act"], None if note is None else Path(os.fsdecode(note)), note_text))


def _noted(step: StepRow) -> tuple[Path | None, bytes | None]:
    if step.link is not None:
        return step.link.original, _SYMBOLIC if step.link.symbolic else None
    if step.act == "embed":
        return None, _EMBED
    return step.trash_note or (step.photo, None)


def _meant(act: Act, note: Path | None, note_text: bytes | None) -> dict[str, Any]:
    if act == "unlink":
        return {"link": Link(note or Path(), note_text == _SYMBOLIC)}
    if act == "write":
        return {"photo": note}
    return {"trash_note": None if note is None else TrashNote(note, note_text or b"")}


def _signed(number: int | None) -> int | None:
    """Inode numbers have up to 64 bits (128 on ReFS); SQLite's integers are signed."""
    return None if number is None else (number + 2**63) % 2**64 - 2**63


def _unsigned(number: int | None) -> int | None:
    return None if number is None else number % 2**64
