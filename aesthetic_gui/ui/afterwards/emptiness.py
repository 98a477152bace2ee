"""Why the grid is empty, and what to do about it: looked for, moved away, not to be looked into, or nothing.

What is said holds as long as it is shown: it is worked out again whenever the photographs or the folder change.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from aesthetic_gui.files.formats import what_to_do
from aesthetic_gui.ui.files.outcome import Conclusion
from aesthetic_gui.ui.grid.view import GridView
from aesthetic_gui.ui.session.session import Problem, Session
from aesthetic_gui.ui.widgets.notice_bar import Offer
from aesthetic_gui.ui.widgets.text import one_line
from aesthetic_gui.words import counted

NONE_HERE = "No photographs here"
NOT_LISTED = "The photographs here could not be looked for."


class Emptiness(QObject):
    """Tells the grid what stands where no photograph is."""

    open_wanted = Signal()  # another folder
    again_wanted = Signal(list)  # the same folders once more

    def __init__(self, session: Session, grid: GridView) -> None:
        super().__init__(grid)
        self._session, self._grid = session, grid
        self._looking = self._failed = False
        self._concluded: Conclusion | None = None  # by which the photographs went
        session.model.counts_changed.connect(self._tell)
        session.not_opened.connect(self._fail)

    def look(self) -> None:
        """Another folder is being opened."""
        self._looking, self._failed, self._concluded = True, False, None
        self._tell()

    def opened(self) -> None:
        """All that is there has been found."""
        self._looking = False
        self._tell()

    def _fail(self) -> None:
        """The strip tells why."""
        self._looking, self._failed = False, True
        self._tell()

    def conclude(self, concluded: Conclusion) -> None:
        """An operation is over: where it has left nothing to show, it is told in the middle."""
        if not self._session.model.total:
            self._concluded = concluded
        self._tell()

    def _tell(self) -> None:
        model = self._session.model
        if model.total:
            self._concluded = None
        elif self._looking:
            self._grid.say_where_empty("Looking for photographs…")
        elif self._concluded is not None:
            self._grid.say_where_empty(self._concluded.words, self._concluded.offers)
        else:
            self._grid.say_where_empty(*self._nothing())

    def _nothing(self) -> tuple[str, Sequence[Offer]]:
        another = Offer("Open folder…", self.open_wanted.emit)
        problems, paths = self._session.problems, list(self._session.paths)
        if not problems and not self._failed:
            return NONE_HERE, (another,) if paths else ()
        again = Offer("Try again", lambda: self.again_wanted.emit(paths))
        return problem_in_words(problems) if problems else NOT_LISTED, (again, another)


def problem_in_words(problems: Sequence[Problem]) -> str:
    """ "Wedding: no permission to look into this folder. …", of the first of them; and how many others there are."""
    (path, reason), *others = problems
    also = f"{counted(len(others), 'other folder')} could not be looked into either." if others else ""
    return " ".join(filter(None, (f"{name_of(path)}: {reason}.", what_to_do(reason), also)))


def name_of(path: Path) -> str:
    return one_line(path.name or str(path))
