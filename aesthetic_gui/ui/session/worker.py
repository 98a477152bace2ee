"""The background QThread that owns the runtime and scores in batches; beside it the one that explains.

The window puts wishes on the agenda (thread-safe) or asks for an explanation; signals bring back what was
found. Both threads ask the runtime a few photographs at a time, so a click on *Why* never waits for the folder,
and scoring goes on while an explanation is worked out, or waits for a process of its own.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal, SignalInstance
from PySide6.QtGui import QImage

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.scoring.agenda import Agenda
from aesthetic_gui.culling.scoring.first_look import FirstLook
from aesthetic_gui.explain.methods import Asked
from aesthetic_gui.files.thumbnails.shared_thumbnails import SharedThumbnails
from aesthetic_gui.files.thumbnails.thumbnail_cache import ThumbnailCache
from aesthetic_gui.later import NDArray, np
from aesthetic_gui.photo import AestheticError, Explanation, Photo
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.scoring.runtime import Device, Runtime, start_runtime
from aesthetic_gui.taste.head import Taste
from aesthetic_gui.ui.monitor.profile import converted
from aesthetic_gui.ui.session.explaining import Answers, Explainer, ExplanationJob, Work
from aesthetic_gui.ui.session.rooms import isolation

if TYPE_CHECKING:
    from aesthetic_gui.culling.scoring.pipeline import Pipeline

CLOSING_MS = 200  # until decoders are killed once more
log = logging.getLogger(__name__)

NICENESS = 10  # of scoring, where processors are short


def to_image(rgb: NDArray[np.uint8]) -> QImage:
    """A QImage of its own from uint8 (h, w, 3) sRGB."""
    height, width, _ = rgb.shape
    return QImage(np.ascontiguousarray(rgb).data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


__all__ = ["ExplanationJob", "ScoringWorker", "Work"]


class ScoringWorker(QThread):
    """Owns the runtime from its start to its end."""

    running_on = Signal(str)  # the device, in words
    notice = Signal(str)  # something the photographer should know; nothing is lost
    failed = Signal(str)  # scoring stopped for good, and why
    pictured = Signal(object, QImage)  # Photo, its thumbnail in the monitor's colours
    glimpsed = Signal(object, QImage)  # Photo, a small picture until the thumbnail is there
    scored = Signal(list)  # list[Result | Failed]
    explained = Signal(object, object)  # ExplanationJob, Explanation
    explanation_failed = Signal(object, str)  # ExplanationJob or Work, reason
    explanation_ended = Signal(object)  # ExplanationJob or Work: nothing more comes of it
    done = Signal(object, object)  # Work, what a step of it gave

    def __init__(
        self,
        pack: Pack,
        device: Device,
        catalog: Catalog,
        cache: ThumbnailCache,
        shared: SharedThumbnails | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.agenda = Agenda()
        self._profile: bytes | None = None
        self._colours = threading.Lock()  # held while a picture is sent off, and while the profile changes
        self._pack, self._device, self._catalog, self._cache, self._shared = pack, device, catalog, cache, shared
        self.first_look = FirstLook(self._glimpse, shared)
        self._stopping = threading.Event()
        answers = Answers(self._tell, self.explanation_failed.emit, self.explanation_ended.emit)
        self._explainer = Explainer(pack, catalog, self.agenda, answers)
        self._pipeline: Pipeline | None = None

    def set_profile(self, profile: bytes | None) -> None:
        """The monitor's; None: sRGB. What is sent from now on has its colours, whatever is being read just now."""
        with self._colours:
            self._profile = profile

    def set_taste(self, taste: Taste | None) -> None:
        """The one in charge, which is explained where that is asked for."""
        self._explainer.taste = taste

    def explain(self, photo: Photo, asked: Asked, turn: int = 0) -> ExplanationJob:
        """Ask why, of the picture as turned; the newest wish cancels the one before."""
        return self._explainer.explain(photo, asked, turn)

    def cancel_explanation(self) -> None:
        self._explainer.cancel()

    def set_neighbours(self, photos: Sequence[tuple[Photo, int]]) -> None:
        """What may be looked at next, each with its turn, the likeliest first: explained behind all else, and kept."""
        self._explainer.set_neighbours(photos)

    def do(self, work: Work, *, first: bool = False) -> Work:
        """Have ``work`` done beside scoring, ``first`` or in its turn; ``done`` tells what each of its steps gave."""
        return self._explainer.do(work, first=first)

    def stop(self) -> None:
        """Cancel everything and wait for the thread; at most one batch and the photographs in hand remain."""
        self._stopping.set()
        self.cancel_explanation()
        self.agenda.close()
        self.first_look.close()
        self._wake()
        isolation.close()
        while not self.wait(CLOSING_MS):
            isolation.close()  # a photograph that was only just begun starts its decoder now

    def run(self) -> None:
        """The thread's body: errors here are told, never lost."""
        step_back()
        try:
            self._serve()
        except Exception as error:
            log.exception("the scoring thread stopped")
            words = str(error) if isinstance(error, AestheticError) else f"Scoring stopped: {error}"
            self.failed.emit(words)

    def _serve(self) -> None:
        from aesthetic_gui.culling.measuring.measuring import measure
        from aesthetic_gui.culling.scoring.pipeline import Pipeline

        with Pipeline(self._pack, self.agenda, cache=self._cache, on_picture=self._show, measure=measure) as pipeline:
            self._pipeline = pipeline
            runtime = start_runtime(self._pack, self._device, self.notice.emit)
            self._explainer.start(runtime, step_back)
            try:
                self._loop(pipeline, runtime)
            finally:
                self._explainer.close()
                runtime.close()

    def _loop(self, pipeline: Pipeline, runtime: Runtime) -> None:
        device = ""
        while not self._stopping.is_set():
            if runtime.device != device:
                device = runtime.device
                self.running_on.emit(device)
            outcomes = pipeline.step(runtime)
            if outcomes:
                self.scored.emit(outcomes)

    def _tell(self, job: ExplanationJob | Work, answer: object) -> None:
        if isinstance(job, Work):
            self.done.emit(job, answer)
        elif isinstance(answer, Explanation):
            self.explained.emit(job, answer)

    def _show(self, photo: Photo, thumbnail: NDArray[np.uint8]) -> None:
        self._send(self.pictured, photo, thumbnail)
        if self._shared is not None:
            self._shared.offer(photo, thumbnail)

    def _glimpse(self, photo: Photo, small: NDArray[np.uint8]) -> None:
        self._send(self.glimpsed, photo, small)

    def _send(self, signal: SignalInstance, photo: Photo, rgb: NDArray[np.uint8]) -> None:
        while True:
            profile = self._profile
            image = converted(to_image(rgb), profile)
            with self._colours:
                if profile is self._profile:
                    signal.emit(photo, image)
                    return

    def _wake(self) -> None:
        if self._pipeline is not None:
            self._pipeline.wake()


def step_back() -> None:
    """Let the window and the loupe go first. On Linux niceness is a thread's, and what it starts inherits it."""
    if sys.platform == "linux":
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, max(NICENESS, os.getpriority(os.PRIO_PROCESS, thread)))
