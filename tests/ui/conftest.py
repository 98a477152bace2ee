"""Windows without a screen, in the dark theme; any Qt warning fails the test."""

from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent

from aesthetic_gui import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

HERE = Path(__file__).parent
_HARMLESS = tuple(  # said by the offscreen platform itself
    f"This plugin does not support {what}" for what in ("propagateSizeHints()", "raise()", "grabbing the keyboard")
)


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """The program's own."""
    from aesthetic_gui.ui.theme import STYLE

    return ["aesthetic-gui", *STYLE]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, Any, Any]:
    """Garbage is looked for here alone, as the program does: a widget of an earlier test must not end in a thread."""
    if HERE not in item.path.parents:  # the hook is called for the tests of all folders
        return (yield)
    gc.disable()
    try:
        return (yield)
    finally:
        last = nextitem is None or HERE not in nextitem.path.parents
        gc.collect(2 if last else 1)
        gc.enable()


@pytest.fixture(autouse=True)
def windows_are_gone(qapp) -> Iterator[None]:
    """Delete what a test opened before the next one: closed windows live on where no event loop runs.

    Otherwise each of hundreds answers every event and every change of theme, of every test after it.
    """
    before = set(qapp.topLevelWidgets())
    yield
    qapp.processEvents()  # what a thread said last must not arrive at a window that is gone
    for widget in qapp.topLevelWidgets():
        if widget.parent() is None and widget not in before:
            widget.close()
            widget.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    end = time.monotonic() + 5
    while (left := _windows_threads()) and time.monotonic() < end:
        time.sleep(0.02)
    assert not left, f"threads of a closed window go on: {left}"


def _windows_threads() -> list[str]:
    names = (
        "watching",
        "first-look",
        "shared-thumbnails",
        "decoder-0",
        "loupe-0",
        "tinting_0",
        "close-ups_0",
        "catalog_0",
        "decisions_0",
        "lookups_0",
    )
    return [thread.name for thread in threading.enumerate() if thread.name in names]


@pytest.fixture(autouse=True)
def no_qt_warnings(qtlog) -> Iterator[None]:
    """Fail when Qt warned of something: what it says is nearly always a mistake of ours."""
    yield
    kinds = ("QtWarningMsg", "QtCriticalMsg", "QtFatalMsg")
    said = [r.message for r in qtlog.records if r.type.name in kinds and r.message not in _HARMLESS]
    assert not said, f"Qt warned: {said}"


@pytest.fixture(autouse=True)
def dark_theme(qapp) -> None:
    from aesthetic_gui.ui.theme import apply_theme

    apply_theme(qapp, "dark")


@pytest.fixture(autouse=True)
def toured(home_of_its_own: Path) -> None:
    """Nobody opens the program for the first time here, or the tour would lie over what a test clicks on."""
    settings.save({"toured": True})


@pytest.fixture
def close_window(qtbot) -> Callable[[Any], None]:
    """Close a main window once its file operation is over: otherwise it would ask, and wait for an answer."""

    def close(window: Any) -> None:
        qtbot.waitUntil(lambda: window.files.idle, timeout=30_000)
        window.close()

    return close


@pytest.fixture
def heard() -> Callable[[Any], list[tuple[Any, ...]]]:
    """``heard(signal)``: a list that fills with what the signal tells from now on; for signals of other threads.

    ``qtbot.waitSignal`` connects and disconnects a method of an object that is no QObject. PySide 6.11 calls it once
    more, though the object is gone, where the signal was on its way to it: a segmentation fault.
    """

    def listen(signal: Any) -> list[tuple[Any, ...]]:
        told: list[tuple[Any, ...]] = []
        signal.connect(lambda *arguments: told.append(arguments))
        return told

    return listen


class Kept(dict[str, Any]):
    """Settings that nobody writes."""

    def remember(self, **values: Any) -> None:
        self.update(values)


@pytest.fixture
def choice() -> Any:
    """Which reason is wanted, with the default pack: the class activation map of P(aesthetic), all levels added up."""
    from aesthetic_gui.scoring.pack import load_pack
    from aesthetic_gui.ui.why.choice import Choice

    kept = Kept(reason="cam", reason_target="aesthetic", reason_beside="lime", reason_level=0, reason_option="")
    return Choice(kept, load_pack("aesthetic-multigap"))
