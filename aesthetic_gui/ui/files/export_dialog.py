"""Export pictures: which, where, how large, in which colours, with what written on and in them; a preview of one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QWidget,
)

from aesthetic_gui.culling.albums.manifests import Form
from aesthetic_gui.culling.albums.templates import BadTemplate, read_name_template, read_template
from aesthetic_gui.culling.item import Item
from aesthetic_gui.files.export.rendition import (
    Along,
    ColourSpace,
    Corner,
    Format,
    Private,
    Rendition,
    Sharpening,
    Watermark,
)
from aesthetic_gui.ui.dialogs.room import resize_within_screen
from aesthetic_gui.ui.widgets import fields
from aesthetic_gui.ui.widgets.layouts import STRETCH, column, row, scrolling
from aesthetic_gui.ui.widgets.text import ElidedLabel, PlainLabel, one_line, quiet, wrapping
from aesthetic_gui.words import counted

PREVIEW = 380  # pixels, the longer side
PAUSE_MS = 250  # after the last change before the preview is made


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What the dialog asks for; see ``publishing.plan_export``."""

    destination: Path
    rendition: Rendition
    template: str = ""
    rename: str = ""
    manifest: Form | None = None


@dataclass(frozen=True, slots=True)
class ExportPreview:
    """What exporting would do: the first names below the folder, how many, and (reason, how many) of those left out."""

    names: tuple[str, ...]
    count: int
    left_out: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Photographs that may be exported: "Selected", "All in view", "Picks in view"."""

    title: str
    items: Sequence[Item]


PRESETS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Full-size JPEG", {"format": "jpeg", "limit": False, "quality": 92, "sharpen": "none"}),
    ("Web, 2048 pixels", {"format": "jpeg", "limit": True, "long_edge": 2048, "quality": 85, "sharpen": "standard"}),
    ("E-mail, 1200 pixels", {"format": "jpeg", "limit": True, "long_edge": 1200, "quality": 80, "sharpen": "standard"}),
)
_FORMATS = {"JPEG": "jpeg", "WebP": "webp", "AVIF": "avif", "Original, as it is": "original"}
_SPACES = {"sRGB": "srgb", "Display P3": "display-p3", "Adobe RGB": "adobe-rgb"}
_SHARPEN = {"None": "none", "Low": "low", "Standard": "standard"}
_DETAILS = {"All but the place": "no-place", "All": "all", "Copyright only": "copyright-only", "None": "none"}
_PRIVATE = {Private.PEOPLE: "People", Private.SERIALS: "Serial numbers", Private.RATINGS: "Ratings"}
_CORNERS = {
    "Lower right": "bottom-right",
    "Lower left": "bottom-left",
    "Upper right": "top-right",
    "Upper left": "top-left",
    "Centre": "centre",
}
_MANIFESTS = {"None": "", "JSON": "json", "CSV": "csv"}


class ExportDialog(QDialog):
    """Asks; exports nothing. After ``exec`` read :attr:`items`, :attr:`request` and :attr:`values`.

    ``preview_asked`` wants a small picture of :attr:`example` as the Rendition has it: :meth:`show_preview` takes it.
    ``plan_asked`` wants to know what would be written: :meth:`show_plan` or :meth:`show_error` takes it.
    """

    preview_asked = Signal(object)  # Rendition
    plan_asked = Signal(object)  # ExportRequest

    def __init__(
        self, choices: Sequence[Group], destination: Path, values: str = "", parent: QWidget | None = None
    ) -> None:
        """``values`` are those of an earlier dialog, as :attr:`values` gave them."""
        super().__init__(parent)
        self.setWindowTitle("Export pictures")
        self._choices, self._destination = choices, destination
        self._soon = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._soon.timeout.connect(self._ask)
        self._make_widgets()
        self._lay_out()
        self._put(_read_values(values))
        self._connect()
        self._changed()
        resize_within_screen(self, 880, 720)

    @property
    def items(self) -> Sequence[Item]:
        return self._choices[self.what.currentIndex()].items

    @property
    def example(self) -> Item | None:
        """The photograph in the preview: the first that can be read."""
        return next((item for item in self.items if item.unreadable is None), None)

    @property
    def request(self) -> ExportRequest:
        manifest: Form | None = self.manifest.currentData() or None
        return ExportRequest(
            self._destination, self.rendition, self.template.text().strip(), self.rename.text().strip(), manifest
        )

    @property
    def rendition(self) -> Rendition:
        if self._is_original():
            return Rendition(Format.ORIGINAL, metadata=Along(self.details.currentData()), without=self._without())
        return Rendition(
            Format(self.format.currentData()),
            self.long_edge.value() if self.limit.isChecked() else None,
            self.quality.value(),
            ColourSpace(self.space.currentData()),
            Along(self.details.currentData()),
            self._watermark(),
            Sharpening(self.sharpen.currentData()),
            self._without(),
        )

    def _is_original(self) -> bool:
        return bool(self.format.currentData() == Format.ORIGINAL)

    def _without(self) -> frozenset[Private]:
        return without(self.private) if self._keeps_details() else frozenset()

    def _keeps_details(self) -> bool:
        """Whether more than the copyright goes along."""
        return self.details.currentData() in (Along.ALL, Along.NO_PLACE)

    @property
    def values(self) -> str:
        """What was chosen, for the next time."""
        return json.dumps(self._chosen() | {"opacity": self.opacity.value(), "mark_size": self.mark_size.value()})

    def _chosen(self) -> dict[str, Any]:
        chosen: dict[str, Any] = {name: box.currentData() for name, box in self._boxes().items()}
        chosen |= {name: line.text() for name, line in self._lines().items()}
        return chosen | {
            **{name: box.isChecked() for name, box in self._checks().items()},
            "long_edge": self.long_edge.value(),
            "quality": self.quality.value(),
        }

    def show_preview(self, rendition: Rendition, picture: QImage | None) -> None:
        """A picture of :attr:`example`; None where it cannot be made. An answer that comes too late is passed over."""
        if rendition != _small(self.rendition):
            return
        if picture is None:
            self._picture.setText("No preview of this photograph.")
        else:
            self._picture.setPixmap(QPixmap.fromImage(picture))

    def show_plan(self, made: ExportPreview) -> None:
        """The first names, and how many pictures there would be."""
        more = " …" if made.count > len(made.names) else ""
        self._names.setText(one_line(", ".join(made.names)) + more)
        self._say_count(made.count, ", ".join(f"{count:,} {reason}" for reason, count in made.left_out))

    def show_error(self, text: str) -> None:
        """Say why nothing can be exported like this."""
        self._names.clear()
        self.words.setText(text)
        self._ok().setEnabled(False)

    # the parts

    def _make_widgets(self) -> None:
        self.what = choice_of(self._choices)
        self.preset = fields.choice("Preset", {"Preset…": None, **dict(PRESETS)})
        self.folder = fields.folder("Folder", self._destination)
        self.choose = QPushButton("Choose…")
        self.template = fields.line("Subfolders", "none; or a template, such as {date}")
        self.rename = fields.line("New names", "as they are; or {name}-{number:4}")
        self.format, self.space = fields.choice("Format", _FORMATS), fields.choice("Colour space", _SPACES)
        self.details, self.sharpen = fields.choice("Metadata", _DETAILS), fields.choice("Sharpen for screen", _SHARPEN)
        self.private = private_checks(*_PRIVATE)
        self.corner = fields.choice("Place of the watermark", _CORNERS)
        self.manifest = fields.choice("Manifest", _MANIFESTS)
        self.quality = fields.number("Quality", 1, 100, 90)
        self.limit = QCheckBox("Longer side at most")
        self.long_edge = fields.number("Pixels", 16, 30_000, 2048, " px")
        self.mark = fields.line("Watermark", "none; or a text, such as © Jane Doe")
        self.mark_picture = fields.line("Watermark picture", "or a PNG")
        self.choose_mark = QPushButton("PNG…")
        self.opacity, self.mark_size = fields.slider("Opacity", 5, 100, 60), fields.slider("Size", 1, 30, 4)
        self._names = ElidedLabel()
        quiet(self._names).setAccessibleName("The first names")
        self.words = wrapping()
        self._picture = quiet(PlainLabel(alignment=Qt.AlignmentFlag.AlignCenter))
        self._picture.setFixedSize(QSize(PREVIEW, PREVIEW))
        self.buttons = fields.verb_cancel(self, "Export")

    def _lay_out(self) -> None:
        form = fields.form(8)
        form.setContentsMargins(20, 18, 20, 10)
        form.addRow("Photographs", fields.side_by_side(self.what, self.preset))
        for title, rows in (
            ("Where", (("Folder", fields.side_by_side(self.folder, self.choose)), ("Subfolders", self.template))),
            ("File names", (("New names", self.rename), ("", self._names), ("Manifest", self.manifest))),
            ("Picture", (("Format", fields.side_by_side(self.format, PlainLabel("Quality"), self.quality)),
                         ("Size", fields.side_by_side(self.limit, self.long_edge)),
                         ("Colour space", self.space), ("Sharpen", self.sharpen))),
            ("Metadata", (("Keep", self.details), ("Leave out", row(*self.private.values(), STRETCH, spacing=18)))),
            ("Watermark", (("Text", self.mark), ("Picture", fields.side_by_side(self.mark_picture, self.choose_mark)),
                           ("Place", self.corner), ("Opacity", fields.with_per_cent(self.opacity)),
                           ("Size", fields.with_per_cent(self.mark_size)))),
        ):  # fmt: skip
            form.addRow(fields.heading(title))
            for name, field in rows:
                form.addRow(name, field)
        page = QWidget()
        page.setLayout(form)
        scroll = scrolling(page)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the fields in it have it
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        right = column(self._picture, self.words, STRETCH, margins=(0, 20, 20, 0))
        self.buttons.setContentsMargins(20, 0, 20, 0)
        column((row((scroll, 1), right), 1), self.buttons, on=self, margins=(0, 0, 0, 16))

    def _connect(self) -> None:
        self.choose.clicked.connect(self._choose_folder)
        self.choose_mark.clicked.connect(self._choose_mark)
        self.preset.activated.connect(self._use_preset)
        for box in (self.what, *self._boxes().values()):
            box.currentIndexChanged.connect(self._changed)
        for line in self._lines().values():
            line.textChanged.connect(self._changed)
        for number in (self.quality, self.long_edge, self.opacity, self.mark_size):
            number.valueChanged.connect(self._changed)
        for check in self._checks().values():
            check.toggled.connect(self._changed)

    # what happens

    def _changed(self) -> None:
        original = self._is_original()
        for widget in (self.quality, self.limit, self.long_edge, self.space, self.sharpen, self.mark, self.mark_picture,
                       self.choose_mark, self.corner, self.opacity, self.mark_size):  # fmt: skip
            widget.setEnabled(not original)
        self.long_edge.setEnabled(self.limit.isChecked() and not original)
        for check in self.private.values():
            check.setEnabled(self._keeps_details())
        self._match_preset()
        self._soon.start()
        if problem := self._problem():
            self.show_error(problem)
            return
        count = sum(item.unreadable is None for item in self.items)
        left_out = len(self.items) - count
        self._say_count(count, f"{left_out:,} unreadable" if left_out else "")

    def _say_count(self, count: int, left_out: str) -> None:
        rest = f" Left out: {left_out}." if left_out else ""
        self.words.setText(f"Originals are never changed. Ctrl+Z takes the pictures back.{rest}")
        self._ok().setText(f"Export {counted(count, 'photograph')}")
        self._ok().setEnabled(count > 0)

    def _ok(self) -> QPushButton:
        return self.buttons.button(QDialogButtonBox.StandardButton.Ok)

    def _match_preset(self) -> None:
        """The preset whose values are all as chosen, if one is."""
        chosen = self._chosen().items()
        matching = (place for place, (_, values) in enumerate(PRESETS, 1) if values.items() <= chosen)
        self.preset.setCurrentIndex(next(matching, 0))

    def _problem(self) -> str:
        if self.rendition.contradiction:
            return self.rendition.contradiction
        try:
            if self.template.text().strip():
                read_template(self.template.text())
            if self.rename.text().strip():
                read_name_template(self.rename.text())
        except BadTemplate as error:
            return str(error)
        picture = self.mark_picture.text().strip()
        return f"There is no picture {one_line(picture)}." if picture and not Path(picture).is_file() else ""

    def _ask(self) -> None:
        if self._problem():
            return
        self.plan_asked.emit(self.request)
        if self.example is None:
            self._picture.setText("Nothing to show.")
        elif self._is_original():
            self._picture.setText("The original, as it is.")
        else:
            self.preview_asked.emit(_small(self.rendition))

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Export to", str(self._destination))
        if chosen:
            self._destination = Path(chosen)
            self.folder.setText(one_line(chosen))
            self._changed()

    def _choose_mark(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Watermark", self.mark_picture.text(), "Pictures (*.png)")
        if chosen:
            self.mark_picture.setText(chosen)

    def _use_preset(self) -> None:
        self._put(self.preset.currentData() or {})

    def _watermark(self) -> Watermark | None:
        text, picture = self.mark.text().strip(), self.mark_picture.text().strip()
        if not (text or picture):
            return None
        return Watermark(
            text,
            Path(picture) if picture else None,
            Corner(self.corner.currentData()),
            self.opacity.value() / 100,
            self.mark_size.value() / 100,
        )

    def _boxes(self) -> dict[str, QComboBox]:
        names = ("format", "space", "details", "sharpen", "corner", "manifest")
        return {name: getattr(self, name) for name in names}

    def _checks(self) -> dict[str, QCheckBox]:
        return {"limit": self.limit, **{f"without {kind}": box for kind, box in self.private.items()}}

    def _lines(self) -> dict[str, QLineEdit]:
        return {name: getattr(self, name) for name in ("template", "rename", "mark", "mark_picture")}

    def _put(self, values: Mapping[str, Any]) -> None:
        """Values that are not there, or make no sense, leave what is shown."""
        for name, box in self._boxes().items():
            known = [box.itemData(place) for place in range(box.count())]
            kept = known.index(values[name]) if values.get(name) in known else 0
            box.setCurrentIndex(kept if name in values else box.currentIndex())
        for name, line in self._lines().items():
            line.setText(str(values.get(name, line.text())))
        for name, check in self._checks().items():
            check.setChecked(bool(values.get(name, check.isChecked())))
        for name in ("long_edge", "quality", "opacity", "mark_size"):
            if isinstance(values.get(name), int):
                number = getattr(self, name)
                number.setValue(min(max(values[name], number.minimum()), number.maximum()))  # Qt's have 32 bits


def private_checks(*kinds: Private) -> dict[Private, QCheckBox]:
    """A box for each that may be left out."""
    boxes = {kind: fields.check(_PRIVATE[kind]) for kind in kinds}
    for box in boxes.values():
        box.setAccessibleName(f"Leave out {box.text().lower()}")
    return boxes


def without(boxes: Mapping[Private, QCheckBox]) -> frozenset[Private]:
    """What :func:`private_checks` say."""
    return frozenset(kind for kind, box in boxes.items() if box.isChecked())


def choice_of(groups: Sequence[Group]) -> QComboBox:
    """Which photographs: the title of each group, and how many they are."""
    return fields.choice("Photographs", dict.fromkeys(f"{group.title} ({len(group.items):,})" for group in groups))


def _small(rendition: Rendition) -> Rendition:
    """For the preview: no larger than its room, in the window's colours; nothing that only a file has."""
    edge = min(rendition.long_edge or PREVIEW, PREVIEW)
    bare = replace(rendition, metadata=Along.NONE, without=frozenset())
    return replace(bare, long_edge=edge, profile=ColourSpace.SRGB, quality=90)


def _read_values(text: str) -> dict[str, Any]:
    try:
        values = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}
