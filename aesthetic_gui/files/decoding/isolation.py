"""Decoders that may crash, hang or eat all memory, in processes of their own.

    decode(request) ──> an idle child, or a new one ──> frames over its pipes ──> pixels, or Refused
                              └──> killed when it is late or talks nonsense; the next photograph has another

Nothing that a child says is trusted: it has parsed hostile bytes. See docs/decisions/0018.
"""

from __future__ import annotations

import atexit
import io
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import IO, NamedTuple, cast

from aesthetic_gui import children
from aesthetic_gui.children import PATIENCE, frames
from aesthetic_gui.files.decoding import chatter, metadata_told
from aesthetic_gui.files.decoding.codecs.opened import FAULT, LARGEST_JPEG, Refused
from aesthetic_gui.files.kinds import Kind
from aesthetic_gui.later import NDArray, np
from aesthetic_gui.photo import Metadata, Trouble

CHILDREN = min(4, os.cpu_count() or 1)
SECONDS, SECONDS_FULL = 30, 90  # of a processor's time, for a scaled picture and for a full one
GRACE = 10  # seconds after which a child ends by itself, where nobody has ended it
PHOTOGRAPHS = 500  # that one child decodes
PIPE = 1 << 20  # bytes; the most that Linux gives anyone
MOST_LINES = 200  # of a child's chatter that are logged

_WINDOWS_FLAGS = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(subprocess, "CREATE_NO_WINDOW", 0)

CRASHED = "its decoder crashed on this photograph; it is probably damaged"
CLOSING = "it was not read: the program was closing"

_log = logging.getLogger(__name__)


class Picture(NamedTuple):
    """What was decoded: uint8 (h, w, 3), upright; its metadata; whether it is the embedded preview; and ``tables``, of
    which a child says nothing, as in ``codecs.opened``.
    """

    rgb: NDArray[np.uint8]
    metadata: Metadata
    preview: bool
    tables: Mapping[int, tuple[int, ...]] = MappingProxyType({})


def decode(path: Path, kind: Kind, longest_side: int | None, profile: bytes | None = None) -> Picture:
    """``path`` decoded in a child; waits while all of them are busy. Safe from any thread. Raises ``Refused``."""
    while True:
        child = _children.take()
        try:
            return child.decode(path, kind, longest_side, profile or b"")
        except Refused as refused:
            if refused.trouble is not Trouble.CRASHED or child.done == 1:
                raise
        finally:
            _children.give_back(child)
        _children.retire_idle()  # it may have suffered from an earlier photograph: one that is new tells


def close() -> None:
    """Kill every child; calls under way end at once with ``Refused``. A later :func:`decode` starts again."""
    _children.close()
    children.close()


def command() -> list[str]:
    """How a child is started."""
    return children.command(children.DECODER, "aesthetic_gui.files.decoding.decoder_process")


