"""Why: which method explains the score, how strongly its overlay covers, what its colours mean."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QProgressBar, QPushButton, QSizePolicy, QWidget

from aesthetic_gui.explain.methods import METHODS as EXPLANATIONS
from aesthetic_gui.explain.methods import level_titles
from aesthetic_gui.ui.theme import colours, smooth
from aesthetic_gui.ui.widgets.layouts import NO_MARGINS, column, row
from aesthetic_gui.ui.widgets.marks import GlyphLabel
from aesthetic_gui.ui.widgets.sliders import FractionSlider
from aesthetic_gui.ui.widgets.text import PlainLabel, literal, one_line, quiet, wrapping

LegendRow = tuple[tuple[int, int, int], str]  # sRGB 0 to 255, words
METHODS = (("", "None", "No overlay"), *((method.id, method.title, method.shows) for method in EXPLANATIONS))


class WhyPanel(QWidget):
    """A segmented choice, opacity, progress while computing, and a legend for what is shown."""

    method_chosen = Signal(str)
    level_chosen = Signal()
    opacity_changed = Signal(float)
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._buttons = {method: self._segment(method, title, words) for method, title, words in METHODS}
        self.opacity = FractionSlider("Overlay opacity")
        self._percent = quiet(PlainLabel())
        self.levels = _level_choice()
        self._taste = ""
        self._judge = quiet(wrapping())
        self._progress = _Progress()
        self._legend = _Legend()
        self._fidelity = quiet(wrapping())
        self._fidelity.setObjectName("fidelity")
        self._failure = _Marked(GlyphLabel("warning", 16, "unsure"))
        self._lay_out()
        self._connect()
        self.set_opacity(0.55)
        self.set_method("")

    @property
    def method(self) -> str:
        """The method chosen: "cam", "lime", "shap", or "" for none."""
        return next(method for method, button in self._buttons.items() if button.isChecked())

    def set_method(self, method: str) -> None:
        """Choose a method without announcing it; what was found for an older photograph goes.

        The legend of the same method stays: going through photographs, nothing jumps.
        """
        same = self._buttons[method].isChecked()
        self._buttons[method].setChecked(True)
        legend_shown = same and self._legend.isVisibleTo(self)
        self._clear()
        self._legend.setVisible(legend_shown)
        self._show_what_belongs()

    @property
    def level(self) -> int | None:
        """The level of CAM chosen, 1 for the finest; None for all, and where there are none to choose from."""
        return self.levels.currentData() if self.method == "cam" else None

    def set_levels(self, levels: Sequence[int]) -> None:
        """Offer the levels of the model's maps, by the pixels of their cells, the finest first; one is no choice."""
        self.levels.clear()
        self.levels.addItem("All levels", None)
        for number, title in enumerate(level_titles(levels) if len(levels) > 1 else (), 1):
            self.levels.addItem(title, number)
        self._show_what_belongs()

    def set_taste(self, taste: str) -> None:
        """Say, while a method is chosen, that it explains the model and not the ``taste`` that judged; "" for none."""
        self._taste = taste
        self._show_what_belongs()

    def set_opacity(self, opacity: float) -> None:
        """Show an opacity, 0 to 1, without announcing it."""
        self.opacity.show_fraction(opacity)
        self._percent.setText(f"{100 * opacity:.0f} %")

    def show_progress(self, done: int, total: int) -> None:
        """Model evaluations so far; the bar goes when ``done`` reaches ``total``. A total of 0: not known yet."""
        self._failure.hide()
        self._progress.show_progress(done, total)

    def show_result(self, legend: Sequence[LegendRow], fidelity: float | None = None) -> None:
        """Show what the colours mean, and how much of the score's variation (0 to 1) the method explains.

        Each row of ``legend`` is an sRGB colour (0 to 255) and words. May be called again as results get better.
        """
        self._failure.hide()
        self._legend.show_rows(legend)
        title = {method: title for method, title, _ in METHODS}[self.method]
        if fidelity is not None:
            self._fidelity.setText(f"{title} explains {max(fidelity, 0.0) * 100:.0f} % of the score's variation")
        self._fidelity.setVisible(fidelity is not None)

    def show_failure(self, text: str) -> None:
        """Say in words why there is no explanation."""
        self._clear()
        self._failure.show_words(text)

    def _segment(self, method: str, title: str, words: str) -> QPushButton:
        button = QPushButton(title)
        button.setCheckable(True)
        button.setToolTip(literal(words))
        button.setAccessibleName(f"Explain with {title}" if method else "No explanation")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # unstyled, four ask for 348 pixels
        place = {METHODS[0][0]: "first", METHODS[-1][0]: "last"}.get(method, "middle")
        button.setProperty("segment", place)
        self._group.addButton(button)
        return button

    def _lay_out(self) -> None:
        segments = row(*((button, 1) for button in self._buttons.values()), spacing=0)
        self._opacity_row = QWidget()
        self._percent.setMinimumWidth(self.fontMetrics().horizontalAdvance("100 %"))
        self._percent.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        parts = (quiet(PlainLabel("Opacity")), (self.opacity, 1), self._percent)
        row(*parts, on=self._opacity_row, margins=NO_MARGINS, spacing=6)
        found = (self._judge, self._progress, self._legend, self._fidelity, self._failure)
        column(segments, self.levels, self._opacity_row, *found, on=self, margins=(14, 2, 14, 14), spacing=9)

    def _connect(self) -> None:
        self._group.buttonClicked.connect(self._on_chosen)
        self.levels.activated.connect(lambda _row: self.level_chosen.emit())
        self.opacity.fraction_changed.connect(self._on_opacity)
        self._progress.cancel.clicked.connect(self._on_cancel)

    def _on_chosen(self) -> None:
        self._clear()
        self._show_what_belongs()
        self.method_chosen.emit(self.method)

    def _on_opacity(self, opacity: float) -> None:
        self.set_opacity(opacity)
        self.opacity_changed.emit(opacity)

    def _on_cancel(self) -> None:
        self._progress.hide()
        self.cancelled.emit()

    def _show_what_belongs(self) -> None:
        self._opacity_row.setVisible(bool(self.method))  # of an overlay that is there
        self.levels.setVisible(self.method == "cam" and self.levels.count() > 1)
        self._judge.setText(f"Why the model rates it so, not why your taste “{one_line(self._taste)}” judges so.")
        self._judge.setVisible(bool(self._taste and self.method))

    def _clear(self) -> None:
        for widget in (self._progress, self._legend, self._fidelity, self._failure):
            widget.hide()


