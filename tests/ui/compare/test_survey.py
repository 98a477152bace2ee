"""Many photographs at once, in the real window."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt

from aesthetic_gui.photo import Flag
from aesthetic_gui.ui.compare.reading import STEP, part_around


def press(window, qtbot, key) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window.focusWidget() or window, key)


def shown(window) -> list[str]:
    return [path.stem for path in window.viewer.survey.paths]


def framed(window) -> str:
    return window.viewer.current_item().photo.path.stem


def test_what_is_selected_is_surveyed_decided_on_and_taken_out(window, qtbot):
    window.grid.select_rows(range(6))
    press(window, qtbot, Qt.Key.Key_N)
    assert (shown(window), framed(window)) == (["00", "01", "02", "03", "04", "05"], "00")
    press(window, qtbot, Qt.Key.Key_Right)
    press(window, qtbot, Qt.Key.Key_X)
    assert window.session.model.item(1).decision.flag is Flag.REJECT
    assert window.session.model.item(0).decision.flag is Flag.NONE
    press(window, qtbot, Qt.Key.Key_Slash)
    assert (shown(window), framed(window)) == (["00", "02", "03", "04", "05"], "02")
    assert window.session.model.rowCount() == 20
    below = window.viewer.survey
    press(window, qtbot, Qt.Key.Key_Down)
    assert below.active_pane.y() > 0
    press(window, qtbot, Qt.Key.Key_Home)
    assert framed(window) == "00"
    press(window, qtbot, Qt.Key.Key_G)
    assert [item.photo.path.stem for item in window.viewer.selected()] == shown(window)


def test_a_photograph_alone_is_shown_with_its_neighbours_and_a_click_frames_another(window, qtbot):
    window.grid.go_to(10)
    press(window, qtbot, Qt.Key.Key_N)
    assert (shown(window), framed(window)) == (["08", "09", "10", "11", "12"], "10")
    pane = next(pane for pane in window.viewer.survey.shown_panes() if pane.photo.path.stem == "12")
    qtbot.waitUntil(lambda: pane.view.known_size)
    qtbot.mouseClick(pane.view, Qt.MouseButton.LeftButton)
    assert framed(window) == "12"
    assert pane.view.fitted
    strip = window.viewer.filmstrip
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip._cell(14).center())
    assert (shown(window)[-1], framed(window)) == ("14", "14")


def test_where_all_do_not_fit_into_memory_only_what_is_seen_is_read_with_every_pixel(window, qtbot, asked_parts):
    loader, survey = window.showing.loader, window.viewer.survey
    loader.limit(64 << 20)
    window.grid.select_rows(range(4))
    press(window, qtbot, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: loader.idle and all(pane.view.known_size for pane in survey.shown_panes()))
    press(window, qtbot, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: all(pane.detail for pane in survey.shown_panes()))
    for pane in survey.shown_panes():
        assert pane.view.scale == 1.0
        assert QRectF(*pane.detail.request.part).contains(pane.view.seen)
    before = len(asked_parts)
    survey.active_pane.view.look_at(survey.active_pane.view.look)
    assert len(asked_parts) == before


def test_one_can_be_taken_out_by_its_cross_and_the_last_stays(window, qtbot):
    window.grid.select_rows([0, 1])
    press(window, qtbot, Qt.Key.Key_N)
    pane = window.viewer.survey.shown_panes()[0]
    pane._caption.cross.click()
    assert shown(window) == ["01"]
    press(window, qtbot, Qt.Key.Key_Slash)
    assert shown(window) == ["01"]


def test_the_part_around_what_is_seen_is_larger_and_within_the_photograph():
    part = part_around(QRectF(1000, 1000, 400, 300), QSize(3000, 2000), 0.75)
    assert QRectF(*part).contains(QRectF(700, 775, 1000, 750))
    assert part[0] % STEP == part[1] % STEP == 0
    assert part_around(QRectF(2600, 1700, 400, 300), QSize(3000, 2000), 0.75) == (2240, 1472, 760, 528)
    assert QPoint(*part[:2]) == QPoint(640, 768)
