"""The composition root: the one place that wires the rooms together and starts the window."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn, cast

from aesthetic_gui import settings
from aesthetic_gui.bundled import bundled
from aesthetic_gui.catalog import damage
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.schema import Unrecognised
from aesthetic_gui.culling.scoring.judging import bar_of
from aesthetic_gui.disk_io import absolute
from aesthetic_gui.files.decoding import chatter
from aesthetic_gui.files.thumbnails import shared_thumbnails
from aesthetic_gui.files.thumbnails.shared_thumbnails import SharedThumbnails
from aesthetic_gui.files.thumbnails.thumbnail_cache import ThumbnailCache
from aesthetic_gui.scoring.pack import load_pack, still_there
from aesthetic_gui.scoring.runtime import Device
from aesthetic_gui.ui.session.rooms import exchange

# isort: split
# PySide reads the source of each module that is imported after it, looking for its own name: what knows no Qt is first.

from PySide6.QtCore import QLocale, QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from aesthetic_gui.ui.main_window import MainWindow
from aesthetic_gui.ui.session import collecting
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.theme import STYLE
from aesthetic_gui.ui.widgets.first_frame import after_first_frame
from aesthetic_gui.ui.widgets.text import LOCALE

log = logging.getLogger(__name__)

BACKUP_AFTER = 5_000  # ms from the start: the first screen comes first
M_MMAP_THRESHOLD = -3  # as in glibc's malloc.h
NO_SCREEN = (
    "aesthetic-gui: The window cannot be opened, as there is no screen that Qt can use ({}). Start it on a desktop, or "
    "use the command line, such as: aesthetic-gui score FOLDER (see aesthetic-gui --help).\n"
)
SWITCH_SECONDS = 0.001  # Python's own 0.005 lets each decoding thread hold up the window for 5 ms in a row


def run(
    paths: Sequence[Path], *, device: str | None = None, pack: str | None = None, catalog: Path | None = None
) -> int:
    """Open the window on ``paths`` and return the exit code when it is closed.

    ``device``, ``pack`` and ``catalog`` have precedence over the settings. Raises ``AestheticError`` where the
    model or the catalog cannot be used.
    """
    chatter.keep_log(settings.log_path())
    app = cast(QApplication, QApplication.instance() or _made_application())
    app.setApplicationName(settings.APP)
    app.setApplicationDisplayName("Aesthetic GUI")
    app.setDesktopFileName("aesthetic-gui")
    values = settings.load()
    with chatter.routed(), _opened(catalog or settings.catalog_path()) as opened:
        window = make_window(opened, values, device=device, pack=pack)
        window.standing.take_up()
        opening = [absolute(path) for path in paths]
        after_first_frame(window, lambda: _begin(window, opening))
        window.show()
        if opened.notices:
            window.strip.say(" ".join(filter(None, [*opened.notices, window.strip.message])))
        QTimer.singleShot(BACKUP_AFTER, lambda: _look_after(window, opened))
        _let_ctrl_c_close(window)
        code = app.exec()
    if words := damage.backup_if_due(opened.path):
        log.warning("%s", words)
    return code


def _opened(path: Path) -> Catalog:
    """The catalog; where that takes long, or it is none, the person is told or asked before there is a window."""
    try:
        if not damage.was_interrupted(path):
            return Catalog.open(path)
    except Unrecognised as error:
        log.info("%s", error)
    from aesthetic_gui.ui.dialogs.opening import open_catalog

    return open_catalog(path)


def _made_application() -> QApplication:
    """Qt's, or the program's end: without a screen Qt would abort, which no one can catch."""
    said: list[str] = []

    def heard(kind: QtMsgType, _where: QMessageLogContext, text: str | None) -> None:
        if kind is QtMsgType.QtFatalMsg:
            _end_without_screen([*said, text or ""])
        if kind in (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg):
            said.append(text or "")

    before = qInstallMessageHandler(heard)
    try:
        app = QApplication([*sys.argv[:1], *STYLE])
    finally:
        qInstallMessageHandler(before)
    if app.primaryScreen() is None:
        _end_without_screen([*said, "it has none"])
    return app


def _end_without_screen(said: Sequence[str]) -> NoReturn:
    """Exit code 2 with a sentence. What Qt said first is the reason; what follows from it comes after."""
    log.info("no window: %s", " ".join(said))
    sys.stderr.write(NO_SCREEN.format(next(words.strip().rstrip(".") for words in said if words.strip())))
    sys.stderr.flush()
    os._exit(2)


def _begin(window: MainWindow, paths: Sequence[Path]) -> None:
    collecting.go_on()  # which may have waited for the first frame
    QApplication.setWindowIcon(QIcon(str(bundled("resources") / "icons" / "aesthetic-gui.svg")))
    window.standing.fit()
    window.begin(paths)


def _look_after(window: MainWindow, catalog: Catalog) -> None:
    """Back up what an earlier run that did not come to its end has decided; read back what the catalog has lost."""

    def told(words: str) -> None:
        if words:
            window.strip.say(words)

    session = window.session
    session.lookups.run(lambda: list(exchange.after_a_rescue(catalog)), window.sidecars.reader.read)
    session.queue.run(lambda: damage.backup_if_due(catalog.path), told)


def make_window(
    catalog: Catalog, values: dict[str, object], *, device: str | None = None, pack: str | None = None
) -> MainWindow:
    """A window on a session of its own, not shown yet; closing it stops the session's threads."""
    sys.setswitchinterval(SWITCH_SECONDS)
    QLocale.setDefault(LOCALE)  # for the numbers that Qt itself writes, such as those in fields
    _give_large_blocks_back()
    name, gone = (pack, "") if pack else still_there(str(values["pack"]))
    model = load_pack(name)
    cache = ThumbnailCache(settings.cache_dir() / "thumbnails.db")
    folder = shared_thumbnails.usual_folder() if values["share_thumbnails"] else None
    shared = SharedThumbnails(folder) if folder else None
    session = Session(catalog, model, cast(Device, device or values["device"]), bar_of(values, model), cache, shared)
    window = MainWindow(session, values)
    if gone:
        window.kept.remember(pack="")
        window.strip.say(gone)
    return window


def _give_large_blocks_back() -> None:
    """Have glibc return each freed block of 1 MiB and more to the system: it would keep 40 MB of what was decoded."""
    if sys.platform == "linux" and (mallopt := getattr(ctypes.CDLL(None), "mallopt", None)):
        mallopt(M_MMAP_THRESHOLD, 2**20)


def _let_ctrl_c_close(window: MainWindow) -> None:
    """Python sees a signal only when it runs: give it a moment now and then."""
    signal.signal(signal.SIGINT, lambda *_: window.close())
    signal.signal(signal.SIGTERM, lambda *_: window.close())
    timer = QTimer(window, interval=300)
    timer.timeout.connect(lambda: None)
    timer.start()
