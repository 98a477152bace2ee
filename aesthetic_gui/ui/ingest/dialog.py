"""Ingest from a card: from where, where to, by what names; what would come of it is shown before anything is done."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from aesthetic_gui.culling.albums.sorting import FIELDS_IN_WORDS
from aesthetic_gui.culling.details.presets import Preset as DetailsPreset
from aesthetic_gui.culling.ingest.cards import Card
from aesthetic_gui.culling.ingest.planning import FOLDERS, NAMES, Ingest, IngestRequest, Preset
from aesthetic_gui.culling.ingest.reading import Reading
from aesthetic_gui.ui.dialogs.room import resize_within_screen
from aesthetic_gui.ui.files.sort_dialog import fill_tree, make_tree
from aesthetic_gui.ui.widgets import fields
from aesthetic_gui.ui.widgets.layouts import STRETCH, column, row
from aesthetic_gui.ui.widgets.marks import GlyphLabel
from aesthetic_gui.ui.widgets.text import PlainLabel, bold, file_size, literal, one_line, paragraphs, quiet, wrapping
from aesthetic_gui.words import counted, photographs

_PAUSE_MS = 200  # after the last key before the preview is made
_OWN = "Own template"
_PATH = Qt.ItemDataRole.UserRole
NO_CARD = "No card is found. Put one in, or choose a folder."
ChooseFolder = Callable[[QWidget, str, Path], Path | None]


@dataclass(frozen=True, slots=True)
class Habits:
    """What was chosen the last time."""

    destination: str = ""
    backup: str = ""
    backs_up: bool = False
    folders: str = FOLDERS[0].template
    rename: str = NAMES[0].template
    first: int = 1
    opens: bool = True
    details: str = ""  # the name of a preset

    @classmethod
    def read(cls, text: str) -> Habits:
        """As :meth:`written`; what makes no sense is as if nothing had been chosen yet."""
        try:
            told = json.loads(text) if text else {}
            habits = cls(**told)
        except (ValueError, TypeError):
            return cls()
        usual = asdict(cls())
        return habits if all(type(value) is type(usual[name]) for name, value in asdict(habits).items()) else cls()

    @property
    def written(self) -> str:
        return json.dumps(asdict(self))


class IngestDialog(QDialog):
    """Asks; copies nothing. Once accepted read :attr:`ingest` and :attr:`habits`.

    ``read_wanted`` wants what is below these paths: :meth:`show_reading`. ``plan_wanted`` wants to know what would
    come of what is chosen: :meth:`show_plan` or :meth:`show_error`.
    """

    read_wanted = Signal(list)  # list[Path]
    plan_wanted = Signal(object, object)  # Reading, IngestRequest

    def __init__(
        self, habits: Habits, pictures: Path, parent: QWidget | None = None, choose_folder: ChooseFolder | None = None
    ) -> None:
        """``pictures`` is where photographs go to if nothing was chosen yet."""
        super().__init__(parent)
        self.setWindowTitle("Ingest from a card")
        self.ingest: Ingest | None = None
        self._reading: Reading | None = None
        self._choose_folder = choose_folder or _ask_for_folder
        self._destination = Path(habits.destination or pictures)
        self._backup = Path(habits.backup or pictures.with_name(f"{pictures.name} backup"))
        self._read: list[Path] | None = None
        self._details_then = habits.details
        self._make_widgets(habits)
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self._ask_plan)
        self._connect()
        self._show_number()
        self.show_cards([])
        resize_within_screen(self, 920, 620)

    @property
    def request(self) -> IngestRequest:
        """What is chosen now."""
        backup = self._backup if self.backs_up.isChecked() else None
        folders, rename = self.folders_line.text().strip(), self.names_line.text().strip()
        return IngestRequest(
            self._destination, backup, folders, rename, self.first.value(), again=not self.skips.isChecked()
        )

    @property
    def habits(self) -> Habits:
        """What to offer the next time: numbers go on where these end."""
        request, last = self.request, self.ingest
        first = request.first + (last.photographs if last and last.numbered else 0)
        backup = str(self._backup)
        return Habits(
            str(self._destination),
            backup,
            self.backs_up.isChecked(),
            request.folders,
            request.rename,
            min(first, self.first.maximum()),
            self.opens.isChecked(),
            self.preset.name if self.preset else "",
        )

    @property
    def preset(self) -> DetailsPreset | None:
        """What is to be written of every photograph."""
        chosen: DetailsPreset | None = self.details.currentData()
        return chosen

    @property
    def taken(self) -> list[datetime | None]:
        """When the photographs on the card were taken."""
        return [item.captured_at for item in self._reading.items] if self._reading else []

    # what is found and planned

    def show_cards(self, cards: Sequence[Card]) -> None:
        """Show which cards are there now; one that is new is chosen, one that is gone goes."""
        known = {self._path_of(place): place for place in range(self.sources.count())}
        here = {card.root: card for card in cards}
        for path in [path for path in known if path not in here and path not in self._chosen_folders]:
            self.sources.takeItem(self._place_of(path))
        for root, card in here.items():
            if root not in known:
                self._add_source(root, f"{card.name}  –  {root}")
        self._no_card.setVisible(self.sources.count() == 0)
        self.sources.setVisible(self.sources.count() > 0)
        self._look_at_sources()

    def show_presets(self, presets: Sequence[DetailsPreset]) -> None:
        """Offer what can be written of every photograph; nothing where there is nothing."""
        for preset in presets:
            self.details.addItem(one_line(preset.name), preset)
        names = ["", *(preset.name for preset in presets)]
        self.details.setCurrentIndex(names.index(self._details_then) if self._details_then in names else 0)
        self.form.setRowVisible(self.details, bool(presets))

    def show_reading(self, reading: Reading) -> None:
        """Show how far reading the card is, and plan what is to be done once all of it was read."""
        if not reading.done:
            self._tell(f"Reading {reading.read:,} of {photographs(reading.total)}…")
            return
        self._reading = reading
        self._ask_plan()

    def show_plan(self, ingest: Ingest) -> None:
        """Show what would come of it."""
        self.ingest = ingest
        fill_tree(self.tree, ingest.folders)
        assert self._reading is not None
        self._tell(plan_words(ingest, self._reading), warns=bool(self._reading.problems) or not ingest.photographs)
        self._ok.setText(f"Ingest {photographs(ingest.photographs)}")
        self._ok.setEnabled(ingest.photographs > 0)
        if self._ok.isEnabled() and self.focusWidget() is self.from_folder:
            self._ok.setFocus()  # Return goes on; it does not ask for a folder again

    def show_error(self, words: str) -> None:
        """Say why nothing can be ingested like this."""
        self.tree.clear()
        self._tell(words, warns=True)

    def _tell(self, words: str, *, warns: bool = False) -> None:
        self.words.setText(words)
        self._sign.setVisible(warns)
        self._ok.setEnabled(False)

    # sources

    def _add_source(self, path: Path, title: str) -> None:
        item = QListWidgetItem(one_line(title))
        item.setData(_PATH, str(path))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
        item.setCheckState(Qt.CheckState.Checked)
        self.sources.addItem(item)

    def _path_of(self, place: int) -> Path:
        return Path(self.sources.item(place).data(_PATH))

    def _place_of(self, path: Path) -> int:
        return next(place for place in range(self.sources.count()) if self._path_of(place) == path)

    def _look_at_sources(self) -> None:
        """Read what is chosen, where that is not what is read already."""
        checked = Qt.CheckState.Checked
        places = range(self.sources.count())
        chosen = [self._path_of(place) for place in places if self.sources.item(place).checkState() == checked]
        if chosen == self._read:
            return
        self._read, self._reading, self.ingest = chosen, None, None
        self.tree.clear()
        self._tell("Reading…" if chosen else "Choose a card or a folder.")
        self.read_wanted.emit(chosen)

    def _on_folder(self) -> None:
        chosen = self._choose_folder(self, "Ingest from", Path.home())
        if chosen is not None and chosen not in [self._path_of(place) for place in range(self.sources.count())]:
            self._chosen_folders.add(chosen)
            self._add_source(chosen, str(chosen))
            self._no_card.hide()
            self.sources.show()
            self._look_at_sources()

    # where to, and by what names

    def _on_destination(self) -> None:
        if chosen := self._choose_folder(self, "Ingest to", self._destination):
            self._destination = chosen
            self.destination_line.setText(one_line(str(chosen)))
            self._ask_plan()

    def _on_backup(self) -> None:
        if chosen := self._choose_folder(self, "Second copies to", self._backup):
            self._backup = chosen
            self.backup_line.setText(one_line(str(chosen)))
            self.backs_up.setChecked(True)
            self._ask_plan()

    def _on_preset(self, box: QComboBox, line: QLineEdit) -> None:
        template = box.currentData()
        if template is None:
            line.setFocus()
            return
        line.setText(template)
        self._edited()

    def _edited(self) -> None:
        """Something was changed: what would come of it is shown a moment later, and cannot be begun until then."""
        for box, line in ((self.folders, self.folders_line), (self.names, self.names_line)):
            _match(box, line.text().strip())
        self._show_number()
        self._ok.setEnabled(False)
        self._soon.start()

    def _show_number(self) -> None:
        numbered = "{number" in f"{self.folders_line.text()}{self.names_line.text()}".lower()
        self.first.setVisible(numbered)
        self._first_words.setVisible(numbered)

    def _ask_plan(self) -> None:
        self._soon.stop()
        self._ok.setEnabled(False)
        if self._reading is not None:
            self.plan_wanted.emit(self._reading, self.request)

    # widgets

    def _make_widgets(self, habits: Habits) -> None:
        self._chosen_folders: set[Path] = set()
        self.sources = QListWidget()
        self.sources.setAccessibleName("Cards and folders")
        self.sources.setMaximumHeight(92)
        self.sources.setSpacing(2)
        self._no_card = quiet(wrapping(NO_CARD))
        self.from_folder = QPushButton("Choose folder…")
        self.destination_line = fields.folder("Destination folder", self._destination)
        self.choose = QPushButton("Choose…")
        self.backs_up = fields.check("Second copy to", on=habits.backs_up)
        self.backup_line = fields.folder("Folder of the second copies", self._backup)
        self.choose_backup = QPushButton("Choose…")
        self.folders, self.folders_line = _template("Folders", FOLDERS, habits.folders, "no folders within")
        self.names, self.names_line = _template("Names", NAMES, habits.rename, "as they are on the card")
        self.first = fields.number("First number", 1, 9_999_999, habits.first)
        self._first_words = PlainLabel("Numbers from")
        self.details = fields.choice("Details", {"None": None})
        self.details.setToolTip(literal("A preset of rights, keywords and the like, made in Details… (Ctrl+I)"))
        self.skips = fields.check("Skip what was ingested before", on=True)
        self.opens = fields.check("Open the photographs while they are copied", on=habits.opens)
        self.tree = make_tree("What would be ingested", "Folder")
        self._sign = GlyphLabel("warning", 16, "unsure")
        self._sign.hide()  # until there is something to warn of
        self.words = wrapping()
        self.buttons = fields.verb_cancel(self, "Ingest")
        self._ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setEnabled(False)

    def _lay_out(self) -> None:
        top = Qt.AlignmentFlag.AlignTop
        left = column(
            bold(PlainLabel("From")),
            self._no_card,
            self.sources,
            row(self.from_folder, STRETCH),
            bold(PlainLabel("To")),
            fields.side_by_side(self.destination_line, self.choose),
            row(self.backs_up, (self.backup_line, 1), self.choose_backup, spacing=10),
            self._names_form(),
            self.skips,
            self.opens,
            STRETCH,
            quiet(wrapping("Every copy is read back and compared. The card is only read.")),
            spacing=9,
        )
        right = column((self.tree, 1), row((self._sign, top), (self.words, 1), spacing=8), spacing=9)
        both = row((left, 5), (right, 4), spacing=24)
        column((both, 1), self.buttons, on=self, margins=(22, 18, 22, 16), spacing=14)

    def _names_form(self) -> QFormLayout:
        form = fields.form(7)
        form.addRow(PlainLabel("Folders"), self.folders)
        form.addRow("", self.folders_line)
        form.addRow(PlainLabel("Names"), self.names)
        form.addRow("", self.names_line)
        form.addRow(self._first_words, self.first)
        form.addRow(PlainLabel("Details"), self.details)
        form.setRowVisible(self.details, False)
        self.form = form
        return form

    def _connect(self) -> None:
        self.sources.itemChanged.connect(lambda _item: self._look_at_sources())
        self.from_folder.clicked.connect(self._on_folder)
        self.choose.clicked.connect(self._on_destination)
        self.choose_backup.clicked.connect(self._on_backup)
        self.folders.activated.connect(lambda _: self._on_preset(self.folders, self.folders_line))
        self.names.activated.connect(lambda _: self._on_preset(self.names, self.names_line))
        for line in (self.folders_line, self.names_line):
            line.textEdited.connect(lambda _text: self._edited())
        self.first.valueChanged.connect(lambda _value: self._edited())
        for box in (self.backs_up, self.skips):
            box.toggled.connect(lambda _on: self._ask_plan())


def plan_words(ingest: Ingest, reading: Reading) -> str:
    """ "312 photographs, 9.4 GB, go into 2 folders. 40 were ingested before, and are skipped." """
    copied = ingest.photographs
    folders = counted(len(ingest.folders), "folder")
    said = [f"{photographs(copied)}, {file_size(ingest.bytes)}, {'goes' if copied == 1 else 'go'} into {folders}."]
    if not copied:
        said = ["There is nothing to ingest."]
    elif ingest.copies != copied or ingest.request.backup:
        said = [f"{said[0][:-1]}, with {counted(ingest.copies, 'copy', 'copies')} in both places together."]
    said += _skipped(ingest.before, "ingested before")
    said += _skipped(ingest.twice, "on another card as well")
    said += [f"{path} could not be looked into: {reason}." for path, reason in reading.problems]
    if reading.others:
        kinds = ", ".join(f"{number:,} {kind}" for kind, number in reading.others)
        said.append(f"What is no photograph stays where it is: {kinds}.")
    return " ".join(said)


def _skipped(number: int, why: str) -> list[str]:
    return [f"{photographs(number)} {'is' if number == 1 else 'are'} skipped: {why}."] if number else []


def _template(name: str, presets: Sequence[Preset], template: str, hint: str) -> tuple[QComboBox, QLineEdit]:
    """A box of templates by name, and the line in which the one that is chosen can be changed."""
    box = fields.choice(name, {**{preset.title: preset.template for preset in presets}, _OWN: None})
    line = fields.line(f"Template of the {name.lower()}", hint, template)
    line.setToolTip(paragraphs(FIELDS_IN_WORDS.replace("; ", "\n")))
    _match(box, template)
    return box, line


def _match(box: QComboBox, template: str) -> None:
    place = box.findData(template)
    box.setCurrentIndex(place if place >= 0 else box.count() - 1)


def _ask_for_folder(parent: QWidget, title: str, start: Path) -> Path | None:
    name = QFileDialog.getExistingDirectory(parent, title, str(start))
    return Path(name) if name else None
