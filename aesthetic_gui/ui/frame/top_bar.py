"""The one bar above the photographs: where they are, how they are looked at, who judges, which are shown, how large."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSlider, QWidget

from aesthetic_gui.ui.frame.breadcrumb import Breadcrumb
from aesthetic_gui.ui.frame.view_switch import VIEWS, ViewSwitch
from aesthetic_gui.ui.viewer import CELL_WIDTHS
from aesthetic_gui.ui.widgets.layouts import column, row

HEIGHT, SECOND = 40, 34  # pixels, of the first row and of one below it
GAP = 6
WITH_FILTER = 3  # the filter's place in the first row


class TopBar(QWidget):
    """Breadcrumb, views, *Model*, the filter and the size of the thumbnails."""

    model_wanted = Signal()
    size_wanted = Signal(int)  # of a cell, in pixels

    def __init__(self, actions: Mapping[str, QAction], filter_bar: QWidget) -> None:
        super().__init__()
        self.setObjectName("topBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.breadcrumb = Breadcrumb()
        self.views = ViewSwitch(actions)
        self.model = QPushButton("Model ▾")
        self.model.setObjectName("pill")
        self.model.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.model.setAccessibleName("Model: threshold, unsure band and taste")
        self.model.setToolTip("Who judges this shoot, and where aesthetic begins")
        self.model.clicked.connect(self.model_wanted)
        self.size_slider = self._size_slider()
        self._filter_bar, self._below = filter_bar, False
        middle = (self.views, self.model, (filter_bar, 2), self.size_slider)
        self._first = row((self.breadcrumb, 1), *middle, spacing=GAP)
        self._second = row()
        column(self._first, self._second, on=self, margins=(6, 0, 8, 0), spacing=0)
        self.setFixedHeight(HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """A bar that has the filter below all else."""
        others = self._one_row() - self._filter_bar.minimumSizeHint().width() - GAP
        return QSize(max(others, self._filter_bar.minimumSizeHint().width() + 14), HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a window too narrow for one row, as on a small screen at 150 %, the filter goes below."""
        super().resizeEvent(event)
        below = self.width() < self._one_row()
        if below != self._below:
            self._below = below
            here, there = (self._second, self._first) if below else (self._first, self._second)
            there.removeWidget(self._filter_bar)
            here.insertWidget(0 if below else WITH_FILTER, self._filter_bar, 2)
            self.setFixedHeight(HEIGHT + below * SECOND)

    def _one_row(self) -> int:
        """The width that one row takes at least."""
        left_out = self._filter_bar.minimumSizeHint().width() + GAP if self._below else 0
        return self._first.minimumSize().width() + left_out + 14

    def show_view(self, view: str) -> None:
        """Press the button of ``view``; only the grid has thumbnails to size."""
        self.views.show_view(view)
        self.size_slider.setEnabled(view == VIEWS[0])

    def show_size(self, width: int) -> None:
        """Show the width of a cell, in pixels, unannounced."""
        self.size_slider.blockSignals(True)
        self.size_slider.setValue(width)
        self.size_slider.blockSignals(False)

    def _size_slider(self) -> QSlider:
        size = QSlider(Qt.Orientation.Horizontal)
        size.setRange(*CELL_WIDTHS)
        size.setSingleStep(8)
        size.setFixedWidth(84)
        size.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        size.setAccessibleName("Thumbnail size")
        size.setToolTip("Thumbnail size (Ctrl++, Ctrl+-)")
        size.valueChanged.connect(self.size_wanted)
        return size
