"""What a file operation has come to: its aims as they are told, its progress added up, and the words at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from PySide6.QtWidgets import QDialog

from aesthetic_gui.catalog.steps import Act
from aesthetic_gui.culling.operations.progress import Change, Failure, Progress
from aesthetic_gui.ui.session.rooms import planning
from aesthetic_gui.ui.widgets.notice_bar import Offer
from aesthetic_gui.ui.widgets.text import one_line
from aesthetic_gui.words import counted, photographs

_DONE: dict[Act, str] = {"move": "moved to", "trash": "moved to", "hardlink": "linked in", "symlink": "linked in"}


@dataclass(frozen=True, slots=True)
class Published:
    """What an operation makes: the folder of pictures, or the page of a sheet or gallery; what it leaves out."""

    kind: str
    made: Path
    left_out: tuple[Failure, ...]

    def words(self, count: int) -> str:
        """What is said at the end, where ``count`` photographs are done."""
        if self.kind == "export":
            return f"{photographs(count)} exported to {one_line(self.made.name)}."
        if self.kind == "gallery":
            return f"{one_line(self.made.parent.name)} is made, with {photographs(count)}."
        return f"{one_line(self.made.name)} is made."


@dataclass(frozen=True, slots=True)
class Brought:
    """Photographs are brought to ``folder``; None: to the trash."""

    act: Act
    folder: Path | None

    def words(self, count: int) -> str:
        """ "475 photographs moved to “shoot albums”." """
        where = f"“{one_line(self.folder.name or str(self.folder))}”" if self.folder else "the trash"
        return f"{photographs(count)} {_DONE.get(self.act, 'copied to')} {where}."


@dataclass(frozen=True, slots=True)
class Ingested(Brought):
    """Photographs are copied from a card, each to one place or two, which makes ``copies``."""

    photographs: int = 0
    copies: int = 0
    before: int = 0  # skipped, as they were ingested before

    def words(self, count: int) -> str:
        """ "312 photographs ingested into “2026-05-01”, in two copies each; 40 had been ingested before." """
        where = f"“{one_line(self.folder.name or str(self.folder))}”" if self.folder else ""
        told = f"{photographs(self.photographs)} ingested into {where}"
        if count != self.copies:
            told = f"{counted(count, 'copy', 'copies')} of {self.copies:,} made in {where}"
        elif self.copies == 2 * self.photographs:
            told += ", in two copies each"
        return f"{told}{f'; {self.before:,} had been ingested before' if self.before else ''}."


@dataclass(frozen=True, slots=True)
class Turned:
    """An operation of this title is undone, or done again."""

    title: str


@dataclass(frozen=True, slots=True)
class Stayed:
    """Photographs that nothing is done with, as a link brought them in from elsewhere."""

    left_out: tuple[Failure, ...]


Aim: TypeAlias = Published | Brought | Turned | Stayed


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What is said once an operation is over, and what can be done about it; ``places`` are the photographs now."""

    words: str
    offers: tuple[Offer, ...] = ()
    places: tuple[Path, ...] = ()


@dataclass(slots=True)
class Account:
    """An operation until now. ``words`` say what goes on: "Sorting"."""

    words: str
    aims: list[Aim] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    places: list[Path] = field(default_factory=list)  # where the photographs are that were treated
    brought: int = 0  # photographs
    last: Progress | None = None
    stopped: str = ""  # why it could not go on
    recovered: bool = False  # what a crash had left open was put right first

    def take(self, progress: Progress) -> None:
        self.last = progress
        self.recovered = self.recovered or bool(progress.message)
        self.failures.extend(progress.failures)
        self.brought += len(progress.changes)
        self.places += filter(None, map(_place, progress.changes))

    @property
    def published(self) -> Published | None:
        return next((aim for aim in self.aims if isinstance(aim, Published)), None)

    @property
    def made(self) -> Published | None:
        """What was made, where it is there and nothing was left undone."""
        there, last = self.published, self.last
        whole = last is not None and self.brought and last.done == last.total
        return there if there and whole and there.made not in {failure.photo for failure in self.failures} else None

    @property
    def left_out(self) -> tuple[Failure, ...]:
        """What is to be told of photographs that the plan had no steps for."""
        return next((aim.left_out for aim in self.aims if isinstance(aim, Published | Stayed)), ())

    @property
    def turned(self) -> list[str]:
        """The titles of what was undone or done again."""
        return [aim.title for aim in self.aims if isinstance(aim, Turned)]

    @property
    def sentence(self) -> str:
        """ "72 photographs copied to “shoot”.", "Undone: Pick 1 photograph (a.jpg in Wedding)."; "" before anything."""
        if self.last is None:
            return ""
        if self.turned:
            return self._turned_words()
        brought = next((aim for aim in self.aims if isinstance(aim, Brought)), None)
        if isinstance(brought, Ingested):
            return brought.words(self.brought)
        count, left = self.last.done - len(self.failures), self.last.total - self.last.done
        told = brought.words(count) if brought else f"{self.words}: {photographs(count)} done."
        return f"{told[:-1]}, {left:,} not begun." if left else told

    def _turned_words(self) -> str:
        assert self.last is not None
        done, undo = self.last.done - len(self.failures), self.words == "Undoing"
        titles = self.turned
        what = one_line(titles[0]) if len(titles) == 1 else counted(len(titles), "operation")
        if not done:
            return f"Nothing was {'undone' if undo else 'done again'}: {what}."
        some = f"{done:,} of {self.last.total:,}" if done < self.last.total else ""
        aside = ", ".join(filter(None, (some, where_in_words(self.places))))
        return f"{'Undone' if undo else 'Done again'}: {what}{f' ({aside})' if aside else ''}."


def aims_of(plan: planning.Plan) -> Iterator[Aim]:
    """What carrying out ``plan`` is for."""
    if made := what_is_made(plan):
        yield made
        return
    if plan.steps and (plan.root or plan.kind == "trash"):
        yield Brought(plan.steps[0].act, plan.root)
    if led_out := tuple(failure for failure in plan.left_out if failure.reason.startswith(planning.LEADS_OUT)):
        yield Stayed(led_out)


def what_is_made(plan: planning.Plan) -> Published | None:
    """The folder of exported pictures, or the page of a contact sheet or a gallery."""
    pages = [step.target for step in plan.steps if step.target is not None and step.target == step.source]
    match plan.kind:
        case "export" if plan.root is not None:
            return Published("export", plan.root, plan.left_out)
        case "sheet" | "gallery" if pages:
            return Published(plan.kind, pages[-1], plan.left_out)
    return None


def where_in_words(places: Sequence[Path]) -> str:
    """ "DSC_1.jpg in Wedding", "in Wedding and 2 other folders"; "" for nowhere."""
    folders = [one_line(folder.name or str(folder)) for folder in dict.fromkeys(place.parent for place in places)]
    if not folders:
        return ""
    name = f"{one_line(places[0].name)} " if len(places) == 1 else ""
    others = f" and {counted(len(folders) - 1, 'other folder')}" if len(folders) > 1 else ""
    return f"{name}in {folders[0]}{others}"


def accepted(dialog: QDialog) -> bool:
    """Ask; what ``dialog`` says can be read until the program waits for events again."""
    said_yes = bool(dialog.exec())
    dialog.deleteLater()
    return said_yes


def _place(change: Change) -> Path | None:
    """Where the photograph is now; None where that is the trash, or nowhere."""
    if change.did in ("trash", "unlink"):
        return None
    return change.after.path if change.after else change.before
