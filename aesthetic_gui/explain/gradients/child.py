"""The one process that has TensorFlow in it: started when it is first needed, kept for the next photographs.

    ask(request, pictures) ──> its pipe ──> a thread reads what comes back ──> (notes, map), or None once cancelled

It ends with the program, after :data:`IDLE` seconds without a question, or is killed when it is late. What it says is
checked: it has read a model from anywhere. ``scoring.keras.child`` is the other side.
"""

from __future__ import annotations

import atexit
import io
import logging
import math
import queue
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui import children
from aesthetic_gui.children import frames
from aesthetic_gui.explain.heat import Cancelled
from aesthetic_gui.explain.methods import NotExplained
from aesthetic_gui.photo import AestheticError

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

IDLE = 600.0  # seconds that it is kept for the next question
SECONDS = 120  # for one answer, of a processor's time; compiling for the first one takes ten
LOOK = 0.02  # seconds between two looks whether somebody still waits
MOST_NOTES = 20
STARTING = "Starting TensorFlow…"
ABSENT = "This explanation needs TensorFlow, which is not installed. Choose another method, such as CAM."

Told = Callable[[str], None]
_log = logging.getLogger(__name__)


class GradientsFailed(AestheticError):
    """The process gave no answer; its text says what to do."""


class Answer(NamedTuple):
    """What each pixel adds, float32 (h, w), and figures."""

    pixels: NDArray[np.float32]
    notes: dict[str, float]


def ask(request: frames.Fields, pictures: NDArray[np.float32], cancelled: Cancelled, told: Told) -> Answer | None:
    """The answer to ``request`` about ``pictures`` float32 (n, h, w, 3); None as soon as it is ``cancelled``.

    ``told`` hears why it takes long. Safe from any thread; one is answered after the other. Raises
    :class:`NotExplained` for what cannot be explained, :class:`GradientsFailed` where the process fails.
    """
    return _keeper.ask(request, np.ascontiguousarray(pictures, np.float32), cancelled, told)


def close() -> None:
    """End the process; who waits for it stops. A later :func:`ask` starts another. Safe from any thread."""
    _keeper.close()


class _Cancelled(Exception):
    """Nobody waits any more."""


class _Child:
    """The process, and the thread that reads what it says."""

    def __init__(self) -> None:
        words = children.command(children.GRADIENTS, "aesthetic_gui.scoring.keras.child")
        self._process: subprocess.Popen[bytes] = children.start(words, {"CUDA_VISIBLE_DEVICES": ""})
        self._said: queue.SimpleQueue[tuple[frames.Fields, bytearray] | None] = queue.SimpleQueue()
        self._expected = 1  # answers: it says that it is ready
        threading.Thread(target=self._listen, name="gradients", daemon=True).start()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, request: frames.Fields, pictures: NDArray[np.float32], cancelled: Cancelled) -> Answer:
        """Raises :class:`_Cancelled`, :class:`NotExplained`, ``BadFrame``, ``OSError``."""
        while self._expected:  # to say that it is ready, or to what nobody waits for any more
            self._next(cancelled)
        limits = {"seconds": SECONDS, "alarm": SECONDS * children.PATIENCE}
        size = list(pictures.shape[1:3])
        self._expected += 1
        frames.send(cast(io.FileIO, self._process.stdin), request | limits | {"size": size}, pictures.data.cast("B"))
        return _checked(*self._next(cancelled), size)

    def end(self) -> None:
        children.end(self._process)

    def _next(self, cancelled: Cancelled) -> tuple[frames.Fields, bytearray]:
        late = time.monotonic() + SECONDS * children.PATIENCE
        while time.monotonic() < late:
            with suppress(queue.Empty):
                said = self._said.get(timeout=LOOK)
                self._expected -= 1
                if said is None:
                    raise frames.BadFrame("it has ended")
                return said
            if cancelled():
                raise _Cancelled
        raise frames.BadFrame("no answer in time")

    def _listen(self) -> None:
        replies = cast(io.FileIO, self._process.stdout)
        try:
            while frame := frames.receive(replies):
                message, size = frame
                body = bytearray(frames.whole(size + 1, frames.WIDEST) - 1)
                if frames.fill(replies, body) < size:
                    raise frames.BadFrame("half a map")
                self._said.put((message, body))
        except (OSError, frames.BadFrame) as error:
            _log.info("the process with TensorFlow is lost: %s", error)
        finally:
            self._said.put(None)
            replies.close()
            self._process.wait()  # else it stays in the system's list


class _Keeper:
    """Starts the process, and lets go of it."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._child: _Child | None = None
        self._clock: threading.Timer | None = None

    def ask(
        self, request: frames.Fields, pictures: NDArray[np.float32], cancelled: Cancelled, told: Told
    ) -> Answer | None:
        try:
            with self._in_turn(cancelled):
                return self._answered(request, pictures, cancelled, told)
        except _Cancelled:
            return None

    def close(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.end()

    def _answered(
        self, request: frames.Fields, pictures: NDArray[np.float32], cancelled: Cancelled, told: Told
    ) -> Answer:
        try:
            return self._running(told).ask(request, pictures, cancelled)
        except (OSError, frames.BadFrame) as error:
            _log.info("no answer from the process with TensorFlow: %s", error)
            self.close()
            raise GradientsFailed("TensorFlow gave no answer. Try again, or choose another method.") from error

    def _running(self, told: Told) -> _Child:
        child = self._child
        if child is None or not child.alive:
            told(STARTING)
            child = self._child = _Child()
        return child

    @contextmanager
    def _in_turn(self, cancelled: Cancelled) -> Iterator[None]:
        while not self._turn.acquire(timeout=LOOK):
            if cancelled():
                raise _Cancelled
        try:
            if self._clock is not None:
                self._clock.cancel()
            yield
        finally:
            self._clock = threading.Timer(IDLE, self.close)
            self._clock.daemon = True
            self._clock.start()
            self._turn.release()


def installed() -> bool:
    """Whether there is a TensorFlow to start."""
    from importlib.util import find_spec

    return find_spec("tensorflow") is not None


def _checked(message: frames.Fields, body: bytearray, size: list[int]) -> Answer:
    """What the process said, if it is a map of ``size`` and figures. Raises :class:`NotExplained`, ``BadFrame``."""
    refused = message.get("refused")
    if isinstance(refused, str):
        raise NotExplained(refused)
    notes = message.get("notes")
    if message.get("shape") != size or len(body) != size[0] * size[1] * 4 or not isinstance(notes, dict):
        raise frames.BadFrame("no map")
    sane = [type(value) is float and math.isfinite(value) for value in notes.values()]
    pixels = np.frombuffer(body, np.float32).reshape(size)
    if not all(sane) or len(sane) > MOST_NOTES or not np.isfinite(pixels).all():
        raise frames.BadFrame("no numbers")
    return Answer(pixels, notes)


_keeper = _Keeper()
atexit.register(close)
