"""What is still to be read, in the order the photographer wants it.

Decoding threads take from the agenda; the window re-orders it as the grid scrolls. A job that was taken
is not on the agenda any more, so a jump re-orders within the photographs being decoded at that moment.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from aesthetic_gui.photo import Photo


@dataclass(frozen=True, slots=True)
class Job:
    """One photograph to read: for its score, for its picture, or both from one decode.

    The model sees it after ``turn`` quarter turns clockwise; the picture is made as the file has it.
    """

    photo: Photo
    content_id: str | None = None
    wants_score: bool = True
    wants_picture: bool = False
    turn: int = 0


class Agenda:
    """A thread-safe list of jobs, one per path, with a front row."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[Path, Job] = OrderedDict()
        self._front: deque[Path] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._in_hand: dict[Path, Job] = {}

    def add(self, jobs: Iterable[Job]) -> None:
        """Append ``jobs``; one that is waiting already keeps its place and wants both things."""
        with self._changed:
            for job in jobs:
                self._want(job)
            self._changed.notify_all()

    def look_at(self, jobs: Iterable[Job]) -> None:
        """Put ``jobs``, which are on screen, ahead of everything in their order.

        What was on screen before goes back in line for its score, and its picture is no longer wanted.
        """
        with self._changed:
            before, self._front = self._front, deque()
            for job in jobs:
                self._want(job)
                self._front.append(job.photo.path)
            self._forget_pictures(set(before) - set(self._front))
            self._changed.notify_all()

    def clear(self) -> None:
        """Forget every job that was not taken yet."""
        with self._changed:
            self._jobs.clear()
            self._front.clear()

    def forget(self, paths: Iterable[Path]) -> None:
        """Drop the jobs of photographs that are not there any more."""
        with self._changed:
            for path in paths:
                self._jobs.pop(path, None)

    def forget_scores(self) -> None:
        """Drop every wish for a score; pictures of what is on screen still come."""
        with self._changed:
            pictures = {path: job for path, job in self._jobs.items() if job.wants_picture}
            self._jobs = OrderedDict((path, replace(job, wants_score=False)) for path, job in pictures.items())

    def close(self) -> None:
        """Forget everything and send the threads that wait in :meth:`take` home."""
        with self._changed:
            self._closed = True
            self.clear()
            self._changed.notify_all()

    def take(self) -> Job | None:
        """Wait for the next job and take it; None once the agenda is closed. Pair it with :meth:`done`."""
        with self._changed:
            while not self._jobs and not self._closed:
                self._changed.wait()
            if self._closed:
                return None
            job = self._pop()
            self._in_hand[job.photo.path] = job
            return job

    def done(self, job: Job) -> None:
        """Say that a taken job's result has been handed over."""
        with self._changed:
            self._in_hand.pop(job.photo.path, None)

    @property
    def on_screen(self) -> bool:
        """Whether anything that is on screen still waits to be read."""
        with self._changed:
            return any(path in self._jobs for path in self._front)

    def __len__(self) -> int:
        """Jobs waiting or being worked on."""
        with self._changed:
            return len(self._jobs) + len(self._in_hand)

    def _want(self, job: Job) -> None:
        """A score that is being worked out already is not worked out twice."""
        in_hand = self._in_hand.get(job.photo.path)
        if in_hand is not None and in_hand.wants_score and in_hand.turn == job.turn:
            job = replace(job, wants_score=False)
        if job.wants_score or job.wants_picture:
            self._jobs[job.photo.path] = _merged(self._jobs.get(job.photo.path, job), job)

    def _forget_pictures(self, paths: Iterable[Path]) -> None:
        for path in paths:
            job = self._jobs.get(path)
            if job and job.wants_score:
                self._jobs[path] = replace(job, wants_picture=False)
            elif job:
                del self._jobs[path]

    def _pop(self) -> Job:
        while self._front:
            path = self._front.popleft()
            if path in self._jobs:
                return self._jobs.pop(path)
        return self._jobs.popitem(last=False)[1]


def _merged(waiting: Job, job: Job) -> Job:
    return Job(
        job.photo,
        job.content_id or waiting.content_id,
        job.wants_score or waiting.wants_score,
        job.wants_picture or waiting.wants_picture,
        job.turn,
    )
