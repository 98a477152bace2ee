"""The colours of the monitor the window is on: its ICC profile, looked up, and thumbnails brought to it.

X11        the root window's ``_ICC_PROFILE`` (ICC Profiles in X Specification 0.4), which colord and the like set
Windows    the profile of the main screen, as the system tells
Wayland    none: windows are sRGB, and the compositor brings them to the monitor
macOS      none: Qt hands the window's pixels over in the screen's own colours; a profile can be chosen by hand
"""

from __future__ import annotations

import logging
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage, QScreen
from PySide6.QtWidgets import QWidget

from aesthetic_gui.disk_io import read_regular
from aesthetic_gui.photo import AestheticError
from aesthetic_gui.ui.monitor.root_window import root_property

AUTOMATIC, SRGB = "auto", "srgb"  # as the setting has it; anything else is a file
LARGEST = 4 << 20  # bytes of a profile

log = logging.getLogger(__name__)


def converted(image: QImage, profile: bytes | None) -> QImage:
    """An opaque sRGB image in the colours of ``profile``; itself where there is none. Safe from any thread."""
    if not profile or image.isNull():
        return image
    from PIL import Image

    from aesthetic_gui.files.decoding import profiles

    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    size = (rgb.width(), rgb.height())
    picture = Image.frombuffer("RGB", size, bytes(rgb.constBits()), "raw", "RGB", rgb.bytesPerLine(), 1)
    pixels = profiles.converted(picture, profiles.SRGB, profile).tobytes()
    return QImage(pixels, *size, 3 * size[0], QImage.Format.Format_RGB888).copy()


class Monitor(QObject):
    """Keeps up with the monitor that ``window`` is on and with what is chosen; asks in a thread of its own."""

    changed = Signal(object)  # bytes | None: what pictures are converted to from now on
    said = Signal(str)  # why a chosen file is not used
    _found = Signal(object, int)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window, self._choice, self._asked = window, SRGB, 0
        self._profile: bytes | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="monitor")
        self._closed = False
        self._found.connect(self._take)
        window.installEventFilter(self)

    @property
    def profile(self) -> bytes | None:
        """What pictures are converted to; None: sRGB, as they are."""
        return self._profile

    def choose(self, choice: str) -> None:
        """``AUTOMATIC``, ``SRGB``, or the path of an ICC profile; :attr:`changed` follows if it makes a difference."""
        if choice != self._choice:
            self._choice = choice
            self._look()

    def close(self) -> None:
        self._closed = True
        self._thread.shutdown(wait=True, cancel_futures=True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Once shown, a window knows its screen and tells of another."""
        handle = self._window.windowHandle() if event.type() == QEvent.Type.Show else None
        if handle is not None:
            self._window.removeEventFilter(self)
            handle.screenChanged.connect(self._look)
            self._look()
        return False

    def _look(self, screen: QScreen | None = None) -> None:
        if self._closed:
            return
        self._asked += 1
        number = _number(screen or self._window.screen())
        self._thread.submit(self._ask, self._choice, QGuiApplication.platformName(), number, self._asked)

    def _ask(self, choice: str, platform: str, number: int, asked: int) -> None:
        try:
            profile = _chosen(choice, platform, number)
        except AestheticError as error:
            self.said.emit(str(error))
            profile = None
        except Exception:
            log.exception("the monitor's profile cannot be found out")
            self.said.emit("The monitor's profile cannot be found out: colours are shown as on an sRGB monitor.")
            profile = None
        self._found.emit(profile, asked)

    def _take(self, profile: bytes | None, asked: int) -> None:
        if asked == self._asked and profile != self._profile:
            self._profile = profile
            self.changed.emit(profile)


def _number(screen: QScreen | None) -> int:
    """The main screen is 0, for Qt and for X alike."""
    screens = QGuiApplication.screens()
    return screens.index(screen) if screen in screens else 0


def _chosen(choice: str, platform: str, number: int) -> bytes | None:
    if choice == SRGB:
        return None
    if choice == AUTOMATIC:
        return _usable(_of_system(platform, number))
    from aesthetic_gui.files.decoding.profiles import fits_monitor
    from aesthetic_gui.files.reading import why_not_read

    try:
        profile = read_regular(Path(choice), LARGEST)
    except OSError as error:
        reason, _ = why_not_read(Path(choice), error)
        raise AestheticError(f"The monitor profile {choice} is not used: {reason}.") from error
    if not fits_monitor(profile):
        raise AestheticError(f"{choice} is not used: it is no profile of a monitor.")
    return _usable(profile)


def _of_system(platform: str, number: int) -> bytes | None:
    if platform == "xcb":
        return root_property("_ICC_PROFILE" + (f"_{number}" if number else ""), LARGEST)
    if sys.platform == "win32":
        return _of_windows()
    return None


def _of_windows() -> bytes | None:
    from PIL import ImageCms

    profile = ImageCms.get_display_profile()
    return profile.tobytes() if profile else None


def _usable(profile: bytes | None) -> bytes | None:
    if not profile:
        return None  # most often; else NumPy would be imported before the window is painted
    from aesthetic_gui.files.decoding.profiles import is_srgb

    return None if is_srgb(profile) else profile
