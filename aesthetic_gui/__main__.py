"""The program's start: the window, or a verb without one. A verb imports what it needs, when it needs it."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence

from aesthetic_gui.children import DECODER, GRADIENTS, TRIAL
from aesthetic_gui.cli.parser import FAILED, INTERRUPTED, PROGRAM, WRONG_USE, WrongUse, parse
from aesthetic_gui.cli.verbs import SUMMARIES, verb
from aesthetic_gui.photo import AestheticError

LINE_ONLY = "Install what is missing, or use the command line, such as: aesthetic-gui score FOLDER"
READER_LEFT = 141  # what a shell reports of a program that SIGPIPE ended


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with ``arguments`` (default: the process's own) and return its exit code."""
    if arguments is None and sys.argv[1:2] == [TRIAL]:
        from aesthetic_gui.scoring.trial import main as try_model

        return try_model(sys.argv[2:])
    if arguments is None and sys.argv[1:] == [GRADIENTS]:
        from aesthetic_gui.scoring.keras.child import main as explain

        return explain()
    if arguments is None and sys.argv[1:] == [DECODER]:
        from aesthetic_gui.files.decoding.decoder_process import main as decode

        return decode()
    if arguments is None:
        _start_again_in_utf8()
    _open_closed_streams()
    options = parse(list(sys.argv[1:] if arguments is None else arguments), SUMMARIES, verb, _open_window)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except WrongUse as error:
        return _tell(str(error), WRONG_USE)
    except AestheticError as error:
        return _tell(str(error), FAILED)
    except KeyboardInterrupt:
        return _tell("interrupted", INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else the interpreter complains as it ends
        return READER_LEFT
    except OSError as error:  # a full disk behind ">", a pipe that failed
        return _tell(str(error), FAILED)
    return code


def _open_closed_streams() -> None:
    """A script may start the program with stdout or stderr closed: what would be written there goes nowhere."""
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - as long as the program
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115


def _start_again_in_utf8() -> None:
    """In a locale that is not UTF-8 a name like "4.5–5.0" could not be given to a folder."""
    if sys.getfilesystemencoding() != "utf-8" and not getattr(sys, "frozen", False):
        os.execv(sys.executable, [sys.executable, "-X", "utf8", "-m", "aesthetic_gui", *sys.argv[1:]])  # noqa: S606


def _open_window(options: argparse.Namespace) -> int:
    absent = next((path for path in options.paths if not os.path.lexists(path)), None)
    if absent:
        from aesthetic_gui.files.formats import NO_LONGER_THERE, why_absent

        reason = why_absent(absent)
        why = f": {reason}" if reason not in ("", NO_LONGER_THERE) else ""
        raise WrongUse(f"there is no folder or photograph '{absent}'{why} (a verb comes first, see {PROGRAM} --help)")
    gc.disable()  # of what is imported nothing is garbage; the window goes on as it likes once it is on the screen
    try:
        from aesthetic_gui.app import run
    except ImportError as error:
        if not (error.name or "").startswith(("PySide6", "shiboken6")):
            raise
        raise WrongUse(f"the window cannot be opened, as part of Qt is missing here ({error}). {LINE_ONLY}") from error
    return run(options.paths, device=options.device, pack=options.pack, catalog=options.catalog)


def _tell(message: str, code: int) -> int:
    words = message.encode(errors="backslashreplace").decode()
    sys.stderr.write(f"{PROGRAM}: {words}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
