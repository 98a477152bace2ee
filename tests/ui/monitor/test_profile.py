"""The monitor's profile: where it comes from, when it changes, and what it does to thumbnails."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from aesthetic_gui import settings
from aesthetic_gui.app import make_window
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.files.decoding import profiles
from aesthetic_gui.photo import Photo
from aesthetic_gui.ui.monitor import profile as room
from aesthetic_gui.ui.monitor.profile import AUTOMATIC, SRGB, Monitor, converted
from aesthetic_gui.ui.session import worker as scoring
from tests.unit.files.decoding import icc

RED_ON_P3 = (234, 51, 35)  # CSS Color 4: sRGB's red is (0.9175, 0.2003, 0.1386) in Display P3


def swapped() -> bytes:
    """sRGB with red and green exchanged."""
    gamut = ((0.30, 0.60), (0.64, 0.33), (0.15, 0.06))
    return profiles.matrix_profile("swapped", gamut, (0.3127, 0.3290), profiles.srgb_to_linear)


def filled(colour: tuple[int, int, int], size: QSize, form: QImage.Format = QImage.Format.Format_RGB888) -> QImage:
    image = QImage(size, form)
    image.fill(0xFF000000 | colour[0] << 16 | colour[1] << 8 | colour[2])
    return image


def pixels(image: QImage) -> np.ndarray:
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(bytes(rgb.constBits()), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).astype(int)


@pytest.mark.parametrize("form", [QImage.Format.Format_RGB888, QImage.Format.Format_RGB32])
@pytest.mark.parametrize("width", [1, 3, 37, 360])  # rows of an odd number of bytes are padded
def test_a_thumbnail_is_brought_to_the_monitors_colours(form: QImage.Format, width: int) -> None:
    found = converted(filled((255, 0, 0), QSize(width, 5), form), icc.display_p3())
    assert found.size() == QSize(width, 5)
    assert np.abs(pixels(found) - RED_ON_P3).max() <= 1


def test_every_pixel_keeps_its_place() -> None:
    values = np.random.default_rng(0).integers(0, 256, (23, 41, 3), dtype=np.uint8)
    image = QImage(values.tobytes(), 41, 23, 123, QImage.Format.Format_RGB888)
    found = pixels(converted(image, swapped()))
    assert np.abs(found - values[..., [1, 0, 2]]).max() <= 1


def test_without_a_profile_the_very_image_is_shown() -> None:
    image = filled((255, 0, 0), QSize(9, 9))
    assert converted(image, None) is image
    assert converted(QImage(), icc.display_p3()).isNull()


def test_threads_may_convert_side_by_side() -> None:
    image = filled((255, 0, 0), QSize(120, 80))
    found: list[int] = []

    def convert() -> None:
        shown = (pixels(converted(image, icc.display_p3())) for _ in range(30))
        found.extend(int(np.abs(each - RED_ON_P3).max()) for each in shown)

    threads = [threading.Thread(target=convert) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 90
    assert max(found) <= 1


# where it comes from


def test_a_screen_that_is_no_x11_screen_is_not_asked(monkeypatch) -> None:
    monkeypatch.setattr(room, "root_property", lambda *_: pytest.fail("the X server was asked"))
    assert QGuiApplication.platformName() == "offscreen"
    assert room._chosen(AUTOMATIC, "offscreen", 0) is None


@pytest.mark.parametrize(("number", "name"), [(0, "_ICC_PROFILE"), (1, "_ICC_PROFILE_1"), (2, "_ICC_PROFILE_2")])
def test_an_x11_screen_has_its_own_property(monkeypatch, number: int, name: str) -> None:
    p3 = icc.display_p3()
    monkeypatch.setattr(room, "root_property", lambda asked, most: p3 if asked == name and most > len(p3) else None)
    assert room._chosen(AUTOMATIC, "xcb", number) == p3
    assert room._chosen(AUTOMATIC, "wayland", number) is None
    assert room._chosen(SRGB, "xcb", number) is None


@pytest.mark.parametrize("profile", [None, b"", b"no profile", icc.display_p3()[:300]])
def test_an_unusable_profile_of_the_system_is_srgb(monkeypatch, profile: bytes | None) -> None:
    monkeypatch.setattr(room, "root_property", lambda *_: profile)
    assert room._chosen(AUTOMATIC, "xcb", 0) is None


def test_a_monitor_that_says_srgb_needs_no_converting(monkeypatch) -> None:
    gamut = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
    srgb = profiles.matrix_profile("a monitor", gamut, (0.3127, 0.329), profiles.srgb_to_linear)
    monkeypatch.setattr(room, "root_property", lambda *_: srgb)
    assert room._chosen(AUTOMATIC, "xcb", 0) is None


# keeping up


@pytest.fixture
def monitor(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(200, 100)
    monitor = Monitor(window)
    yield monitor
    monitor.close()


def test_a_chosen_file_is_used_and_srgb_again_means_none(qtbot, monitor, tmp_path: Path) -> None:
    (tmp_path / "p3.icc").write_bytes(icc.display_p3())
    with qtbot.waitSignal(monitor.changed) as changed:
        monitor.choose(str(tmp_path / "p3.icc"))
    assert changed.args == [icc.display_p3()]
    assert monitor.profile == icc.display_p3()
    with qtbot.waitSignal(monitor.changed) as changed:
        monitor.choose(SRGB)
    assert changed.args == [None]


def test_a_file_that_is_no_monitors_profile_is_told_and_srgb_stays(qtbot, monitor, heard, tmp_path: Path) -> None:
    (tmp_path / "a.icc").write_bytes(b"no profile")
    (tmp_path / "folder.icc").mkdir()
    os.mkfifo(tmp_path / "pipe.icc")
    reasons = {"a": "no profile of a monitor", "folder": "a folder", "pipe": "not a file", "absent": "no longer there"}
    told = heard(monitor.said)
    for name, reason in reasons.items():
        told.clear()
        monitor.choose(str(tmp_path / f"{name}.icc"))
        qtbot.waitUntil(lambda: bool(told))
        assert reason in told[0][0]
        assert monitor.profile is None


def test_of_two_choices_the_later_counts(qtbot, monitor, tmp_path: Path, monkeypatch) -> None:
    answers = {"slow": icc.display_p3(), "quick": icc.prophoto()}
    go = threading.Event()

    def chosen(choice: str, _platform: str, _number: int) -> bytes:
        go.wait(5)
        return answers[choice]

    monkeypatch.setattr(room, "_chosen", chosen)
    found: list[object] = []
    monitor.changed.connect(found.append)
    monitor.choose("slow")
    monitor.choose("quick")
    go.set()
    qtbot.waitUntil(lambda: bool(found))
    qtbot.wait(20)
    assert found == [icc.prophoto()]


def test_another_screen_is_asked_when_the_window_moves_there(qtbot, monkeypatch) -> None:
    on_screen = [icc.display_p3()]
    monkeypatch.setattr(room, "_of_system", lambda _platform, _number: on_screen[0])
    window = QWidget()
    qtbot.addWidget(window)
    monitor = Monitor(window)
    with qtbot.waitSignal(monitor.changed):
        monitor.choose(AUTOMATIC)
    window.show()
    qtbot.waitExposed(window)
    on_screen[0] = profiles.adobe_rgb()
    with qtbot.waitSignal(monitor.changed) as changed:
        window.windowHandle().screenChanged.emit(window.screen())
    assert changed.args == [profiles.adobe_rgb()]
    monitor.close()


def test_a_fault_in_looking_it_up_leaves_srgb(qtbot, monitor, monkeypatch) -> None:
    asked = threading.Event()

    def fail(*_: object) -> None:
        asked.set()
        raise RuntimeError("a fault")

    monkeypatch.setattr(room, "_of_system", fail)
    monitor.choose(AUTOMATIC)
    assert asked.wait(5)
    qtbot.wait(20)
    assert monitor.profile is None


def test_once_closed_nothing_is_looked_up(qtbot, monitor, tmp_path: Path) -> None:
    (tmp_path / "p3.icc").write_bytes(icc.display_p3())
    monitor.close()
    monitor.choose(str(tmp_path / "p3.icc"))
    qtbot.wait(20)
    assert monitor.profile is None


def test_a_window_shows_every_picture_again_in_the_colours_of_another_monitor(qtbot, tmp_path: Path) -> None:
    (tmp_path / "shoot").mkdir()
    for number in range(3):
        Image.new("RGB", (900, 600), (220, 40, 30 + number)).save(tmp_path / "shoot" / f"{number}.png")
    (tmp_path / "swapped.icc").write_bytes(swapped())
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        window = make_window(catalog, settings.load(), device="cpu")
        window.show()
        window.begin([tmp_path / "shoot"])

        def thumbnails_are(colour: tuple[int, int, int]) -> bool:
            items = window.session.model.all_items()
            found = [window.thumbnails.get(item.photo) for item in items]
            return len(found) == 3 and all(
                each and np.abs(pixels(each.toImage())[9, 9] - colour).max() < 8 for each in found
            )

        qtbot.waitUntil(lambda: thumbnails_are((220, 40, 31)), timeout=30_000)
        window.kept.remember(monitor_profile=str(tmp_path / "swapped.icc"))
        window._apply_values()
        qtbot.waitUntil(lambda: thumbnails_are((40, 220, 31)), timeout=30_000)
        window.close()


def test_a_picture_that_is_being_converted_when_the_monitor_changes_is_sent_in_the_new_colours(monkeypatch) -> None:
    changed: list[bytes] = []

    def convert(image: QImage, profile: bytes | None) -> QImage:
        if not changed:  # the window is moved to another monitor at this very moment
            changed.append(swapped())
            worker.set_profile(changed[0])
        return converted(image, profile)

    monkeypatch.setattr(scoring, "converted", convert)
    worker = scoring.ScoringWorker(*[None] * 4)
    sent: list[QImage] = []
    worker.pictured.connect(lambda _photo, image: sent.append(image))
    worker._show(Photo(Path("a.jpg")), np.full((9, 9, 3), (255, 0, 0), np.uint8))
    assert [pixels(image)[4, 4].tolist() for image in sent] == [[0, 255, 0]]
