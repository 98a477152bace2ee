"""The way to the open folder, part by part; beside it, where one was before, and a star for favourites."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from aesthetic_gui.ui.widgets.layouts import NO_MARGINS, STRETCH, row
from aesthetic_gui.ui.widgets.marks import GlyphButton
from aesthetic_gui.ui.widgets.text import as_title, literal, shortened

LONGEST = 24  # letters of a part
MOST = 8  # parts
LEAST = 160  # pixels
NOTHING = "No folder is open"


def crumbs(folder: Path, home: Path) -> list[tuple[str, Path]]:
    """(title, folder) of every folder on the way to ``folder``, from the home or the root down."""
    below_home = folder.is_relative_to(home)
    way = [each for each in (*reversed(folder.parents), folder) if not below_home or each.is_relative_to(home)]
    return [("Home" if each == home else each.name or str(each), each) for each in way]


class Breadcrumb(QWidget):
    """As many parts as there is room for, the last ones first; those left out are under "…"."""

    chosen = Signal(list)  # list[Path]
    star_clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Open folder")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._crumbs: list[tuple[str, Path]] = []
        self._also = ""
        self.places, self.menu = _button(), QMenu(self)
        _entitle(self.places, "▾", "Recent folders and favourites")
        self.star = GlyphButton("Favourite", ("star_outline", "star"), "star")
        self.star.clicked.connect(self.star_clicked)
        self._above, self._above_menu = _button(), QMenu(self)
        self._parts = [_button() for _ in range(MOST)]
        for place, button in enumerate(self._parts):
            button.clicked.connect(lambda _=False, place=place: self._choose(place))
        self._lay_out()
        self.show_paths((), Path.home())

    def show_paths(self, paths: Sequence[Path], folder: Path) -> None:
        """``paths``, which lie in ``folder``, are open; nothing is where there are none."""
        self._crumbs = crumbs(folder, Path.home()) if paths else []
        self._also = f" + {len(paths) - 1}" if len(paths) > 1 else ""
        self.setToolTip(literal("\n".join(map(str, paths[:20])) or NOTHING))
        self.star.setVisible(bool(paths))
        self._take_no_more()
        self._fit()

    def show_favourite(self, favourite: bool) -> None:
        self.star.setChecked(favourite)
        words = "Remove this folder from the favourites" if favourite else "Add this folder to the favourites"
        self.star.setToolTip(literal(words))
        self.star.setAccessibleName(words)

    def titles(self) -> list[str]:
        """What can be read now, from left to right."""
        return [button.text() for button in (self._above, *self._parts) if not button.isHidden()]

    def sizeHint(self) -> QSize:
        wanted = sum(map(self._width, range(len(self._crumbs)))) or self.fontMetrics().horizontalAdvance(NOTHING)
        return QSize(wanted + self._beside() + 12, self.places.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST, self.places.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._take_no_more()

    def _take_no_more(self) -> None:
        """What a short way does not need is left to the filter beside it."""
        self.setMaximumWidth(self.sizeHint().width() + self._above.sizeHint().width())
        self.updateGeometry()

    def _lay_out(self) -> None:
        for button, menu in ((self.places, self.menu), (self._above, self._above_menu)):
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            button.setMenu(menu)
        _entitle(self._above, "… ›", "The folders above")
        row(self._above, *self._parts, self.places, self.star, STRETCH, on=self, margins=NO_MARGINS, spacing=0)

    def _title(self, place: int) -> str:
        title = shortened(self._crumbs[place][0], LONGEST)
        return title + (self._also if place == len(self._crumbs) - 1 else " ›")

    def _width(self, place: int) -> int:
        return self.fontMetrics().horizontalAdvance(self._title(place)) + 8  # with a button's margins

    def _beside(self) -> int:
        return self.places.sizeHint().width() + self.star.width()

    def _fit(self) -> None:
        width = self.width()
        room, first = width - self._beside() - self._above.sizeHint().width(), len(self._crumbs)
        while first and len(self._crumbs) - first < MOST and (room := room - self._width(first - 1)) >= 0:
            first -= 1
        first = min(first, max(len(self._crumbs) - 1, 0))  # the open folder itself, however narrow it is
        self._show_above(self._crumbs[:first])
        for place, button in enumerate(self._parts, first):
            button.setVisible(place < len(self._crumbs))
            if place < len(self._crumbs):
                _entitle(button, as_title(self._title(place)), f"Open {self._crumbs[place][1]}")
                button.setEnabled(True)
                _mark(button, last=place == len(self._crumbs) - 1)
        if not self._crumbs:
            _entitle(self._parts[0], NOTHING, NOTHING)
            self._parts[0].setVisible(True)
            self._parts[0].setEnabled(False)
        if self.width() != width:  # Qt lays out again as a part is shown
            self._fit()

    def _show_above(self, above: Sequence[tuple[str, Path]]) -> None:
        self._above.setVisible(bool(above))
        self._above_menu.clear()
        for title, folder in above:
            self._above_menu.addAction(as_title(title), partial(self.chosen.emit, [folder]))

    def _choose(self, place: int) -> None:
        shown = sum(not button.isHidden() for button in self._parts)
        self.chosen.emit([self._crumbs[len(self._crumbs) - shown + place][1]])


def _button() -> QToolButton:
    button = QToolButton()
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _mark(button: QToolButton, *, last: bool) -> None:
    """The open folder itself stands out."""
    if button.property("last") is not last:
        button.setProperty("last", last)
        button.style().polish(button)


def _entitle(button: QToolButton, title: str, words: str) -> None:
    button.setText(title)
    button.setToolTip(literal(words))
    button.setAccessibleName(words)
