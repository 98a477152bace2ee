"""The background QThread that owns the runtime: scores in batches, explains on demand.

The window puts wishes on the agenda (thread-safe) or asks for an explanation; signals bring back what was
found. Between two batches an explanation takes its turn, so a click on *Why* never waits for the folder.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal, SignalInstance
from PySide6.QtGui import QImage

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.scoring.agenda import Agenda
from aesthetic_gui.culling.scoring.first_look import FirstLook
from aesthetic_gui.explain.methods import METHODS, Asked
from aesthetic_gui.files.thumbnails.shared_thumbnails import SharedThumbnails
from aesthetic_gui.files.thumbnails.thumbnail_cache import ThumbnailCache
from aesthetic_gui.later import NDArray, np
from aesthetic_gui.photo import AestheticError, Explanation, Photo
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.scoring.runtime import Device, Runtime, start_runtime
from aesthetic_gui.ui.monitor.profile import converted
from aesthetic_gui.ui.session.rooms import explaining, isolation

if TYPE_CHECKING:
    from aesthetic_gui.culling.scoring.pipeline import Pipeline

CLOSING_MS = 200  # until decoders are killed once more
log = logging.getLogger(__name__)

NICENESS = 10  # of scoring, where processors are short


def to_image(rgb: NDArray[np.uint8]) -> QImage:
    """A QImage of its own from uint8 (h, w, 3) sRGB."""
    height, width, _ = rgb.shape
    return QImage(np.ascontiguousarray(rgb).data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


@dataclass(eq=False)
class ExplanationJob:
    """One wish to know why; ``cancelled`` is set by the window, read by the worker."""

    photo: Photo
    asked: Asked
    turn: int = 0
    cancelled: threading.Event = field(default_factory=threading.Event)


class ScoringWorker(QThread):
    """Owns the runtime from its start to its end."""

    running_on = Signal(str)  # the device, in words
    notice = Signal(str)  # something the photographer should know; nothing is lost
    failed = Signal(str)  # scoring stopped for good, and why
    pictured = Signal(object, QImage)  # Photo, its thumbnail in the monitor's colours
    glimpsed = Signal(object, QImage)  # Photo, a small picture until the thumbnail is there
    scored = Signal(list)  # list[Result | Failed]
    explained = Signal(object, object)  # ExplanationJob, Explanation
    explanation_failed = Signal(object, str)  # ExplanationJob, reason

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
        self._job: ExplanationJob | None = None
        self._pipeline: Pipeline | None = None
        self._cold = [method.id for method in METHODS]
        self._questions_near = threading.Event()

    def set_profile(self, profile: bytes | None) -> None:
        """The monitor's; None: sRGB. What is sent from now on has its colours, whatever is being read just now."""
        with self._colours:
            self._profile = profile

    def explain(self, photo: Photo, asked: Asked, turn: int = 0) -> ExplanationJob:
        """Ask why, of the picture as turned; the newest wish cancels the one before.

        From then on the other methods are imported, too, as soon as there is nothing else to do: a quarter of a
        gigabyte, which those who only decide do without.
        """
        self.cancel_explanation()
        self._questions_near.set()
        self._job = ExplanationJob(photo, asked, turn)
        self._wake()
        return self._job

    def cancel_explanation(self) -> None:
        if self._job is not None:
            self._job.cancelled.set()

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
            try:
                self._loop(pipeline, runtime)
            finally:
                runtime.close()

    def _loop(self, pipeline: Pipeline, runtime: Runtime) -> None:
        device = ""
        explanations: Iterator[Explanation] = iter(())
        job: ExplanationJob | None = None
        while not self._stopping.is_set():
            if runtime.device != device:
                device = runtime.device
                self.running_on.emit(device)
            if self._job is not job:
                job = self._job
                explanations = self._explanations(job, runtime) if job else iter(())
            explaining = job is not None and self._advance(job, explanations)
            outcomes = pipeline.step(runtime, 0.0 if explaining else 0.1)
            if outcomes:
                self.scored.emit(outcomes)
            elif not explaining and self._cold and self._questions_near.is_set() and not len(self.agenda):
                self._warm_up(self._cold.pop(0))

    def _warm_up(self, method: str) -> None:
        try:
            explaining.warm_up(method)
        except Exception:
            log.exception("%s cannot be imported; asking for it will tell", method)

    def _advance(self, job: ExplanationJob, explanations: Iterator[Explanation]) -> bool:
        """Take one explanation step; False once there is nothing more to explain."""
        try:
            explanation = next(explanations, None)
        except AestheticError as error:
            self.explanation_failed.emit(job, str(error))
            return False
        except Exception as error:
            log.exception("explaining %r failed", job.photo.path)
            self.explanation_failed.emit(job, f"The explanation failed: {error}")
            return False
        if explanation is None or job.cancelled.is_set():
            return False
        self.explained.emit(job, explanation)
        return True

    def _explanations(self, job: ExplanationJob, runtime: Runtime) -> Iterator[Explanation]:
        return explaining.explain(
            job.photo,
            job.asked,
            self._pack,
            runtime,
            self._catalog,
            turn=job.turn,
            cancelled=job.cancelled.is_set,
        )

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
