from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox

from aesthetic_gui.culling.albums.sorting import AlbumFolder
from aesthetic_gui.photo import AestheticError
from aesthetic_gui.ui.files.sort_dialog import PLANNING, WAYS, AlbumPreview, SortDialog, SortRequest

PRESETS = [("Verdict", "{verdict}"), ("Verdict and date", "{verdict}/{date}")]
PREVIEW = AlbumPreview(
    (
        AlbumFolder("Aesthetic/2024-03", 212, ("a.jpg", "b.jpg")),
        AlbumFolder("Aesthetic/2024-04", 1, ("c.jpg",)),
        AlbumFolder("Not aesthetic", 99),
    ),
    (("not scored yet", 8), ("unreadable", 2)),
)


class Asked:
    """Answers for the preview, and remembers what it was asked."""

    def __init__(self) -> None:
        self.calls: list[SortRequest] = []

    def __call__(self, request: SortRequest) -> AlbumPreview:
        self.calls.append(request)
        if "{" not in request.template:
            raise AestheticError("The template has no field: everything would land in one folder.")
        return AlbumPreview(()) if request.template == "{nobody}" else PREVIEW


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def dialog(qtbot, asked: Asked) -> SortDialog:
    dialog = SortDialog(PRESETS, asked, Path("/shoot/Albums"), choose_folder=lambda _parent, _start: Path("/else"))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def ok(dialog: SortDialog):
    return dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)


def test_the_careful_default_is_to_copy(dialog):
    assert dialog.request.act == "copy"
    assert ok(dialog).text() == "Copy 312 photographs"


def test_the_preview_shows_folders_in_folders_with_counts_and_some_names(dialog):
    first = dialog.tree.topLevelItem(0)
    assert first.text(0) == "Aesthetic"
    assert [first.child(place).text(0) for place in range(2)] == ["2024-03", "2024-04"]
    march = first.child(0)
    assert march.text(1) == "212"
    assert [march.child(place).text(0) for place in range(3)] == ["a.jpg", "b.jpg", "… and 210 more"]
    assert first.child(1).childCount() == 1
    assert dialog.tree.topLevelItem(1).text(1) == "99"


def test_what_is_left_out_is_said_with_the_reason(dialog):
    assert dialog.words.text() == "312 photographs go into 3 folders. Left out: 8 not scored yet, 2 unreadable."


def test_until_the_plan_is_made_it_says_so_and_warns_of_nothing(qtbot):
    dialog = SortDialog(PRESETS, lambda _request: None, Path("/shoot/Albums"))
    qtbot.addWidget(dialog)
    dialog.show()
    assert (dialog.words.text(), dialog._sign.isVisible()) == (PLANNING, False)
    assert not ok(dialog).isEnabled()
    assert not dialog.copy_plan.isEnabled()
    dialog.show_preview(PREVIEW)
    assert dialog._sign.isVisible()
    assert ok(dialog).isEnabled()
    assert dialog.copy_plan.isEnabled()


def test_typing_previews_after_a_short_pause_and_cannot_be_confirmed_before(qtbot, dialog, asked):
    dialog.template_line.selectAll()
    before = len(asked.calls)
    qtbot.keyClicks(dialog.template_line, "{band}")
    assert not ok(dialog).isEnabled()
    assert len(asked.calls) == before
    qtbot.waitUntil(lambda: ok(dialog).isEnabled())
    assert asked.calls[before:] == [SortRequest("{band}", Path("/shoot/Albums"))]
    assert dialog.presets.currentText() == "Own template"


def test_a_wrong_template_is_told_in_words_and_cannot_be_confirmed(qtbot, dialog):
    dialog.template_line.selectAll()
    qtbot.keyClicks(dialog.template_line, "oops")
    qtbot.waitUntil(lambda: "no field" in dialog.words.text())
    assert not ok(dialog).isEnabled()
    assert dialog.tree.topLevelItemCount() == 0


def test_nothing_to_sort_cannot_be_confirmed(dialog):
    dialog.template_line.setText("{nobody}")
    dialog.refresh()
    assert dialog.words.text() == "Nothing to sort."
    assert not ok(dialog).isEnabled()


def test_a_preset_writes_its_template(qtbot, dialog, asked):
    dialog.presets.setFocus()
    qtbot.keyClick(dialog.presets, Qt.Key.Key_Down)
    assert dialog.template == "{verdict}/{date}"
    assert asked.calls[-1].template == "{verdict}/{date}"


def test_a_template_written_before_is_recognised_as_its_preset(qtbot, asked):
    dialog = SortDialog(PRESETS, asked, Path("/a"), "{verdict}/{date}")
    qtbot.addWidget(dialog)
    assert dialog.presets.currentText() == "Verdict and date"


def test_moving_instead_of_copying_changes_the_preview_and_the_button(qtbot, dialog, asked):
    dialog.ways.setFocus()
    qtbot.keyClick(dialog.ways, Qt.Key.Key_Down)
    assert asked.calls[-1] == SortRequest("{verdict}", Path("/shoot/Albums"), "move")
    assert ok(dialog).text() == "Move 312 photographs"


def test_another_folder_is_chosen_and_previewed(qtbot, dialog, asked):
    qtbot.mouseClick(dialog.choose, Qt.MouseButton.LeftButton)
    assert dialog.request.destination == Path("/else")
    assert dialog.destination_line.text() == "/else"
    assert asked.calls[-1].destination == Path("/else")


def test_cancel_confirms_nothing(qtbot, dialog):
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.act)
def test_every_way_says_what_it_does_and_what_the_button_will_do(dialog, way):
    dialog.ways.setCurrentText(way.title)
    assert dialog.request.act == way.act
    assert dialog._help.text() == way.help
    assert ok(dialog).text() == f"{way.verb} 312 photographs"


def test_only_plain_copies_carry_ratings_inside_and_only_if_wanted(dialog, asked):
    assert dialog.carry.isVisible()
    assert dialog.request.carry
    dialog.carry.click()
    assert not asked.calls[-1].carry
    dialog.carry.click()
    dialog.ways.setCurrentIndex([way.act for way in WAYS].index("move"))
    assert not dialog.carry.isVisible()


def test_new_names_and_a_manifest_are_part_of_the_request(qtbot, dialog, asked):
    qtbot.keyClicks(dialog.rename_line, "{number:4}")
    assert not ok(dialog).isEnabled()
    qtbot.waitUntil(lambda: ok(dialog).isEnabled())
    dialog.manifest.setCurrentText("JSON")
    assert asked.calls[-1] == SortRequest("{verdict}", Path("/shoot/Albums"), "copy", "{number:4}", "json")


def test_the_plan_can_be_taken_along_before_anything_is_done(qtbot, dialog):
    with qtbot.waitSignal(dialog.plan_asked) as asked_for:
        qtbot.mouseClick(dialog.copy_plan, Qt.MouseButton.LeftButton)
    assert asked_for.args == [dialog.request]
    dialog.plan_copied()
    assert dialog.copy_plan.text() == "Plan is on the clipboard"
    dialog.manifest.setCurrentText("CSV")
    assert dialog.copy_plan.text() == "Plan to clipboard", "it is another plan now"
    assert dialog.copy_plan.isEnabled()
