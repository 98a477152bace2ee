from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from aesthetic_gui.photo import ColourLabel, Decision, Flag, Verdict
from aesthetic_gui.ui.loupe.view import Caption, Loupe

FULL = QSize(1200, 800)


def pixels(image: QImage) -> np.ndarray:
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).copy()


def picture(width: int, height: int) -> QImage:
    """Coarse blocks of colour with fine noise on them, always the same."""
    blocks = np.random.default_rng(7).integers(40, 216, (height // 50 + 1, width // 50 + 1, 3), np.uint8)
    rgb = np.kron(blocks, np.ones((50, 50, 1), np.uint8))[:height, :width]
    rgb = rgb + np.random.default_rng(8).integers(-20, 20, rgb.shape)
    rgb = np.ascontiguousarray(rgb.astype(np.uint8))
    return QImage(rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888).convertToFormat(
        QImage.Format.Format_RGB32
    )


@pytest.fixture
def full() -> QImage:
    return picture(FULL.width(), FULL.height())


@pytest.fixture
def small(full: QImage) -> QImage:
    return full.scaled(600, 400, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)


@pytest.fixture
def loupe(qtbot, small: QImage) -> Loupe:
    loupe = Loupe()
    qtbot.addWidget(loupe)
    loupe.resize(500, 400)
    loupe.show_photo(small, FULL, "a.jpg")
    loupe.show()
    qtbot.waitExposed(loupe)
    return loupe


def turn_wheel(loupe: Loupe, at: QPointF, notches: int) -> None:
    view = loupe.view
    event = QWheelEvent(
        at,
        view.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def test_a_photograph_first_fits_the_window_whole(loupe):
    view = loupe.view
    assert view.fitted
    assert view.scale == pytest.approx(min(view.width() / 1200, view.height() / 800))
    assert pixels(view.grab().toImage())[0, 0].tolist() == [0x1C] * 3  # the surround above a wide photograph


def test_the_wheel_zooms_about_the_cursor(loupe):
    at = QPointF(180, 190)
    turn_wheel(loupe, at, 4)
    held = loupe.view.image_point(at)
    for _ in range(3):
        turn_wheel(loupe, at, 1)
        now = loupe.view.image_point(at)
        assert (now.x(), now.y()) == pytest.approx((held.x(), held.y()), abs=0.01)
    assert loupe.view.scale > 1


def test_turning_the_wheel_back_ends_at_fit(loupe):
    turn_wheel(loupe, QPointF(100, 100), 5)
    assert not loupe.view.fitted
    turn_wheel(loupe, QPointF(300, 200), -20)
    assert loupe.view.fitted


def test_the_wheel_stops_at_100_percent_on_its_way(loupe):
    seen = []
    loupe.zoom_changed.connect(seen.append)
    for _ in range(8):
        turn_wheel(loupe, QPointF(250, 180), 1)
    assert 1.0 in seen


def test_at_100_percent_one_image_pixel_is_one_device_pixel(loupe, full):
    loupe.view.zoom_to(1.0)
    loupe.show_sharper(full, FULL)
    seen = pixels(loupe.view.grab().toImage())
    everything = pixels(full)
    left = round(600 - loupe.view.width() / 2)
    top = round(400 - loupe.view.height() / 2)
    height, width, _ = seen.shape
    assert any(
        np.array_equal(seen, everything[y : y + height, x : x + width])
        for x in (left - 1, left, left + 1)
        for y in (top - 1, top, top + 1)
    )


def test_swapping_the_sharp_picture_in_does_not_move_the_photograph(loupe, full):
    turn_wheel(loupe, QPointF(120, 300), 6)
    before, place = pixels(loupe.view.grab().toImage()).astype(int), loupe.view.image_point(QPointF(7, 9))
    loupe.show_sharper(full, FULL)
    after = pixels(loupe.view.grab().toImage()).astype(int)
    assert loupe.view.image_point(QPointF(7, 9)) == place
    moved = np.roll(after, 6, axis=1)
    assert coarse_difference(before, after) < 0.5 * coarse_difference(before, moved)


def coarse_difference(a: np.ndarray, b: np.ndarray) -> float:
    """How much two pictures differ apart from fine noise: of the means of 10 × 10 pixels."""
    height, width = a.shape[0] // 10 * 10, a.shape[1] // 10 * 10
    means = (a - b)[:height, :width].reshape(height // 10, 10, width // 10, 10, 3).mean((1, 3))
    return float(np.abs(means).mean())


def test_the_full_resolution_is_asked_for_once_and_only_when_needed(loupe):
    asked = []
    loupe.full_resolution_wanted.connect(lambda: asked.append(loupe.view.scale))
    loupe.view.zoom_to_fit()
    assert asked == []
    loupe.view.zoom_to(1.0)
    loupe.zoom_in()
    assert len(asked) == 1


def test_the_next_photograph_asks_again(loupe, small):
    asked = []
    loupe.view.zoom_to(1.0)
    loupe.full_resolution_wanted.connect(lambda: asked.append(True))
    loupe.show_photo(small, FULL)
    assert asked == [True]


def test_a_click_shows_100_percent_at_that_point_and_a_second_one_everything(qtbot, loupe):
    point = QPoint(140, 160)
    wanted = loupe.view.image_point(QPointF(point))
    qtbot.mouseClick(loupe.view, Qt.MouseButton.LeftButton, pos=point)
    now = loupe.view.image_point(QPointF(point))
    assert loupe.view.scale == 1
    assert (now.x(), now.y()) == pytest.approx((wanted.x(), wanted.y()), abs=0.01)
    qtbot.mouseClick(loupe.view, Qt.MouseButton.LeftButton, pos=point)
    assert loupe.view.fitted


def test_of_a_photograph_that_is_smaller_than_the_window_near_is_200_percent(loupe, small):
    assert loupe.view.near == 1.0
    tiny = small.scaled(300, 200)
    loupe.show_photo(tiny, tiny.size(), "b.jpg")
    loupe.view.zoom_to_fit()
    assert (loupe.view.scale, loupe.view.near) == (1.0, 2.0)
    loupe.view.toggle_zoom()
    assert (loupe.view.scale, loupe.view.near) == (2.0, 2.0)


def drag(qtbot, loupe: Loupe, start: QPoint, end: QPoint) -> None:
    qtbot.mousePress(loupe.view, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(loupe.view, (start + end) / 2)
    qtbot.mouseMove(loupe.view, end)
    qtbot.mouseRelease(loupe.view, Qt.MouseButton.LeftButton, pos=end)


def test_dragging_moves_the_photograph_with_the_hand_and_is_no_click(qtbot, loupe):
    loupe.view.zoom_to(1.0)
    held = loupe.view.image_point(QPointF(250, 200))
    drag(qtbot, loupe, QPoint(250, 200), QPoint(190, 230))
    now = loupe.view.image_point(QPointF(190, 230))
    assert loupe.view.scale == 1
    assert (now.x(), now.y()) == pytest.approx((held.x(), held.y()), abs=0.01)


def test_the_photograph_cannot_be_dragged_away_from_the_window(qtbot, loupe):
    loupe.view.zoom_to(1.0)
    for _ in range(6):
        drag(qtbot, loupe, QPoint(50, 50), QPoint(450, 350))
    corner = loupe.view.image_point(QPointF(0, 0))
    assert (corner.x(), corner.y()) == pytest.approx((0, 0))


def test_fit_stays_fit_when_the_window_grows(loupe):
    before = loupe.view.scale
    loupe.resize(800, 640)
    QApplication.processEvents()
    assert loupe.view.fitted
    assert loupe.view.scale > before


def test_the_next_photograph_is_shown_at_the_same_zoom_and_place(loupe, small):
    loupe.view.zoom_to(2.0, QPointF(60, 60))
    before = loupe.view.image_point(QPointF(250, 180))
    loupe.show_photo(small, QSize(2400, 1600))
    after = loupe.view.image_point(QPointF(250, 180))
    assert loupe.view.scale == 2
    assert after.x() / 2400 == pytest.approx(before.x() / 1200, abs=0.03)
    assert after.y() / 1600 == pytest.approx(before.y() / 800, abs=0.03)


def test_a_thumbnail_of_a_photograph_of_unknown_size_fills_the_window_meanwhile(loupe, small):
    wanted = []
    loupe.full_resolution_wanted.connect(lambda: wanted.append(True))
    thumbnail = small.scaled(120, 80)
    loupe.show_photo(thumbnail, QSize())
    meanwhile = pixels(loupe.view.grab().toImage())
    loupe.show_photo(small, FULL)
    finally_ = pixels(loupe.view.grab().toImage())
    surround = np.array([0x1C] * 3)
    assert np.array_equal((meanwhile == surround).all(2), (finally_ == surround).all(2))
    assert not wanted


def half_red(size: QSize) -> QImage:
    overlay = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    overlay.fill(Qt.GlobalColor.transparent)
    for x in range(size.width() // 2):
        for y in range(size.height()):
            overlay.setPixelColor(x, y, QColor(255, 0, 0))
    return overlay


@pytest.mark.parametrize("overlay_size", [QSize(12, 8), QSize(300, 200)])
@pytest.mark.parametrize("scale", [0.1, 1.0, 3.0])
def test_an_overlay_lies_exactly_on_its_photograph_at_any_zoom(loupe, full, overlay_size, scale):
    loupe.show_sharper(full, FULL)
    loupe.view.zoom_to(scale)
    bare = pixels(loupe.view.grab().toImage()).astype(int)
    loupe.set_overlay(half_red(overlay_size))
    loupe.set_overlay_opacity(1.0)
    covered = pixels(loupe.view.grab().toImage()).astype(int)
    middle = loupe.view.width() // 2
    blur = 6 + round(600 / overlay_size.width() * loupe.view.scale)  # half of one overlay pixel
    row = loupe.view.height() // 2
    changed = np.abs(covered - bare)[row].sum(1) > 12
    inside = slice(max(0, middle - blur - 60), middle - blur)
    assert changed[inside].all()
    assert not changed[middle + blur :].any()


def test_an_overlay_at_opacity_0_leaves_the_photograph_as_it_is(loupe):
    bare = pixels(loupe.view.grab().toImage())
    loupe.set_overlay(half_red(QSize(12, 8)))
    loupe.set_overlay_opacity(0.0)
    assert np.array_equal(pixels(loupe.view.grab().toImage()), bare)


def test_the_overlay_of_one_photograph_does_not_stay_on_the_next(loupe, small):
    bare = pixels(loupe.view.grab().toImage())
    loupe.set_overlay(half_red(QSize(12, 8)))
    loupe.show_photo(small, FULL)
    assert np.array_equal(pixels(loupe.view.grab().toImage()), bare)


def test_a_message_stands_in_for_a_photograph_that_cannot_be_read(loupe, small):
    loupe.show_message("It ends after 12 kB.", "warning")
    assert loupe.message == "It ends after 12 kB."
    assert not loupe.view.isVisible()
    loupe.show_photo(small, FULL)
    assert loupe.message == ""
    assert loupe.view.isVisible()


def test_zoom_keys_do_nothing_and_break_nothing_without_a_photograph(qtbot):
    loupe = Loupe()
    qtbot.addWidget(loupe)
    loupe.show()
    for action in (
        loupe.toggle_zoom,
        loupe.zoom_in,
        loupe.zoom_out,
        loupe.view.zoom_to_fit,
        lambda: loupe.view.zoom_to(1.0),
    ):
        action()
    qtbot.mouseClick(loupe.view, Qt.MouseButton.LeftButton, pos=QPoint(9, 9))
    loupe.grab()


def test_the_strip_names_the_photograph_its_verdict_and_the_decision(loupe):
    loupe.set_caption(
        Caption("DSC_1.jpg", Verdict.NOT_AESTHETIC, 0.31, Decision(Flag.PICK, 3, ColourLabel.RED), "2 of 9")
    )
    names = {child.accessibleName() for child in loupe.findChildren(QWidget)}
    assert "Verdict: Not aesthetic, P(aesthetic) 31 %" in names
    assert "Picked, 3 stars, red label" in names


def test_the_strip_promises_no_verdict_of_what_cannot_be_read(loupe):
    chip = next(child for child in loupe.findChildren(QWidget) if child.accessibleName().startswith("Verdict"))
    loupe.set_caption(Caption("DSC_1.jpg", position="2 of 9"))
    assert chip.isVisible()
    loupe.set_caption(Caption("DSC_1.jpg", position="2 of 9", readable=False))
    assert not chip.isVisible()


def test_in_a_narrow_window_the_name_keeps_its_place(loupe):
    loupe.set_caption(Caption("DSC_1.jpg", Verdict.AESTHETIC, 0.9, Decision(), "2 of 9"))
    loupe.resize(360, 300)
    QApplication.processEvents()
    name = next(label for label in loupe.findChildren(QLabel) if label.text() == "DSC_1.jpg")
    assert name.width() >= name.sizeHint().width() * 0.9


def test_a_real_photograph_of_12_megapixels_is_painted_within_a_frame(qtbot, shared_data):
    reader = QImageReader(str(shared_data / "cameras" / "canon_5d_12mp.jpg"))
    reader.setAutoTransform(True)
    full = reader.read().convertToFormat(QImage.Format.Format_RGB32)
    loupe = Loupe()
    qtbot.addWidget(loupe)
    loupe.resize(1280, 800)
    loupe.show_photo(full.scaled(853, 1280), full.size())
    loupe.show()
    loupe.show_sharper(full, full.size())
    for scale in (0.1, 0.5, 1.0, 2.0, 16.0):
        loupe.view.zoom_to(scale)
        assert not loupe.view.grab().isNull()


HIGH_DENSITY = """
import numpy as np
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from aesthetic_gui.ui.loupe.view import Loupe
app = QApplication([])
rgb = np.random.default_rng(1).integers(0, 255, (900, 1300, 3), np.uint8)
image = QImage(rgb.data, 1300, 900, 3900, QImage.Format.Format_RGB888)
loupe = Loupe(); loupe.resize(400, 300); loupe.show_photo(image, QSize(1300, 900)); loupe.show()
loupe.view.zoom_to(1.0)
seen = loupe.view.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
assert loupe.view.devicePixelRatioF() > 1
got = np.frombuffer(seen.constBits(), np.uint8).reshape(seen.height(), -1)[:, :3 * seen.width()]
got = got.reshape(seen.height(), seen.width(), 3)
at = loupe.view.image_point(QPointF(0, 0))
got = got[:-2, :-2]
same = [np.array_equal(got, rgb[y:y + got.shape[0], x:x + got.shape[1]])
        for y in (int(at.y()), int(at.y()) + 1) for x in (int(at.x()), int(at.x()) + 1)]
assert any(same)
"""


@pytest.mark.parametrize("density", ["1.5", "2"])
def test_on_a_dense_screen_100_percent_is_still_pixel_for_pixel(density):
    environment = {**os.environ, "QT_SCALE_FACTOR": density}
    done = subprocess.run([sys.executable, "-c", HIGH_DENSITY], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
