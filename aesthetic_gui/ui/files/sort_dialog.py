"""Albums: where to, by what, in which way, with the folders that would come of it before anything is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from aesthetic_gui.catalog.steps import Act
from aesthetic_gui.culling.albums.manifests import Form
from aesthetic_gui.culling.albums.sorting import AlbumFolder
from aesthetic_gui.photo import AestheticError
from aesthetic_gui.ui.dialogs.room import resize_within_screen
from aesthetic_gui.ui.widgets import fields
from aesthetic_gui.ui.widgets.layouts import STRETCH, column, row
from aesthetic_gui.ui.widgets.marks import GlyphLabel
from aesthetic_gui.ui.widgets.text import PlainLabel, one_line, paragraphs, quiet, wrapping
from aesthetic_gui.words import counted

PLANNING = "Working out which photograph goes where…"
_PAUSE_MS = 150  # after the last key before the preview is made
_OWN = "Own template"
_CARRY = (
    "Lightroom and others pass over a sidecar beside a JPEG or PNG: with this, the copies of those carry stars, label, "
    "flag, title, caption, rights and keywords inside. The picture itself stays the same, byte by byte, and so do the "
    "originals. Other formats are copied as they are, with their sidecars."
)


@dataclass(frozen=True, slots=True)
class AlbumPreview:
    """What sorting would do. ``left_out`` are (reason, how many) pairs."""

    folders: tuple[AlbumFolder, ...]
    left_out: tuple[tuple[str, int], ...] = ()

    @property
    def count(self) -> int:
        return sum(folder.count for folder in self.folders)


@dataclass(frozen=True, slots=True)
class SortRequest:
    """What the dialog asks for; see ``albums.plan_sort``."""

    template: str
    destination: Path
    act: Act = "copy"
    rename: str = ""
    manifest: Form | None = None
    carry: bool = True  # where photographs are copied


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which photographs come into albums: what it is called, what the button says, one line of help."""

    act: Act
    title: str
    verb: str
    help: str


WAYS = (
    Way("copy", "Copy", "Copy", "Every copy is read back and compared. The originals stay where they are."),
    Way("move", "Move", "Move", "The photographs leave their folders."),
    Way("clone", "Copy, sharing disk space", "Copy", "Takes no room on Btrfs, XFS and the like; elsewhere a copy."),
    Way("hardlink", "Hard links", "Link", "A second name for the same file, on the same drive; takes no room."),
    Way("symlink", "Symbolic links", "Link", "Small files that say where the photograph is. They break if it moves."),
)
_MANIFESTS: dict[str, Form | None] = {"None": None, "JSON": "json", "CSV": "csv"}
Preview = Callable[[SortRequest], AlbumPreview | None]
ChooseFolder = Callable[[QWidget, Path], Path | None]