class _Child:
    """One process; one photograph at a time."""

    def __init__(self) -> None:
        self.done = 0
        self.is_ready = self._killed = self._late = self._closing = False
        self._process = subprocess.Popen(
            command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=children.environment(),
            process_group=0 if os.name == "posix" else None,  # Ctrl-C in a terminal is the program's to hear
            creationflags=_WINDOWS_FLAGS,
        )
        self._requests, self._replies = cast(io.FileIO, self._process.stdin), cast(io.FileIO, self._process.stdout)
        _widen(self._replies)
        threading.Thread(
            target=chatter.log_lines, args=(self._process.stderr, MOST_LINES), name="chatter", daemon=True
        ).start()

    @property
    def usable(self) -> bool:
        return self._process.poll() is None and self.done < PHOTOGRAPHS and not self._killed

    def decode(self, path: Path, kind: Kind, longest_side: int | None, profile: bytes) -> Picture:
        """Raises ``Refused``; whatever else happens, the process is no longer usable."""
        self.done += 1
        seconds = SECONDS_FULL if longest_side is None else SECONDS
        clock = threading.Timer(seconds * PATIENCE, self._give_up)
        clock.daemon = True
        clock.start()
        try:
            return self._exchange(path, kind, longest_side, profile, seconds)
        except Refused:
            raise
        except (OSError, frames.BadFrame) as error:
            self.kill()
            _log.info("the decoder of %r is lost: %s", path, error)
        except BaseException:
            self.kill()
            raise
        finally:
            clock.cancel()
        raise self._loss(seconds)

    def kill(self) -> None:
        """Safe from any thread; whoever waits for the process's answer stops waiting."""
        self._killed = True  # before the system knows
        self._process.kill()

    def close(self) -> None:
        """Kill the process while the program closes, in whoever's hands it is."""
        self._closing = True
        self.kill()

    def dispose(self) -> None:
        """Kill the process and let go of its pipes; for the one thread that has the child in hand."""
        self.kill()
        with suppress(subprocess.TimeoutExpired):  # a disk that does not answer holds even the dead
            self._process.wait(1)
        self._requests.close()
        self._replies.close()

    def _give_up(self) -> None:
        self._late = True
        self.kill()

    def _exchange(self, path: Path, kind: Kind, longest_side: int | None, profile: bytes, seconds: int) -> Picture:
        name = os.fsencode(path)
        limits = {"seconds": seconds, "alarm": seconds * PATIENCE + GRACE}
        request = {"kind": kind, "path": len(name), "side": longest_side, **limits}
        frames.send(self._requests, request, name + profile)
        if not self.is_ready:
            self._receive()
            self.is_ready = True
        message, size = self._receive()
        if "trouble" in message:
            raise _refusal(message)
        height, width = _shape(message, size, longest_side)
        metadata = metadata_told.metadata_of(message.get("metadata"))
        rgb = np.empty((height, width, 3), np.uint8)
        if frames.fill(self._replies, rgb.data.cast("B")) < size:
            raise frames.BadFrame("half a picture")
        return Picture(rgb, metadata, message.get("preview") is True)

    def _receive(self) -> tuple[frames.Fields, int]:
        frame = frames.receive(self._replies)
        if frame is None:
            raise frames.BadFrame("no answer")
        return frame

    def _used_up_its_time(self) -> bool:
        """Whether the system has ended the process for the reason that it was asked to."""
        with suppress(subprocess.TimeoutExpired):
            return hasattr(signal, "SIGPROF") and self._process.wait(1) == -signal.SIGPROF
        return False

    def _loss(self, seconds: int) -> Refused:
        """Why there is no answer."""
        if self._closing:
            return Refused(Trouble.PROGRAM, CLOSING)
        if self._late or self._used_up_its_time():
            return Refused(Trouble.TOO_SLOW, f"given up: it was not decoded within {seconds} seconds")
        return Refused(Trouble.CRASHED, CRASHED) if self.is_ready else Refused(Trouble.PROGRAM, FAULT)


class _Children:
    """The processes that there are, and those of them that have nothing to do."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._all: set[_Child] = set()
        self._idle: list[_Child] = []
        self._closings = 0

    def take(self) -> _Child:
        with self._changed:
            closings = self._closings
            while not self._idle and len(self._all) >= CHILDREN:
                self._changed.wait()
                if closings != self._closings:
                    raise Refused(Trouble.PROGRAM, CLOSING)
            while self._idle:
                child = self._idle.pop()
                if child.usable:
                    return child
                self._drop(child)
            try:
                child = _Child()
            except (OSError, RuntimeError):  # no more processes, no more threads
                _log.exception("no process for a decoder")
                raise Refused(Trouble.PROGRAM, FAULT) from None
            self._all.add(child)
            return child

    def give_back(self, child: _Child) -> None:
        with self._changed:
            if child in self._all and child.usable:
                self._idle.append(child)
            else:
                self._drop(child)
            self._changed.notify()

    def close(self) -> None:
        with self._changed:
            self._closings += 1
            for child in self._all:
                child.close()
            for child in self._idle:
                child.dispose()
            self._all.clear()
            self._idle.clear()
            self._changed.notify_all()

    def retire_idle(self) -> None:
        """Let go of those that have nothing to do, so that the next one taken is new."""
        with self._changed:
            while self._idle:
                self._drop(self._idle.pop())

    def _drop(self, child: _Child) -> None:
        self._all.discard(child)
        child.dispose()


def _shape(message: frames.Fields, size: int, longest_side: int | None) -> tuple[int, int]:
    """Height and width of the picture to come, if they are what was asked for. Raises ``BadFrame``."""
    shape = message.get("shape")
    if not isinstance(shape, list) or len(shape) != 2:
        raise frames.BadFrame("no shape")
    height, width = (frames.whole(side, longest_side or frames.WIDEST) for side in shape)
    if height * width * 3 != size or height * width > LARGEST_JPEG * 1e6:
        raise frames.BadFrame(f"{size} bytes are not {width} × {height} pixels")
    return height, width


def _refusal(message: frames.Fields) -> Refused:
    reason = message.get("reason")
    if (
        not isinstance(reason, str)
        or len(reason) > metadata_told.LONGEST_TEXT
        or message["trouble"] not in list(Trouble)
    ):
        raise frames.BadFrame("no reason")
    return Refused(Trouble(message["trouble"]), reason)


def _widen(pipe: IO[bytes]) -> None:
    """64 KiB, a pipe's usual size, are too many turns for 72 MB."""
    if sys.platform == "linux":
        import fcntl

        with suppress(OSError):  # who has many pipes gets no large ones
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE)


_children = _Children()
atexit.register(close)