def _level_choice() -> QComboBox:
    levels = QComboBox()
    levels.setAccessibleName("Level of the map")
    levels.setToolTip(literal("At which level the network looks: fine cells see texture, coarse ones subjects."))
    levels.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return levels


class _Progress(QWidget):
    """A thin bar, the count, and Cancel."""

    def __init__(self) -> None:
        super().__init__()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress of the explanation")
        self._count = quiet(PlainLabel())
        self.cancel = QPushButton("Cancel")
        self.cancel.setFlat(True)
        self.cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.cancel.setAccessibleName("Cancel the explanation")
        column(self._bar, row((self._count, 1), self.cancel), on=self, margins=NO_MARGINS, spacing=4)

    def show_progress(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._count.setText(f"{done:,} of {total:,} evaluations" if total else "Starting…")
        self.setVisible(not total or done < total)


class _Legend(QWidget):
    """Swatches and words."""

    def __init__(self) -> None:
        super().__init__()
        self._column = column(on=self, margins=NO_MARGINS, spacing=5)
        self._rows: tuple[LegendRow, ...] = ()

    def show_rows(self, rows: Sequence[LegendRow]) -> None:
        if tuple(rows) != self._rows:
            self._rows = tuple(rows)
            self._rebuild()
        self.setVisible(bool(rows))

    def _rebuild(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for colour, words in self._rows:
            self._column.addWidget(_Marked(_Swatch(QColor(*colour)), words[:1].upper() + words[1:]))


class _Marked(QWidget):
    """Words after what marks them."""

    def __init__(self, mark: QWidget, words: str = "") -> None:
        super().__init__()
        self._label = wrapping(words)
        row((mark, Qt.AlignmentFlag.AlignTop), (self._label, 1), on=self, margins=NO_MARGINS, spacing=8)

    def show_words(self, text: str) -> None:
        self._label.setText(text)
        self.show()


class _Swatch(QWidget):
    def __init__(self, colour: QColor) -> None:
        super().__init__()
        self._colour = colour
        self.setFixedSize(22, self.fontMetrics().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(self)
        painter.setPen(colours().border)
        painter.setBrush(self._colour)
        painter.drawRoundedRect(QRectF(0.5, (self.height() - 12) / 2 + 0.5, 20, 12), 3, 3)
