"""What C libraries print goes into the log; the terminal is for what the program says.

libraries ──> file descriptor 2 ──> pipe ──> logger "aesthetic_gui.chatter", INFO ──> the log's file
Python: sys.stderr, faulthandler ──────────────────────────────────────────────────> the terminal
"""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

from aesthetic_gui.disk_io import refuse_odd

LOG_BYTES, LOGS = 1 << 20, 3  # of each file, the newest included
LONGEST_LINE = 1000  # bytes

log = logging.getLogger("aesthetic_gui.chatter")


class _Terminal(logging.Handler):
    """Writes to whatever ``sys.stderr`` is at that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(OSError):  # a terminal that was closed
            sys.stderr.write(self.format(record) + "\n")


def keep_log(path: Path) -> None:
    """From now on WARNING and above go to the terminal, INFO and above to ``path`` too, which does not grow for ever.

    Where the file cannot be written, there is the terminal alone.
    """
    terminal = _Terminal(logging.WARNING)
    terminal.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    handlers: list[logging.Handler] = [terminal]
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        refuse_odd(path)
        file = RotatingFileHandler(
            path, maxBytes=LOG_BYTES, backupCount=LOGS - 1, encoding="utf-8", errors="backslashreplace"
        )
        file.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"))
        handlers.append(file)
    logging.basicConfig(level=logging.INFO, handlers=handlers)


@contextmanager
def routed() -> Iterator[None]:
    """What is written to file descriptor 2 is logged; ``sys.stderr`` and a crash's trace stay on the terminal.

    A library that writes while it holds Python's lock must not wait for the thread that reads: what does not fit
    into the pipe is lost.
    """
    try:
        sys.stderr.flush()
        shown = os.dup(2)
    except OSError:  # started without a stderr
        yield
        return
    before, crashes_told = sys.stderr, faulthandler.is_enabled()
    reading, writing = os.pipe()
    with suppress(AttributeError, OSError):  # Python 3.11 on Windows
        os.set_blocking(writing, False)
    reader = threading.Thread(target=log_lines, args=(os.fdopen(reading, "rb"),), name="chatter", daemon=True)
    with os.fdopen(shown, "w", encoding=before.encoding, errors="backslashreplace", buffering=1) as terminal:
        os.dup2(writing, 2)
        os.close(writing)
        sys.stderr = terminal
        faulthandler.enable(terminal)
        reader.start()
        try:
            yield
        finally:
            sys.stderr = before
            os.dup2(terminal.fileno(), 2)  # the pipe has no writer any more
            if crashes_told:
                faulthandler.enable(2)
            else:
                faulthandler.disable()
    reader.join(1)


def log_lines(stream: IO[bytes], most: int | None = None) -> None:
    """Log every line, at most ``most`` of them, until the stream ends, and close it."""
    with stream:
        lines = 0
        while line := stream.readline(LONGEST_LINE):
            lines += 1
            if most is None or lines <= most:
                log.info("%s", line.decode(errors="backslashreplace").rstrip())
