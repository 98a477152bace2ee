"""Sidecars that cannot be read or written: told in a bar, by name and reason for who asks, never by a box for each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from aesthetic_gui.culling.operations.progress import Change, Failure
from aesthetic_gui.photo import Photo
from aesthetic_gui.ui.dialogs.boxes import warn
from aesthetic_gui.ui.session.rooms import exchange, planning
from aesthetic_gui.ui.widgets.notice_bar import NoticeBar
from aesthetic_gui.ui.widgets.text import one_line
from aesthetic_gui.words import counted


class SidecarTroubles(QObject):
    """What went wrong with which photograph's sidecar, until it goes well."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.bar = NoticeBar("Show…")
        self._unread: dict[Path, str] = {}
        self._unsaved: dict[Path, str] = {}
        self._quiet_folders: set[Path] = set()  # of what was put away
        self.bar.asked.connect(self._show)
        self.bar.put_away.connect(lambda: self._quiet_folders.update(path.parent for path in self.reasons))

    @property
    def reasons(self) -> dict[Path, str]:
        """By photograph."""
        return self._unsaved | self._unread

    def clear(self) -> None:
        """Another folder is open."""
        self._quiet_folders.clear()
        self._set({}, {})

    def forget(self, gone: Collection[Path]) -> None:
        self._set(_without(self._unread, gone), _without(self._unsaved, gone))

    def take_news(self, news: exchange.News) -> None:
        """What was opened and makes sense is no trouble any more."""
        told = {problem.photo: problem.reason for problem in news.problems}
        self._set(_without(self._unread, news.opened) | told, self._unsaved)

    def take_plan(self, photos: Iterable[Photo], plan: planning.Plan, disputed: Collection[Path]) -> None:
        """What has nothing left to be saved has not failed; photographs in conflict are told elsewhere."""
        saved = {photo.path for photo in photos} - {step.photo for step in plan.steps}
        self._set(self._unread, _without(self._unsaved, saved))
        self.take_failures(failure for failure in plan.left_out if failure.photo not in disputed)

    def take_written(self, changes: Sequence[Change]) -> None:
        self._set(self._unread, _without(self._unsaved, {change.before for change in changes}))

    def take_failures(self, failures: Iterable[Failure]) -> None:
        self._set(self._unread, self._unsaved | {failure.photo: failure.reason for failure in failures})

    def _set(self, unread: dict[Path, str], unsaved: dict[Path, str]) -> None:
        if (unread, unsaved) == (self._unread, self._unsaved):
            return
        self._unread, self._unsaved = unread, unsaved
        number = len(self.reasons)
        have = "has a sidecar" if number == 1 else "have sidecars"
        words = f"{counted(number, 'photograph')} {have} that cannot be read or written." if number else ""
        if not number or any(path.parent not in self._quiet_folders for path in self.reasons):
            self.bar.show_words(words)

    def _show(self) -> None:
        lines = [one_line(f"{path.name}: {reason}") for path, reason in self.reasons.items()]
        lead = "Your decisions are safe in the catalog, and nothing was written into these sidecars.\n"
        warn(self._window, "Sidecars", self.bar.words, lead, lines)


def _without(reasons: dict[Path, str], gone: Collection[Path]) -> dict[Path, str]:
    return {path: why for path, why in reasons.items() if path not in gone}
