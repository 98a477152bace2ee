"""Asks the worker why: one reason for the photograph at hand, or two, the second once the first is answered."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from aesthetic_gui.explain.methods import Asked
from aesthetic_gui.photo import Explanation, Photo
from aesthetic_gui.ui.session.worker import ExplanationJob, ScoringWorker


class Asking(QObject):
    """Knows what is asked now; an answer to what was asked before reaches nobody."""

    begun = Signal(int)  # place: 0, or 1 for the second of two
    found = Signal(int, object)  # place, Explanation: again and again as it gets better
    failed = Signal(int, str)  # place, why there is none

    def __init__(self, worker: ScoringWorker, parent: QObject) -> None:
        super().__init__(parent)
        self._worker = worker
        self._about: tuple[Photo, int] | None = None
        self._wishes: Sequence[Asked] = ()
        self._place = 0
        self._job: ExplanationJob | None = None
        worker.explained.connect(self._take)
        worker.explanation_failed.connect(self._take_failure)
        worker.explanation_ended.connect(self._take_end)
        worker.failed.connect(self._take_failed_worker)

    def ask(self, photo: Photo, turn: int, wishes: Sequence[Asked]) -> None:
        """Why ``photo`` as ``turn``ed gets its number, by each of ``wishes``; what was asked before is cancelled."""
        self.cancel()
        self._about, self._wishes, self._place = (photo, turn), wishes, 0
        self._begin()

    def cancel(self) -> None:
        if self._job is not None:
            self._job.cancelled.set()
        self._job, self._about, self._wishes = None, None, ()

    def is_about(self, photo: Photo, turn: int) -> bool:
        """Whether that is what was asked about last, answered or not."""
        return self._about == (photo, turn)

    def _begin(self) -> None:
        assert self._about is not None
        photo, turn = self._about
        self._job = self._worker.explain(photo, self._wishes[self._place], turn)
        self.begun.emit(self._place)

    def _take(self, job: ExplanationJob, explanation: Explanation) -> None:
        if job is self._job:
            self.found.emit(self._place, explanation)

    def _take_failure(self, job: ExplanationJob, reason: str) -> None:
        if job is self._job:
            self.failed.emit(self._place, reason)

    def _take_failed_worker(self, reason: str) -> None:
        if self._job is not None:
            self._take_failure(self._job, reason)
            self._job = None

    def _take_end(self, job: ExplanationJob) -> None:
        """Nothing more comes of ``job``."""
        if job is not self._job:
            return
        self._job = None
        if self._place + 1 < len(self._wishes):
            self._place += 1
            self._begin()
