"""Processes of the program's own kind, for what may hang, crash or eat all memory: how they start, and what ends them.

files.decoding.isolation, scoring.trial, explain.gradients ──> command, environment ──> a child, which gives itself its
limits; in ``frames`` what travels to it and back
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess

DECODER, TRIAL, GRADIENTS = "--decoder-process", "--model-trial", "--gradients-process"  # a frozen program as a child
PATIENCE = 3 if hasattr(signal, "setitimer") else 1  # how many times as long the clock on the wall may take
MEMORY = 4 << 30  # bytes above what a child begins with

_log = logging.getLogger(__name__)
_running: set[subprocess.Popen[bytes]] = set()
_lock = threading.Lock()


def command(argument: str, module: str) -> list[str]:
    """How a child is started. ``-P``: a folder of photographs that one is in is no place to import from."""
    if getattr(sys, "frozen", False):
        return [sys.executable, argument]
    return [sys.executable, "-P", "-m", module]


def environment() -> dict[str, str]:
    """The program's own, with its way of finding modules; photographs are what runs side by side, not threads."""
    own = Path(__file__).parents[2]
    path = os.pathsep.join([str(own), *(folder for folder in sys.path if folder)])
    threads = {"OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "1"}
    return {**os.environ, **threads, "PYTHONPATH": path, "PYTHONFAULTHANDLER": "1"}


def limit_memory(most: int = MEMORY) -> None:
    """In a child: what it needs beyond the limit is refused by the allocator, long before the computer swaps."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + most
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (limit if hard < 0 else min(limit, hard), hard))
    except (ImportError, OSError, ValueError):
        _log.info("this system does not limit a process's memory")


def give_up_after(seconds: int, alarm: int) -> None:
    """In a child: end after ``seconds`` of a processor's time, which a busy computer does not shorten; 0: no longer.

    ``alarm`` is by the system's own clock, should the program that watches this one be gone.
    """
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.alarm(alarm)


def run(words: list[str], seconds: int, variables: dict[str, str]) -> tuple[int, bytes]:
    """Run a child to its end: its exit code, and what it said. Raises ``TimeoutExpired``, ``OSError``."""
    import subprocess

    process = subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment() | variables,
        process_group=0 if os.name == "posix" else None,  # Ctrl-C in a terminal is the program's to hear
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    with process:
        with _lock:
            _running.add(process)
        try:
            said, _ = process.communicate(timeout=seconds)
            return process.returncode, said
        finally:
            process.kill()
            with _lock:
                _running.discard(process)


def start(words: list[str], variables: dict[str, str]) -> subprocess.Popen[bytes]:
    """A child that is talked to over its stdin and stdout; :func:`close` kills it, too. Raises ``OSError``."""
    import subprocess

    process = subprocess.Popen(
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        env=environment() | variables,
        process_group=0 if os.name == "posix" else None,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    with _lock:
        _running.add(process)
    return process


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill what :func:`start` started. Safe from any thread; who reads its answer stops waiting, and closes it."""
    process.kill()
    if process.stdin:
        process.stdin.close()
    with _lock:
        _running.discard(process)


def close() -> None:
    """Kill what :func:`run` waits for and :func:`start` has started, as the program closes. Safe from any thread."""
    with _lock:
        for process in _running:
            process.kill()
