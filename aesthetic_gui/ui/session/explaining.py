"""The thread that says why, beside the one that scores: what is looked at first, then what comes next, then imports.

    window ──> jobs, works, neighbours ──> the thread: the most urgent takes one step ──> answered, failed, ended

What is asked for is answered step by step, so that something more urgent cuts in between two steps. The runtime is
the scoring thread's; it serves one of the two at once, a few copies of a photograph at a time.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.scoring.agenda import Agenda
from aesthetic_gui.explain.methods import METHODS, Asked, method_called
from aesthetic_gui.photo import AestheticError, Explanation, Photo
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.scoring.runtime import Runtime
from aesthetic_gui.taste.head import Taste
from aesthetic_gui.ui.session.rooms import explaining

LOOK_AGAIN = 0.1  # seconds between two looks at whether what is on screen is scored

Cancelled = Callable[[], bool]

log = logging.getLogger(__name__)


@dataclass(eq=False)
class ExplanationJob:
    """One wish to know why; ``cancelled`` is set by the window, read by the thread that explains."""

    photo: Photo
    asked: Asked
    turn: int = 0
    cancelled: threading.Event = field(default_factory=threading.Event)
    taste: Taste | None = None


@dataclass(eq=False)
class Work:
    """Anything else that needs the runtime: ``steps`` takes it, and a look at whether anybody still waits."""

    steps: Callable[[Runtime, Cancelled], Iterator[object]]
    cancelled: threading.Event = field(default_factory=threading.Event)


class Answers(NamedTuple):
    """Whom the thread tells, in itself: a job's answers, again and again; why there is none; that no more will come."""

    answered: Callable[[ExplanationJob | Work, object], None]
    failed: Callable[[ExplanationJob | Work, str], None]
    ended: Callable[[ExplanationJob | Work], None]


@dataclass(eq=False)
class _Task:
    job: ExplanationJob | Work
    steps: Iterator[object]