class SortDialog(QDialog):
    """Asks; sorts nothing. After ``exec`` read :attr:`request`. ``plan_asked``: the plan is wanted as text."""

    plan_asked = Signal(object)  # SortRequest

    def __init__(
        self,
        presets: Sequence[tuple[str, str]],
        preview: Preview,
        destination: Path,
        template: str = "",
        explained: str = "",
        parent: QWidget | None = None,
        choose_folder: ChooseFolder | None = None,
        *,
        carry: bool = True,
    ) -> None:
        """``presets`` are (title, template) pairs; ``explained`` is what a template may contain, ``{name}: words``
        with "; " between them. ``carry``: whether copies are to carry ratings inside.

        ``preview(request)`` tells what would happen, or raises an ``AestheticError``; or it gives None and calls
        :meth:`show_preview` or :meth:`show_error` when it knows.
        """
        super().__init__(parent)
        self.setWindowTitle("Albums")
        self._preview = preview
        self._choose_folder = choose_folder or _ask_for_folder
        self._destination = destination
        self._make_widgets(presets, explained)
        self.carry.setChecked(carry)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self.refresh)
        self._lay_out()
        self._connect()
        self.template_line.setText(template or presets[0][1])
        self._match_preset()
        self.refresh()
        self.presets.setFocus()
        resize_within_screen(self, 640, 680)

    @property
    def template(self) -> str:
        return self.template_line.text().strip()

    @property
    def request(self) -> SortRequest:
        """What is chosen now."""
        rename = self.rename_line.text().strip()
        manifest, carry = self.manifest.currentData(), self.carry.isChecked()
        return SortRequest(self.template, self._destination, self._way.act, rename, manifest, carry)

    @property
    def _way(self) -> Way:
        way: Way = self.ways.currentData()
        return way

    def refresh(self) -> None:
        """Make the preview of what is chosen now."""
        self._timer.stop()
        try:
            made = self._preview(self.request)
        except AestheticError as error:
            self.show_error(str(error))
            return
        if made is None:
            self._sign.hide()
            self.words.setText(PLANNING)
            self._ok().setEnabled(False)
        else:
            self.show_preview(made)

    def _make_widgets(self, presets: Sequence[tuple[str, str]], explained: str) -> None:
        self.destination_line = fields.folder("Destination folder", self._destination)
        self.choose = QPushButton("Choose…")
        self.presets = fields.choice("Sort by", {**dict(presets), _OWN: None})
        self.template_line = fields.line("Template of the album folders")
        self._explained = quiet(wrapping(" ".join(row.partition(":")[0] for row in explained.split("; "))))
        for widget in (self._explained, self.template_line):
            widget.setToolTip(paragraphs(explained.replace("; ", "\n")))
        self._explained.setVisible(bool(explained))
        self.tree = make_tree("Preview of the albums", "Album")
        self._sign = GlyphLabel("warning", 16, "unsure")
        self.words = wrapping()
        self.ways = fields.choice("How", {way.title: way for way in WAYS})
        self._help = quiet(wrapping(WAYS[0].help))
        self.carry = fields.check("Write ratings into copies of JPEGs and PNGs, for Lightroom to see")
        self.carry.setToolTip(paragraphs(_CARRY))
        hint = "as they are; or a template, such as {date}-{number:4}"
        self.rename_line = fields.line("Template of the new names", hint)
        self.manifest = fields.choice("Manifest", _MANIFESTS)
        self.manifest.setToolTip("A list of the files with their SHA-256, by which the albums can be verified later")
        self.copy_plan = QPushButton("Plan to clipboard")
        self.copy_plan.setEnabled(False)
        self.copy_plan.setToolTip("Every file and where it would go, as text on the clipboard")
        self.buttons = fields.verb_cancel(self, "Make albums")
        self.buttons.addButton(self.copy_plan, QDialogButtonBox.ButtonRole.ActionRole)
        self.copy_plan.setAutoDefault(False)

    def _lay_out(self) -> None:
        outcome = row((self._sign, Qt.AlignmentFlag.AlignTop), (self.words, 1), spacing=8)
        parts = (self._form(), (self.tree, 1), outcome, 4, self.buttons)
        column(*parts, on=self, margins=(20, 20, 20, 16), spacing=12)

    def _form(self) -> QGridLayout:
        form = QGridLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(9)
        form.setColumnStretch(1, 1)
        travel = quiet(PlainLabel("RAW and sidecars travel along. Ctrl+Z undoes it."))
        for place, name in enumerate(("Into", "Sort by", "Template", "", "How", "", "", "New names", "Manifest")):
            form.addWidget(PlainLabel(name), place, 0)
        form.addWidget(self.destination_line, 0, 1)
        form.addWidget(self.choose, 0, 2)
        wide = (self.presets, self.template_line, self._explained, self.ways, self._help, self.carry, self.rename_line)
        for place, widget in enumerate(wide, start=1):
            form.addWidget(widget, place, 1, 1, 2)
        form.addLayout(row(self.manifest, travel, STRETCH, spacing=14), 8, 1, 1, 2)
        return form

    def _connect(self) -> None:
        self.choose.clicked.connect(self._on_choose)
        self.presets.activated.connect(self._on_preset)
        self.template_line.textEdited.connect(self._on_edited)
        self.ways.currentIndexChanged.connect(self._on_way)
        self.rename_line.textEdited.connect(self._on_edited)
        self.manifest.currentIndexChanged.connect(lambda _place: self.refresh())
        self.carry.toggled.connect(lambda _on: self.refresh())
        self.copy_plan.clicked.connect(self._ask_plan)

    def _on_choose(self) -> None:
        chosen = self._choose_folder(self, self._destination)
        if chosen is not None:
            self._destination = chosen
            self.destination_line.setText(one_line(str(chosen)))
            self.refresh()

    def _on_preset(self) -> None:
        template = self.presets.currentData()
        if template is None:
            self.template_line.setFocus()
            return
        self.template_line.setText(template)
        self.refresh()

    def _on_way(self) -> None:
        self._help.setText(self._way.help)
        self.carry.setVisible(self._way.act == "copy")
        self.refresh()

    def _on_edited(self) -> None:
        self._match_preset()
        self._ok().setEnabled(False)  # until the preview of what is written now is there
        self._timer.start()

    def _match_preset(self) -> None:
        place = self.presets.findData(self.template)
        self.presets.setCurrentIndex(place if place >= 0 else self.presets.count() - 1)

    def _ask_plan(self) -> None:
        self.copy_plan.setEnabled(False)
        self.plan_asked.emit(self.request)

    def plan_copied(self) -> None:
        """Say that the plan is on the clipboard; until something else is chosen, it need not be copied again."""
        self.copy_plan.setText("Plan is on the clipboard")

    def show_error(self, text: str) -> None:
        """Say why nothing can be sorted like this."""
        self.tree.clear()
        self._sign.show()
        self.words.setText(text)
        self._ok().setEnabled(False)
        self.copy_plan.setEnabled(False)

    def show_preview(self, made: AlbumPreview) -> None:
        """Show what would happen."""
        fill_tree(self.tree, made.folders)
        self._sign.setVisible(bool(made.left_out) or not made.count)
        self.words.setText(preview_words(made))
        self._ok().setText(f"{self._way.verb} {counted(made.count, 'photograph')}")
        self._ok().setEnabled(made.count > 0)
        self.copy_plan.setText("Plan to clipboard")
        self.copy_plan.setEnabled(made.count > 0)

    def _ok(self) -> QPushButton:
        return self.buttons.button(QDialogButtonBox.StandardButton.Ok)


