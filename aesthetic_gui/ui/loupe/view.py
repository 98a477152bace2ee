"""The loupe: one photograph as large as the window allows, its overlay, and a strip that says what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QToolButton, QWidget

from aesthetic_gui.photo import UNDECIDED, Decision, Verdict
from aesthetic_gui.ui.loupe.photo_view import PhotoView
from aesthetic_gui.ui.theme import colours
from aesthetic_gui.ui.widgets.layouts import NO_MARGINS, STRETCH, column, row
from aesthetic_gui.ui.widgets.marks import DecisionMarks, GlyphLabel
from aesthetic_gui.ui.widgets.text import ElidedLabel, PlainLabel, literal, quiet, wrapping
from aesthetic_gui.ui.widgets.verdict import VerdictChip

LOADING_MS = 250  # what is there sooner needs no word


@dataclass(frozen=True, slots=True)
class Caption:
    """What the strip below the photograph says. ``position`` is free text such as "12 of 340".

    A photograph that is not ``readable`` has no verdict, and waits for none.
    """

    name: str = ""
    verdict: Verdict | None = None
    p_aesthetic: float | None = None
    decision: Decision = UNDECIDED
    position: str = ""
    readable: bool = True


class Loupe(QWidget):
    """Fit, 100 %, zoom about the cursor, pan; an overlay that stays on its photograph; messages instead of one."""

    full_resolution_wanted = Signal()
    zoom_changed = Signal(float)
    before_wanted = Signal()  # as it was taken, before it was turned; or no longer
    room_changed = Signal()  # sharp pictures have another size now

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Loupe")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._view, self._beside = PhotoView(), PhotoView()
        self._message = _Message()
        self._strip = CaptionStrip()
        self._pages = QStackedLayout()
        self._photographs = QWidget()
        row((self._view, 1), (self._beside, 1), on=self._photographs, margins=NO_MARGINS, spacing=4)
        self._pages.addWidget(self._photographs)
        self._pages.addWidget(self._message)
        column((self._pages, 1), self._strip, on=self, margins=NO_MARGINS, spacing=0)
        self._strip.before.toggled.connect(lambda _on: self.before_wanted.emit())
        self._view.full_resolution_wanted.connect(self.full_resolution_wanted)
        self._view.zoom_changed.connect(self._on_zoom)
        self._view.clicked.connect(self._view.toggle_zoom)
        self._beside.clicked.connect(self._beside.toggle_zoom)
        self._view.changed.connect(self._follow)
        self._beside.looked.connect(self._lead)
        self._beside.hide()

    @property
    def view(self) -> PhotoView:
        """The part that shows the photograph."""
        return self._view

    @property
    def beside(self) -> PhotoView:
        """The same photograph once more, looked at as in :attr:`view`, with an overlay of its own."""
        return self._beside

    def show_beside(self, shown: bool) -> None:
        """Show the same photograph twice, or once again."""
        if shown != self._beside.isVisibleTo(self):
            self._beside.setVisible(shown)
            self._follow()
            self.room_changed.emit()

    @property
    def message(self) -> str:
        """The message shown instead of a photograph; empty while one is shown."""
        return self._message.text if self._pages.currentWidget() is self._message else ""

    def sharp_side(self, full_size: QSize) -> int:
        """The longest side, in device pixels, of a photograph that fits the loupe; empty ``full_size``: not known."""
        wide = (self.width() - 4) / 2 if self._beside.isVisibleTo(self) else self.width()
        room = QSizeF(max(wide, 1), max(self.height() - self._strip.height(), 1))
        return self._view.side_at_fit(full_size, room * self.devicePixelRatioF())

    def show_photo(self, image: QImage, full_size: QSize, title: str = "", smaller: Sequence[QImage] = ()) -> None:
        """Show a photograph at once from a picture of any size; ``full_size`` is the file's size in pixels, upright.

        An empty ``full_size`` means "not known yet": the picture fills the window as the photograph will. ``smaller``
        are the picture's halvings. ``Format_RGB32`` paints fastest.

        A zoom that is not *fit* is kept at the same relative place, as when comparing sharpness; the overlay goes.
        """
        self._pages.setCurrentWidget(self._photographs)
        self._view.setAccessibleName(f"Photograph {title}".strip())
        self._view.show_photo(image, full_size, smaller)
        self._on_zoom(self._view.scale)

    def show_sharper(self, image: QImage, full_size: QSize, smaller: Sequence[QImage] = ()) -> None:
        """Swap a larger picture of the same photograph in without a jump; overlay and zoom stay."""
        self._view.show_sharper(image, full_size, smaller)
        self._on_zoom(self._view.scale)

    def show_message(self, text: str, glyph: str = "picture") -> None:
        """Words instead of a photograph: "Reading…", or why it cannot be read (``glyph="warning"``)."""
        self._view.clear()
        self._message.show_words(text, glyph)
        self._pages.setCurrentWidget(self._message)
        self._strip.show_zoom("")

    def show_progress(self, words: str, reason: str = "") -> None:
        """Say quietly, in the strip, what becomes of the sharp picture; empty: it is here. ``reason``: a tool tip."""
        self._strip.show_progress(words, reason)

    def show_loading(self) -> None:
        """Say that a sharper picture is on its way, if it takes long enough to be noticed."""
        self._strip.show_loading()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.room_changed.emit()

    @property
    def shows_before(self) -> bool:
        """Whether a photograph that was turned is to be shown as it was taken."""
        return self._strip.before.isChecked()

    def end_before(self) -> None:
        """Another photograph: as it was turned."""
        with QSignalBlocker(self._strip.before):
            self._strip.before.setChecked(False)

    def set_caption(self, caption: Caption) -> None:
        """Tell the strip what is shown."""
        self._strip.show_caption(caption)

    def set_overlay(self, overlay: QImage | None) -> None:
        """Draw ``overlay`` (any size, stretched over the whole photograph) above it; None removes it."""
        self._view.set_overlay(overlay)

    def set_overlay_opacity(self, opacity: float) -> None:
        """How strongly the overlay covers, 0 to 1."""
        for view in (self._view, self._beside):
            view.set_overlay_opacity(opacity)

    def toggle_zoom(self) -> None:
        self._view.toggle_zoom()

    def zoom_in(self) -> None:
        self._view.zoom_in()

    def zoom_out(self) -> None:
        self._view.zoom_out()

    def _follow(self) -> None:
        if self._beside.isVisibleTo(self):
            self._beside.setAccessibleName(self._view.accessibleName())
            self._beside.show_same_as(self._view)

    def _lead(self) -> None:
        self._view.look_at(self._beside.look)

    def _on_zoom(self, scale: float) -> None:
        amount = f"{100 * scale:.0f} %"
        words = ["Fit"] * self._view.fitted + [amount] * self._view.known_size
        self._strip.show_zoom(" · ".join(words))
        self.zoom_changed.emit(scale)


class CaptionStrip(QWidget):
    """One line below the photograph: decision, name, place in the series, verdict, zoom."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._decision = DecisionMarks()
        self._name = ElidedLabel()
        self._position = quiet(PlainLabel())
        self._chip = VerdictChip()
        self._zoom = quiet(PlainLabel())
        self._zoom.setMinimumWidth(self.fontMetrics().horizontalAdvance("Fit · 100 %  "))
        self._zoom.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._zoom.setAccessibleName("Zoom")
        self.before = QToolButton()
        self.before.setText("Before rotation")
        self.before.setCheckable(True)
        self.before.setToolTip("Show it as it was taken, before it was rotated")
        self.before.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.before.hide()
        self._progress = quiet(PlainLabel())
        self._progress.setAccessibleName("Loading")
        self._loading = QTimer(self, singleShot=True, interval=LOADING_MS)
        self._loading.timeout.connect(lambda: self._progress.setText("Loading…"))
        quieter = (self.before, self._progress, self._position, self._chip, self._zoom)
        row(self._decision, (self._name, 1), *quieter, on=self, margins=(12, 5, 12, 5), spacing=12)
        self.setFixedHeight(self.fontMetrics().height() + 20)

    def show_caption(self, caption: Caption) -> None:
        self._name.setText(caption.name)
        self._position.setText(caption.position)
        self._chip.show_verdict(caption.verdict, caption.p_aesthetic)
        self._chip.setVisible(caption.readable)
        self._decision.show_decision(caption.decision)
        self.before.setVisible(caption.decision.turn != 0)

    def show_loading(self) -> None:
        if not self._progress.text():
            self._loading.start()

    def show_progress(self, words: str, reason: str) -> None:
        self._loading.stop()
        self._progress.setText(words)
        self._progress.setToolTip(literal(reason))

    def show_zoom(self, text: str) -> None:
        self._zoom.setText(text)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """In a narrow window the name keeps its place and the rest steps back."""
        self._position.setVisible(self.width() >= 560)
        for widget in (self._decision, self._progress):
            widget.setVisible(self.width() >= 500)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours().panel)
        painter.fillRect(0, 0, self.width(), 1, colours().border)


class _Message(QWidget):
    """A sign and a sentence in the middle, where the photograph would be."""

    def __init__(self) -> None:
        super().__init__()
        self._sign = GlyphLabel("picture", 40)
        self._label = wrapping()
        self._label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._label.setMinimumWidth(120)
        sign = (self._sign, Qt.AlignmentFlag.AlignHCenter)
        column(STRETCH, sign, self._label, STRETCH, on=self, margins=(24, 24, 24, 24), spacing=14)

    @property
    def text(self) -> str:
        return self._label.text()

    def show_words(self, text: str, glyph: str) -> None:
        self._sign.show_glyph(glyph, "unsure" if glyph == "warning" else "muted")
        self._label.setText(text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), colours().background)
