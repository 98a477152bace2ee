"""What *Model* opens: who judges this shoot, and from where on. It is about the shoot, not about one photograph."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from aesthetic_gui.ui.inspector.bar_panel import BarPanel
from aesthetic_gui.ui.taste.panel import TastePanel
from aesthetic_gui.ui.widgets.layouts import NO_MARGINS, column, row
from aesthetic_gui.ui.widgets.text import ElidedLabel, PlainLabel, bold, literal, quiet


class ModelPanel(QWidget):
    """The model by name, threshold and unsure band, and the taste that judges along."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.bar, self.taste = BarPanel(), TastePanel()
        model = quiet(ElidedLabel(title))
        model.setToolTip(literal(title))
        head = row(bold(PlainLabel("Model")), (model, 1), margins=(14, 12, 14, 8), spacing=10)
        heading = row(bold(PlainLabel("Taste")), margins=(14, 4, 14, 6))
        column(head, self.bar, heading, self.taste, on=self, margins=NO_MARGINS, spacing=0)
