"""The start page: on with the last shoot, to another one, from a card, or what is dropped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget

from aesthetic_gui.places import Places, told_apart
from aesthetic_gui.ui.widgets.drop_zone import DropZone
from aesthetic_gui.ui.widgets.layouts import NO_MARGINS, STRETCH, column, row
from aesthetic_gui.ui.widgets.text import ElidedLabel, PlainLabel, as_title, bold, literal, quiet

SHOWN = 6  # folders of a kind
WIDTH = 520  # pixels, so that the window fits a screen of 1280 at 150 %


class EmptyPage(QWidget):
    """Tells what is wanted; what there is to choose from is given by :meth:`show_places`."""

    dropped = Signal(list)  # list[Path]
    chosen = Signal(list)  # list[Path], of the folders that were open before
    open_requested = Signal()
    continue_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("emptyPage")
        self.zone = DropZone()
        self.zone.setFixedSize(WIDTH, 132)
        self.go_on = QPushButton()
        self.go_on.setObjectName("continue")
        self.go_on.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.go_on.clicked.connect(self.continue_wanted)
        self._where = quiet(ElidedLabel())
        self._favourites, self._recents = _Folders("Favourites"), _Folders("Recent folders")
        for folders in (self._favourites, self._recents):
            folders.chosen.connect(self.chosen)
        self._lay_out()
        self.zone.dropped.connect(self.dropped)
        self.zone.open_requested.connect(self.open_requested)
        self.show_places(Places())

    def show_places(self, places: Places) -> None:
        """Offer the last shoot, and the folders there are to go to."""
        last = places.last[0] if places.last else None
        left = places.left.get(last) if last else None
        self.go_on.setVisible(last is not None)
        self._where.setVisible(last is not None)
        if last is not None:
            photo = f" at {Path(left.photo).name}" if left and left.photo else ""
            more = f" and {len(places.last) - 1} more" if len(places.last) > 1 else ""
            self.go_on.setText(as_title(f"Continue with {last.name or last}{more}"))
            self.go_on.setToolTip(literal(str(last)))
            self._where.setText(f"{last}{photo}")
        self._favourites.show_folders(places.favourites[:SHOWN])
        self._recents.show_folders([each for each in places.others if each != last][:SHOWN])

    def focus(self) -> None:
        """Give the keyboard to what one most probably wants."""
        (self.zone.button if self.go_on.isHidden() else self.go_on).setFocus()

    def offer(self, action: QAction) -> None:
        """One more way to photographs, beside *Open folder…*."""
        button = QPushButton(action.text())
        button.setToolTip(literal(action.toolTip()))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(action.trigger)
        self.zone.beside.addWidget(button)

    def _lay_out(self) -> None:
        words = quiet(
            PlainLabel("Every photograph gets a score, a verdict and, when you ask, the reason.\nPress ? for the keys.")
        )
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        lists = row((self._favourites, 1), (self._recents, 1), margins=NO_MARGINS, spacing=24)
        middle = QWidget()
        middle.setFixedWidth(WIDTH)
        column(self.go_on, self._where, 14, lists, 14, self.zone, 6, words, on=middle, margins=NO_MARGINS, spacing=4)
        column(STRETCH, (middle, Qt.AlignmentFlag.AlignHCenter), STRETCH, on=self, margins=(8, 8, 8, 8))


class _Folders(QWidget):
    """A heading with folders below it; nothing where there are none."""

    chosen = Signal(list)  # list[Path]

    def __init__(self, title: str) -> None:
        super().__init__()
        self._buttons = [self._button(place) for place in range(SHOWN)]
        self._folders: Sequence[Path] = ()
        column(bold(PlainLabel(title)), 2, *self._buttons, STRETCH, on=self, margins=NO_MARGINS, spacing=0)

    def show_folders(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self.setVisible(bool(folders))
        names = told_apart(folders)
        for place, button in enumerate(self._buttons):
            button.setVisible(place < len(folders))
            if place < len(folders):
                button.setText(as_title(names[place]))
                button.setToolTip(literal(str(folders[place])))

    def _button(self, place: int) -> QPushButton:
        button = QPushButton()
        button.setFlat(True)
        button.setObjectName("folder")
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(lambda: self.chosen.emit([self._folders[place]]))
        return button
