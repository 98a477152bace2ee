"""Two photographs side by side, in the real window."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication

from aesthetic_gui.culling.viewing import View
from aesthetic_gui.photo import Flag
from aesthetic_gui.ui.compare.candidates import Role
from aesthetic_gui.ui.loupe.showing import GRID_SIDE


def names(window) -> tuple[str, str]:
    panes = window.viewer.compare.panes
    return panes[Role.SELECT].photo.path.stem, panes[Role.CANDIDATE].photo.path.stem


def flag(window, row: int) -> Flag:
    return window.session.model.item(row).decision.flag


def press(window, qtbot, key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window.focusWidget() or window, key, modifier)


def views(window):
    return [window.viewer.compare.panes[role].view for role in Role]


def test_keys_change_promote_swap_and_decide_on_the_candidate(window, qtbot):
    press(window, qtbot, Qt.Key.Key_C)
    assert window.viewer.view == "compare"
    assert names(window) == ("00", "01")
    press(window, qtbot, Qt.Key.Key_X)
    assert flag(window, 1) is Flag.REJECT
    press(window, qtbot, Qt.Key.Key_Right)
    assert names(window) == ("00", "02")
    press(window, qtbot, Qt.Key.Key_Up)
    assert names(window) == ("02", "03")
    press(window, qtbot, Qt.Key.Key_Down)
    assert names(window) == ("03", "02")
    press(window, qtbot, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    press(window, qtbot, Qt.Key.Key_P)
    assert flag(window, 3) is Flag.PICK
    assert window.viewer.current_item().photo.path.stem == "03"
    press(window, qtbot, Qt.Key.Key_E)
    assert window.viewer.view == "loupe"
    assert window.viewer.current_item().photo.path.stem == "03"


def test_of_a_selection_only_its_own_are_candidates(window, qtbot):
    window.grid.select_rows([0, 4, 9])
    press(window, qtbot, Qt.Key.Key_C)
    seen = [names(window)[1]]
    for _ in range(2):
        press(window, qtbot, Qt.Key.Key_Right)
        seen.append(names(window)[1])
    assert seen == ["04", "09", "09"]
    press(window, qtbot, Qt.Key.Key_Escape)
    assert window.viewer.view == "grid"
    assert len(window.viewer.selected()) == 3


def test_both_are_zoomed_and_panned_together_and_a_shift_alone_is_kept(window, qtbot, asked):
    press(window, qtbot, Qt.Key.Key_C)
    left, right = views(window)
    reader = window.showing.loader
    qtbot.waitUntil(lambda: reader.idle and left.known_size and right.known_size)
    assert {name for name, _ in asked} >= {"00", "01", "02"}  # the next candidate is read ahead
    press(window, qtbot, Qt.Key.Key_Z)
    assert (left.scale, right.scale) == (1.0, 1.0)
    assert window.viewer.compare.zoom.text() == "100 %"
    qtbot.waitUntil(lambda: {("00", None), ("01", None)} <= set(asked))
    drag(qtbot, left, QPoint(-60, -40))
    assert right.look == left.look
    window.viewer.compare.lock.click()
    drag(qtbot, right, QPoint(-50, 0))
    shift = right.look.u - left.look.u
    assert shift > 0
    window.viewer.compare.lock.click()
    drag(qtbot, left, QPoint(40, 20))
    assert abs(right.look.u - left.look.u - shift) < 1e-9
    assert right.look.v == left.look.v


def test_a_key_zooms_both_though_shift_is_part_of_it(window, qtbot, monkeypatch):
    press(window, qtbot, Qt.Key.Key_C)
    left, right = views(window)
    qtbot.waitUntil(lambda: left.known_size and right.known_size)
    monkeypatch.setattr(QApplication, "keyboardModifiers", lambda: Qt.KeyboardModifier.ShiftModifier)
    window.viewer.zoom_in()
    window.viewer.zoom_in()
    assert left.scale == right.scale > window.viewer.compare.shown_panes()[0].picture.levels[0].width() / 3000


def test_shift_drags_one_alone(window, qtbot, monkeypatch):
    press(window, qtbot, Qt.Key.Key_C)
    left, right = views(window)
    qtbot.waitUntil(lambda: left.known_size and right.known_size)
    window.viewer.toggle_zoom()
    before = left.look
    with monkeypatch.context() as held:
        held.setattr(QApplication, "keyboardModifiers", lambda: Qt.KeyboardModifier.ShiftModifier)
        drag(qtbot, right, QPoint(-50, -30))
    assert left.look == before
    assert right.look.u > before.u


def drag(qtbot, view, by: QPoint) -> None:
    start = QPointF(view.rect().center()).toPoint()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(view, start + by / 2)
    qtbot.mouseMove(view, start + by)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start + by)


def test_what_is_clicked_in_the_filmstrip_is_the_candidate_and_f6_puts_it_away(window, qtbot):
    assert not window.viewer.filmstrip.isVisible()
    press(window, qtbot, Qt.Key.Key_C)
    strip = window.viewer.filmstrip
    assert strip.isVisible()
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip._cell(5).center())
    assert names(window) == ("00", "05")
    press(window, qtbot, Qt.Key.Key_F6)
    assert not strip.isVisible()
    assert window.kept["filmstrip"] is False
    window.viewer.toggle_filmstrip()


def test_what_was_trashed_leaves_its_place_to_the_next(window, qtbot):
    press(window, qtbot, Qt.Key.Key_C)
    window.session.model.replace([window.session.model.path(1)], [])
    assert names(window) == ("00", "02")


def test_a_candidate_that_is_turned_stands_at_once(window, qtbot):
    press(window, qtbot, Qt.Key.Key_C)
    _, candidate = views(window)
    qtbot.waitUntil(lambda: bool(candidate._levels))
    assert candidate._levels[0].width() > candidate._levels[0].height()
    press(window, qtbot, Qt.Key.Key_Apostrophe)
    qtbot.waitUntil(lambda: candidate._levels[0].width() < candidate._levels[0].height())


def test_what_is_large_is_read_before_the_histogram_beside_it(window, qtbot, asked):
    loader = window.showing.loader
    press(window, qtbot, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: loader.idle and all(view.known_size for view in views(window)))
    asked.clear()
    window.viewer.compare.offer(window.session.model.path(12))
    qtbot.waitUntil(lambda: loader.idle and "12" in [name for name, _ in asked])
    assert next(side for name, side in asked if name == "12") < GRID_SIDE


def test_what_a_filter_withholds_since_shows_what_is_decided_of_it_next(window, qtbot):
    window.filter_bar.set_view(View(flags=frozenset({Flag.NONE})))
    press(window, qtbot, Qt.Key.Key_C)
    candidate = window.viewer.current_item().photo.path
    press(window, qtbot, Qt.Key.Key_P)
    assert not window.session.model.is_shown(candidate)
    press(window, qtbot, Qt.Key.Key_X)
    shown = window.viewer.current_item()
    assert (shown.photo.path, shown.decision.flag) == (candidate, Flag.REJECT)
    qtbot.waitUntil(lambda: not window.session.keeper.decisions.said)
    window.files.undo()
    qtbot.waitUntil(lambda: window.viewer.current_item().decision.flag is Flag.PICK)
