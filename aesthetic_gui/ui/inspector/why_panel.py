"""Why: which number is explained and how, what the colours mean, how sure that is, how strongly they cover."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QProgressBar, QPushButton, QWidget

from aesthetic_gui.explain.methods import TARGETS, level_titles, method_called
from aesthetic_gui.ui.why.choice import OFFERED, Choice
from aesthetic_gui.ui.why.legend import Legend
from aesthetic_gui.ui.why.mark import SureMark
from aesthetic_gui.ui.why.method_row import MethodRow
from aesthetic_gui.ui.why.told import NOTHING_YET, Told, target_title
from aesthetic_gui.ui.widgets.layouts import NO_MARGINS, STRETCH, column, row
from aesthetic_gui.ui.widgets.marks import GlyphButton, GlyphLabel
from aesthetic_gui.ui.widgets.sliders import FractionSlider
from aesthetic_gui.ui.widgets.text import PlainLabel, as_title, literal, one_line, quiet, wrapping

_TARGETS = "What is explained"


class WhyPanel(QWidget):
    """What is chosen comes out as signals; what was found is shown."""

    method_chosen = Signal(str)  # "" for none
    target_chosen = Signal(str)
    level_chosen = Signal(int)  # 1 for the finest, 0 for all
    option_chosen = Signal(str)
    beside_chosen = Signal(str)  # the second of two methods
    beside_toggled = Signal(bool)
    opacity_changed = Signal(float)
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.methods = MethodRow()
        self.targets = _combo(_TARGETS, "Which number is explained.")
        self.levels = _combo("Level of the map", "At which level the network looks: fine cells see texture.")
        self.options = _combo("Rule", "By which rule the relevance is handed back through the network.")
        self.besides = _combo("Method beside it", "What the second photograph shows the reason by.")
        self.opacity = FractionSlider("Overlay opacity")
        self.blink = _button("Blink: held, the photograph alone; clicked, both in turn", "blink")
        self.beside = _button("Two methods side by side", "beside")
        self.beside.setCheckable(True)
        self._percent = quiet(PlainLabel())
        self._taste = ""
        self._judge = quiet(wrapping())
        self._progress = _Progress()
        self.legend, self.sure = Legend(), SureMark()
        self._fidelity, self._means = quiet(wrapping()), quiet(wrapping())
        self._fidelity.setObjectName("fidelity")
        self._another = _Another()
        self._failure = _Marked(GlyphLabel("warning", 16, "unsure"))
        self._lay_out()
        self._connect()
        self.set_opacity(0.55)
        self.set_method("")

    @property
    def method(self) -> str:
        """The method chosen, "" for none."""
        return self.methods.method

    def set_method(self, method: str) -> None:
        """Choose a method without announcing it; what was found for an older photograph goes.

        The rows of the same method stay, without figures: going through photographs, nothing jumps.
        """
        stays = method == self.method and self.legend.isVisibleTo(self)
        self.methods.show_method(method)
        self._clear()
        if stays:
            self.legend.show_told(NOTHING_YET)
            self.sure.show_told(NOTHING_YET)
        self._show_what_belongs()

    def show_choice(self, choice: Choice) -> None:
        """What can be chosen, what is, and what speaks against the rest."""
        self.methods.show_choice(choice)
        _fill(self.targets, ((target_title(each, one_line(choice.taste)), each) for each in TARGETS), choice.target)
        for place, target in enumerate(TARGETS):
            _grey(self.targets, place, choice.target_missing(target))
        titles = level_titles(choice.levels) if len(choice.levels) > 1 else ()
        rows = [("All levels", 0), *((title, number) for number, title in enumerate(titles, 1))]
        _fill(self.levels, rows, len(choice.levels) if choice.level is None else choice.level)
        options = method_called(self.method).options if self.method else ()
        rule = choice.option_of(self.method) if self.method else ""
        _fill(self.options, ((each.capitalize(), each) for each in options), rule)
        _fill(self.besides, ((each.title, each.id) for each in OFFERED if each.id != self.method), choice.beside)
        for place in range(self.besides.count()):
            _grey(self.besides, place, choice.why_not(self.besides.itemData(place)))
        self._show_what_belongs()

    def set_taste(self, taste: str) -> None:
        """Say, while the model is explained, that it is not the ``taste`` that judged; "" for none."""
        self._taste = taste
        self._show_what_belongs()

    def set_beside(self, on: bool) -> None:
        """Whether two methods are side by side, without announcing it."""
        self.beside.setChecked(on)
        self._show_what_belongs()

    def set_opacity(self, opacity: float) -> None:
        """Show an opacity, 0 to 1, without announcing it."""
        self.opacity.show_fraction(opacity)
        self._percent.setText(f"{100 * opacity:.0f} %")

    def show_progress(self, done: int, total: int, words: str = "") -> None:
        """Model evaluations so far; the bar goes when ``done`` reaches ``total``. A total of 0: not known yet.

        ``words`` say what is waited for instead.
        """
        self._failure.hide()
        self._progress.show_progress(done, total, words)

    def show_told(self, told: Told) -> None:
        """What the colours are worth and how sure that is. May be called again as results get better."""
        self._failure.hide()
        self._another.hide()
        self.legend.show_told(told)
        self.sure.show_told(told)
        for label, words in ((self._fidelity, told.fidelity), (self._means, told.means)):
            label.setText(words)
            label.setVisible(bool(words))

    def show_no_reason(self, told: Told, another: str) -> None:
        """There is none by this method; ``another`` may have one, "" where none is left."""
        self._clear()
        self.sure.show_told(told, by=f" by {method_called(self.method).title}")
        self._another.offer(another)

    def show_failure(self, text: str) -> None:
        """Say in words why there is no explanation."""
        self._clear()
        self._failure.show_words(text)

    def _lay_out(self) -> None:
        self._opacity_row, self._beside_row, self._choice_row = QWidget(), QWidget(), QWidget()
        self._percent.setMinimumWidth(self.fontMetrics().horizontalAdvance("100 %"))
        self._percent.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        parts = (quiet(PlainLabel("Opacity")), (self.opacity, 1), self._percent, self.blink, self.beside)
        row(*parts, on=self._opacity_row, margins=NO_MARGINS, spacing=6)
        boxes = ((self.targets, 1), (self.levels, 1), (self.options, 1))
        row(*boxes, on=self._choice_row, margins=NO_MARGINS, spacing=6)
        row(quiet(PlainLabel("Beside it")), (self.besides, 1), on=self._beside_row, margins=NO_MARGINS, spacing=8)
        chosen = (self.methods, self._choice_row, self._beside_row, self._judge)
        found = (self._progress, self.legend, self._means, self.sure, self._another, self._fidelity, self._failure)
        column(*chosen, *found, self._opacity_row, on=self, margins=(14, 2, 14, 14), spacing=8)

    def _connect(self) -> None:
        self.methods.chosen.connect(self._on_chosen)
        for box, told in (
            (self.targets, self.target_chosen),
            (self.levels, self.level_chosen),
            (self.options, self.option_chosen),
            (self.besides, self.beside_chosen),
        ):
            box.activated.connect(lambda _row, box=box, told=told: told.emit(box.currentData()))
        self.beside.clicked.connect(self.beside_toggled)
        self.opacity.fraction_changed.connect(self._on_opacity)
        self._progress.cancel.clicked.connect(self._on_cancel)
        self._another.chosen.connect(self.method_chosen)

    def _on_chosen(self, method: str) -> None:
        self._clear()
        self._show_what_belongs()
        self.method_chosen.emit(method)

    def _on_opacity(self, opacity: float) -> None:
        self.set_opacity(opacity)
        self.opacity_changed.emit(opacity)

    def _on_cancel(self) -> None:
        self._progress.hide()
        self.cancelled.emit()

    def _show_what_belongs(self) -> None:
        chosen = bool(self.method)
        self._choice_row.setVisible(chosen)
        self._opacity_row.setVisible(chosen)  # of an overlay that is there
        self._beside_row.setVisible(chosen and self.beside.isChecked())
        self.levels.setVisible(self.method == "cam" and self.levels.count() > 2)
        self.options.setVisible(self.options.count() > 1)
        self._judge.setText(f"Why the model rates it so, not why your taste “{one_line(self._taste)}” judges so.")
        self._judge.setVisible(bool(self._taste and chosen and self.targets.currentData() != "taste"))

    def _clear(self) -> None:
        for widget in (
            self._progress,
            self.legend,
            self.sure,
            self._means,
            self._another,
            self._fidelity,
            self._failure,
        ):
            widget.hide()


def _combo(name: str, tip: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(literal(tip))
    box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box


def _fill(box: QComboBox, rows: Iterable[tuple[str, object]], chosen: object) -> None:
    box.clear()
    for title, value in rows:
        box.addItem(as_title(title), value)
    box.setCurrentIndex(max(0, box.findData(chosen)))


def _grey(box: QComboBox, place: int, against: str) -> None:
    """Whether a row can be chosen, and why not."""
    model = box.model()
    assert isinstance(model, QStandardItemModel)  # a box's own
    model.item(place).setEnabled(not against)
    model.item(place).setToolTip(literal(against))


def _button(words: str, glyph: str) -> GlyphButton:
    button = GlyphButton(words, (glyph, glyph), "accent")
    button.setCheckable(False)
    return button


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

    def show_progress(self, done: int, total: int, words: str = "") -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._count.setText(words or (f"{done:,} of {total:,} evaluations" if total else "Starting…"))
        self.setVisible(not total or done < total)


class _Marked(QWidget):
    """Words after what marks them."""

    def __init__(self, mark: QWidget, words: str = "") -> None:
        super().__init__()
        self._label = wrapping(words)
        row((mark, Qt.AlignmentFlag.AlignTop), (self._label, 1), on=self, margins=NO_MARGINS, spacing=8)

    def show_words(self, text: str) -> None:
        self._label.setText(text)
        self.show()


class _Another(QWidget):
    """A button that asks another method."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._button, self._method = QPushButton(), ""
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._button.clicked.connect(lambda: self.chosen.emit(self._method))
        row(self._button, STRETCH, on=self, margins=NO_MARGINS)
        self.hide()

    def offer(self, method: str) -> None:
        """``method``, or nothing where it is ""."""
        self._method = method
        self._button.setText(f"Try {method_called(method).title}" if method else "")
        self.setVisible(bool(method))
