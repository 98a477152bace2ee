"""The system's file manager, with files selected in it where it can do that; and other programs that open them.

No shell is asked, and every path begins at the root: no name is taken for an option or a command. Nobody waits for the
other program.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDir, QUrl
from PySide6.QtGui import QDesktopServices

from aesthetic_gui.disk_io import absolute

if TYPE_CHECKING:
    import subprocess

    from PySide6.QtDBus import QDBusPendingCallWatcher

MOST = 100  # files that are selected in it at once
_PATIENCE_MS = 5_000  # for a file manager that has to start first
_DBUS = "org.freedesktop.FileManager1"  # https://www.freedesktop.org/wiki/Specifications/file-manager-interface
_started: list[subprocess.Popen[bytes]] = []
_log = logging.getLogger(__name__)


def url_of(path: Path) -> QUrl:
    """Also of a name that is not UTF-8."""
    return QUrl.fromEncoded(absolute(path).as_uri().encode("ascii"))


def show(paths: Sequence[Path]) -> None:
    """Select these in the file manager; where it cannot do that, open the folder of the first."""
    paths = [absolute(path) for path in paths[:MOST]]
    if not paths:
        return
    if sys.platform == "win32":
        started = _run(f'explorer.exe /select,"{QDir.toNativeSeparators(str(paths[0]))}"')  # no name has a quote in it
    elif sys.platform == "darwin":
        started = start("/usr/bin/open", ["-R", *map(str, paths)])
    else:
        started = _asked_by_dbus(paths)
    if not started:
        _open_folder_of(paths)


def start(program: str, arguments: Sequence[str]) -> bool:
    """Start another program, which goes on by itself; whether it could be."""
    return _run([program, *arguments])


def _run(command: Sequence[str] | str) -> bool:
    """Without a shell. Names need not be UTF-8, so not by Qt; Explorer reads its arguments in a way of its own."""
    import subprocess

    _started[:] = [each for each in _started if each.poll() is None]  # or those that have ended stay zombies
    nothing = subprocess.DEVNULL
    try:
        child = subprocess.Popen(
            command,
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            env=_environment(),
            start_new_session=True,
        )
    except OSError:
        _log.info("%r does not start", command, exc_info=True)
        return False
    _started.append(child)
    return True


def open_by_default(path: Path) -> bool:
    """With the system's own program for this kind of file; whether there is one."""
    return QDesktopServices.openUrl(url_of(path))


def _environment() -> dict[str, str]:
    """The system's: a bundled program has libraries of its own, which are not for others."""
    environment = dict(os.environ)
    if getattr(sys, "frozen", False):
        environment.pop("LD_LIBRARY_PATH", None)
        if before := environment.pop("LD_LIBRARY_PATH_ORIG", ""):  # as PyInstaller keeps it
            environment["LD_LIBRARY_PATH"] = before
    return environment


def _asked_by_dbus(paths: Sequence[Path]) -> bool:
    """Ask whatever file manager there is; one that refuses later has the folder opened then."""
    from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return False
    call = QDBusMessage.createMethodCall(_DBUS, "/org/freedesktop/FileManager1", _DBUS, "ShowItems")
    call.setArguments([[path.as_uri() for path in paths], ""])
    watcher = QDBusPendingCallWatcher(bus.asyncCall(call, _PATIENCE_MS), QCoreApplication.instance())
    watcher.finished.connect(lambda: _take_answer(watcher, paths))
    return True


def _take_answer(watcher: QDBusPendingCallWatcher, paths: Sequence[Path]) -> None:
    if watcher.isError():
        _log.info("no file manager shows files: %s", watcher.error().message())
        _open_folder_of(paths)
    watcher.deleteLater()


def _open_folder_of(paths: Sequence[Path]) -> None:
    open_by_default(paths[0].parent)
