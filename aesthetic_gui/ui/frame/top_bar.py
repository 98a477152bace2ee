"""The one bar above the photographs: where they are, how they are looked at, who judges, which are shown, how large."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QPushButton, QSlider, QWidget

from aesthetic_gui.ui.frame.breadcrumb import Breadcrumb
from aesthetic_gui.ui.frame.view_switch import VIEWS, ViewSwitch
from aesthetic_gui.ui.viewer import CELL_WIDTHS
from aesthetic_gui.ui.widgets.layouts import row

HEIGHT = 40


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
        middle = (self.views, self.model, (filter_bar, 2), self.size_slider)
        row((self.breadcrumb, 1), *middle, on=self, margins=(6, 0, 8, 0), spacing=6)
        self.setFixedHeight(HEIGHT)

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


def _line() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.VLine)
    line.setObjectName("divider")
    line.setFixedSize(5, 18)
    return line