def preview_words(made: AlbumPreview) -> str:
    """ "312 photographs go into 4 folders. Left out: 8 not scored yet, 2 unreadable." """
    albums = sum(1 for folder in made.folders if folder.count)
    verb = "goes" if made.count == 1 else "go"
    told = f"{counted(made.count, 'photograph')} {verb} into {counted(albums, 'folder')}."
    if not made.count:
        told = "Nothing to sort."
    left = ", ".join(f"{count:,} {reason}" for reason, count in made.left_out)
    return f"{told} Left out: {left}." if left else told


def fill_tree(tree: QTreeWidget, folders: Sequence[AlbumFolder]) -> None:
    """Show the folders as a tree: folder and count, below it some names."""
    tree.clear()
    nodes: dict[PurePosixPath, QTreeWidgetItem] = {}
    for folder in folders:
        item = _node(tree, nodes, PurePosixPath(folder.path))
        item.setText(1, f"{folder.count:,}")
        for name in folder.names:
            item.addChild(_quiet_item(tree, name))
        rest = folder.count - len(folder.names)
        if rest > 0 and folder.names:
            item.addChild(_quiet_item(tree, f"… and {rest:,} more"))
    for item in nodes.values():
        item.setExpanded(len(folders) <= 12 or item.parent() is None)


def _node(tree: QTreeWidget, nodes: dict[PurePosixPath, QTreeWidgetItem], path: PurePosixPath) -> QTreeWidgetItem:
    if path not in nodes:
        item = QTreeWidgetItem([one_line(path.name)])
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        font = tree.font()
        font.setBold(True)
        item.setFont(0, font)
        nodes[path] = item
        if path.parent == PurePosixPath("."):
            tree.addTopLevelItem(item)
        else:
            _node(tree, nodes, path.parent).addChild(item)
    return nodes[path]


def _quiet_item(tree: QTreeWidget, text: str) -> QTreeWidgetItem:
    item = QTreeWidgetItem([one_line(text)])
    item.setForeground(0, tree.palette().color(QPalette.ColorRole.PlaceholderText))
    item.setFlags(Qt.ItemFlag.ItemIsEnabled)
    return item


def make_tree(name: str, heading: str) -> QTreeWidget:
    """A tree for :func:`fill_tree`: what folders are called at its head, and what it is for a screen reader."""
    tree = QTreeWidget()
    tree.setAccessibleName(name)
    tree.setHeaderLabels([heading, "Photographs"])
    tree.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
    tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    tree.setUniformRowHeights(True)
    tree.setIndentation(16)
    tree.header().setStretchLastSection(False)
    tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
    tree.headerItem().setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return tree


def _ask_for_folder(parent: QWidget, start: Path) -> Path | None:
    name = QFileDialog.getExistingDirectory(parent, "Folder for the albums", str(start))
    return Path(name) if name else None