class Explainer:
    """A queue of wishes and the thread that serves them, from :meth:`start` to :meth:`close`."""

    def __init__(self, pack: Pack, catalog: Catalog, agenda: Agenda, answers: Answers) -> None:
        self._pack, self._catalog, self._agenda, self._answers = pack, catalog, agenda, answers
        self._changed = threading.Condition()
        self._job: ExplanationJob | None = None
        self._wishes: list[ExplanationJob | Work] = []  # the most urgent first
        self._neighbours: list[tuple[Photo, int]] = []
        self._ahead: list[ExplanationJob] = []
        self._tasks: dict[ExplanationJob | Work, _Task] = {}
        self._cold: list[str] = []
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None
        self.taste: Taste | None = None  # the one in charge, from now on

    def start(self, runtime: Runtime, begin: Callable[[], None] = lambda: None) -> None:
        """Serve with ``runtime``; ``begin`` is called first in the new thread."""

        def run() -> None:
            begin()
            self._serve(runtime)

        self._thread = threading.Thread(target=run, name="explaining", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Cancel everything and wait for the thread: at most a few copies of one photograph."""
        with self._changed:
            self._closed.set()
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()

    def explain(self, photo: Photo, asked: Asked, turn: int = 0) -> ExplanationJob:
        """Ask why, before all else; the newest wish cancels the one before.

        From then on the other methods are imported, too, as soon as there is nothing else to do: a quarter of a
        gigabyte, which those who only decide do without.
        """
        self.cancel()
        job = ExplanationJob(photo, asked, turn, taste=self.taste)
        with self._changed:
            if self._job is None:
                self._cold = [method.id for method in METHODS]
            self._job = job
            self._wishes.insert(0, job)
            self._line_up()
            self._changed.notify_all()
        return job

    def cancel(self) -> None:
        """What was asked for last by :meth:`explain` is not wanted any more."""
        if self._job is not None:
            self._job.cancelled.set()

    def do(self, work: Work, *, first: bool = False) -> Work:
        """Have ``work`` done after what was asked for before, or ``first``; setting its ``cancelled`` withdraws it."""
        with self._changed:
            self._wishes.insert(0 if first else len(self._wishes), work)
            self._changed.notify_all()
        return work

    def set_neighbours(self, photos: Sequence[tuple[Photo, int]]) -> None:
        """What may be looked at next, each with its turn, the likeliest first, in place of those before.

        While one looks at a reason that takes one pass, theirs is worked out and kept, the same as was asked last; only
        where nothing is asked for, and nothing on screen waits for its score.
        """
        with self._changed:
            self._neighbours = list(photos)
            self._line_up()
            self._changed.notify_all()

    def _line_up(self) -> None:
        for waiting in self._ahead:
            waiting.cancelled.set()
        asked = self._job.asked if self._job else None
        self._ahead = []
        if asked is not None and method_called(asked.method).needs == "forward":
            self._ahead = [ExplanationJob(photo, asked, turn) for photo, turn in self._neighbours]

    def _serve(self, runtime: Runtime) -> None:
        while not self._closed.is_set():
            job, ahead = self._next()
            if job is not None:
                self._step(job, runtime)
            elif ahead is not None:
                self._work_ahead(ahead, runtime)
            elif self._cold and not len(self._agenda):
                self._warm_up(self._cold.pop(0))
            else:
                with self._changed:
                    if not (self._closed.is_set() or self._wishes):
                        waits = bool((self._ahead and self._looks) or self._cold)
                        self._changed.wait(LOOK_AGAIN if waits else None)

    def _next(self) -> tuple[ExplanationJob | Work | None, ExplanationJob | None]:
        """The most urgent wish; or what may be worked out ahead now."""
        with self._changed:
            if self._wishes:
                return self._wishes[0], None
            if self._ahead and self._looks and not self._agenda.on_screen:
                return None, self._ahead[0]
            return None, None

    @property
    def _looks(self) -> bool:
        """Whether a reason is looked at; what comes next waits for that, and not for a clock."""
        return self._job is not None and not self._job.cancelled.is_set()

    def _step(self, job: ExplanationJob | Work, runtime: Runtime) -> None:
        """Take one step of ``job``, and tell; what is over leaves the queue."""
        try:
            task = self._tasks.setdefault(job, _Task(job, self._steps(job, runtime)))
            answer = None if job.cancelled.is_set() else next(task.steps, None)
            if answer is None or job.cancelled.is_set():
                self._end(job)
            else:
                self._answers.answered(job, answer)
        except Exception as error:
            if not isinstance(error, AestheticError):
                log.exception("explaining failed")
            words = str(error) if isinstance(error, AestheticError) else f"The explanation failed: {error}"
            self._answers.failed(job, words)
            self._end(job)

    def _end(self, job: ExplanationJob | Work) -> None:
        self._tasks.pop(job, None)
        with self._changed:
            self._wishes.remove(job)
        self._answers.ended(job)

    def _work_ahead(self, job: ExplanationJob, runtime: Runtime) -> None:
        """To the end, unless something is asked for: then it stays in line. What fails will tell when asked for."""

        def interrupted() -> bool:
            return job.cancelled.is_set() or bool(self._wishes) or self._closed.is_set()

        try:
            for _ in self._explanations(job, runtime, interrupted):
                if interrupted():
                    break
        except AestheticError as error:
            log.info("nothing is explained ahead of %r: %s", job.photo.path, error)
        except Exception:
            log.exception("explaining %r ahead failed", job.photo.path)
        with self._changed:
            if job in self._ahead and not self._wishes:
                self._ahead.remove(job)

    def _steps(self, job: ExplanationJob | Work, runtime: Runtime) -> Iterator[object]:
        def cancelled() -> bool:
            return job.cancelled.is_set() or self._closed.is_set()

        if isinstance(job, Work):
            return job.steps(runtime, cancelled)
        return self._explanations(job, runtime, cancelled)

    def _explanations(self, job: ExplanationJob, runtime: Runtime, cancelled: Cancelled) -> Iterator[Explanation]:
        return explaining.explain(
            job.photo,
            job.asked,
            self._pack,
            runtime,
            self._catalog,
            turn=job.turn,
            taste=job.taste,
            cancelled=cancelled,
        )

    def _warm_up(self, method: str) -> None:
        try:
            explaining.warm_up(method)
        except Exception:
            log.exception("%s cannot be imported; asking for it will tell", method)
