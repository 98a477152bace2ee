"""Lets every system call of every file operation fail in turn, and looks whether anything was lost and what was said.

    cc -shared -fPIC -o fault_shim.so tests/e2e/fault_shim.c -ldl
    LD_PRELOAD=$PWD/fault_shim.so python tests/e2e/fault_scene.py [STRIDE [CASE …]]

Unlike the unit tests, which patch Python's functions, this reaches the calls that Python's files and SQLite make. The
errors take turns. After each: every photograph is where the journal says, whole; what failed was told in words that
fit; undo brings all back. Prints how many calls failed; ends with 1 and the findings.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

import kill_scene
from kill_scene import NothingToUndo, Scene, Verb, cases, check_undone, checked, prepared, run_recover, run_verb

from aesthetic_gui.photo import AestheticError

WORDS = {  # what a photographer is to read, one of these, where the call that failed had the error
    errno.ENOSPC: ("disk is full", "No space left"),
    errno.EIO: ("reported an error", "error", "Input/output"),
    errno.EACCES: ("permission", "Permission"),
    errno.EDQUOT: ("used up", "quota", "disk"),
    errno.EROFS: ("write-protected", "Read-only"),
    errno.ENOENT: (
        "reported an error",
        "Input/output",
        "not there any more",
        "No such file",
        "not in the folder",
        "neither",
        "connected",
        "was changed",
        "is not a link",
    ),
}
ERRORS = tuple(WORDS)
MOST = 20_000  # calls of one operation


class Told:
    """What an operation said: failures, photograph by photograph, and what ended it."""

    def __init__(self) -> None:
        self.failures: list[str] = []

    def drain(self, steps: Iterator[Any]) -> None:
        for progress in steps:
            self.failures += [failure.reason for failure in progress.failures]


def main() -> None:
    stride = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    # Where something fails anyway, a fault while that is put back may leave a file where it is, which is told.
    names = sys.argv[2:] or [name for name in cases() if not name.endswith(kill_scene.ANOTHER_NAME)]
    findings: list[str] = []
    for name in names:
        calls = at_every_call(name, stride, findings)
        print(f"{name}: {calls} faults", flush=True)
    print(*findings, f"findings: {len(findings)}", sep="\n")
    sys.exit(bool(findings))


def at_every_call(name: str, stride: int, findings: list[str]) -> int:
    shim = ctypes.CDLL(None)
    warm_up(name)
    for number, at in enumerate(range(1, MOST, stride)):
        error = ERRORS[number % len(ERRORS)]
        scene, verb = prepared(name, at)
        answer = in_child(lambda scene=scene, verb=verb, at=at, error=error: attempt(shim, scene, verb, at, error))
        words = f"{name}, call {at} ({answer.get('call')}), {errno.errorcode[error]}"
        findings += [f"{words}: {finding}" for finding in judged(scene, answer, error)]
        if not answer.get("happened"):
            return number
    raise AssertionError(f"{name}: there is no end to the calls")


def warm_up(name: str) -> None:
    """What is imported when it is needed is imported now: a fault is to hit the operation."""
    scene, verb = prepared(name, 0)
    run_verb(scene, verb)
    scene.close()


def attempt(shim: Any, scene: Scene, verb: Verb, at: int, error: int) -> dict[str, Any]:
    shim.fault_call.restype = ctypes.c_char_p
    told, raised, kind = Told(), "", ""
    kill_scene.drain = told.drain  # type: ignore[assignment]
    with scene.catalog() as catalog:
        shim.fault_arm(at, error, 0)
        try:
            verb(scene, catalog)
        except AestheticError as problem:
            raised, kind = str(problem), "told"
        except Exception as problem:  # noqa: BLE001 - it is a finding
            raised, kind = f"{type(problem).__name__}: {problem}", "fault of the program"
        finally:
            shim.fault_disarm()
    call = shim.fault_call().decode()
    return {"failures": told.failures, "raised": raised, "kind": kind, "call": call, "happened": bool(call)}


def judged(scene: Scene, answer: dict[str, Any], error: int) -> Iterator[str]:
    if answer.get("kind") == "fault of the program" or "kind" not in answer:
        yield f"not told in words: {answer}"
    for words in [*answer.get("failures", ()), *filter(None, [answer.get("raised")])]:
        if words.startswith("The catalog"):
            continue  # SQLite has one word for most errors
        if answer.get("kind") != "fault of the program" and not any(part in words for part in WORDS[error]):
            yield f"told with words that do not fit: {words}"
    try:
        run_recover(scene)
        checked(scene)
        check_undone(scene)
    except (AssertionError, NothingToUndo, AestheticError, OSError) as problem:
        if "empty folders" in str(problem) and (error == errno.ENOENT or answer.get("call") == "rmdir"):
            return  # it believed that somebody else had made the folder, or could not remove it
        if "the trash's notes" in str(problem) and error == errno.ENOENT:
            return  # it believed that the note was gone already
        yield f"{type(problem).__name__}: {problem}; seen in {scene.root} {scene.far}"
        return
    scene.close()


def in_child(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What ``work`` returns in a child process; nothing where it died."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            answer = json.dumps(work()).encode("utf-8", "backslashreplace")
            os.write(writing, answer[:60_000])
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        answer = stream.read()
    os.waitpid(child, 0)
    return json.loads(answer) if answer else {}


if __name__ == "__main__":
    main()
