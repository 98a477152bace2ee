"""A contact sheet and a web gallery: what they show, before one is asked where they go."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget

from aesthetic_gui.culling.item import Item
from aesthetic_gui.files.export.contact_sheet import Paper, SheetSettings
from aesthetic_gui.files.export.gallery_page import GallerySettings
from aesthetic_gui.files.export.rendition import Private
from aesthetic_gui.ui.files.export_dialog import Group, choice_of, private_checks, without
from aesthetic_gui.ui.widgets import fields
from aesthetic_gui.ui.widgets.layouts import STRETCH, column, row
from aesthetic_gui.ui.widgets.text import quiet, window_title, wrapping
from aesthetic_gui.words import counted


class _PageDialog(QDialog):
    """Which photographs, and a form; Ok says how many."""

    def __init__(self, title: str, verb: str, choices: Sequence[Group], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(window_title(title))
        self._choices, self._verb = choices, verb
        self.what = choice_of(choices)
        self.buttons = fields.verb_cancel(self, verb)
        self.form = fields.form(9)
        self.form.addRow("Photographs", self.what)
        column(self.form, STRETCH, self.buttons, on=self, margins=(20, 20, 20, 16), spacing=16)
        self.what.currentIndexChanged.connect(self._say)
        self._say()
        self.setMinimumWidth(460)

    @property
    def items(self) -> Sequence[Item]:
        return self._choices[self.what.currentIndex()].items

    def _say(self) -> None:
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setText(f"{self._verb} {counted(len(self.items), 'photograph')}…")
        ok.setEnabled(bool(self.items))

    def _explain(self, words: str) -> None:
        self.form.addRow("", quiet(wrapping(words)))


class SheetDialog(_PageDialog):
    """Settings of a contact sheet; after ``exec`` read :attr:`items` and :attr:`settings`."""

    def __init__(self, choices: Sequence[Group], title: str, parent: QWidget | None = None) -> None:
        super().__init__("Contact sheet", "Make a sheet of", choices, parent)
        self.title = fields.line("Title", text=title)
        self.paper = fields.choice("Paper", {paper.value: paper for paper in Paper})
        self.landscape = fields.check("Landscape")
        self.columns, self.rows = fields.number("Columns", 1, 12, 4), fields.number("Rows", 1, 12, 5)
        self.page_numbers = fields.check("Page numbers", on=True)
        self.scores = fields.check("Scores: what the model says", on=True)
        for field in (self.title, self.paper, self.landscape, self.columns, self.rows):
            self.form.addRow(field.accessibleName(), field)
        for place, box in enumerate((self.page_numbers, self.scores)):
            self.form.addRow("" if place else "Show", box)
        self._explain("A PDF with names, stars, flags and, if you like, what the model says. The text can be searched.")

    @property
    def settings(self) -> SheetSettings:
        return SheetSettings(
            self.paper.currentData(),
            self.landscape.isChecked(),
            self.columns.value(),
            self.rows.value(),
            self.title.text().strip(),
            self.page_numbers.isChecked(),
            show_scores=self.scores.isChecked(),
        )


class GalleryDialog(_PageDialog):
    """Settings of a web gallery; after ``exec`` read :attr:`items` and :attr:`settings`."""

    def __init__(self, choices: Sequence[Group], title: str, parent: QWidget | None = None) -> None:
        super().__init__("Web gallery", "Make a gallery of", choices, parent)
        self.title = fields.line("Title", text=title)
        self.subtitle, self.author = fields.line("Subtitle"), fields.line("Author")
        self.long_edge = fields.number("Longer side", 400, 8000, 2048, " px")
        self.decisions = fields.check("Stars, picks and labels", on=True)
        self.names = fields.check("File names", on=True)
        self.scores = fields.check("Scores: what the model says")
        self.reasons = fields.check("Reasons: an overlay that shows why")
        for field in (self.title, self.subtitle, self.author, self.long_edge):
            self.form.addRow(field.accessibleName(), field)
        for place, box in enumerate((self.decisions, self.names, self.scores, self.reasons)):
            self.form.addRow("" if place else "Show", box)
        self.private = private_checks(Private.PEOPLE, Private.SERIALS)
        self.form.addRow("Leave out", row(*self.private.values(), STRETCH, spacing=18))
        self.reasons.toggled.connect(lambda on: self.scores.setChecked(on or self.scores.isChecked()))
        self._explain("One folder that opens from the disk, on a phone too. Without the place where it was taken.")

    @property
    def settings(self) -> GallerySettings:
        return GallerySettings(
            self.title.text().strip() or "Gallery",
            self.subtitle.text().strip(),
            self.author.text().strip(),
            long_edge=self.long_edge.value(),
            show_scores=self.scores.isChecked(),
            show_reasons=self.reasons.isChecked(),
            show_decisions=self.decisions.isChecked(),
            show_names=self.names.isChecked(),
            without=without(self.private),
        )
