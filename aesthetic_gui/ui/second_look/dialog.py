"""A second look: one photograph at a time, as large as the window, without a word of what was decided before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QRect, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QPainter, QPaintEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QPushButton, QStackedLayout, QWidget

from aesthetic_gui.culling.item import Item
from aesthetic_gui.ui.loupe.photo_view import PhotoView
from aesthetic_gui.ui.loupe.picture import LoadedPicture, PictureRequest, full_size
from aesthetic_gui.ui.loupe.picture_loader import PictureLoader
from aesthetic_gui.ui.theme import colours
from aesthetic_gui.ui.widgets.layouts import NO_MARGINS, STRETCH, column, row
from aesthetic_gui.ui.widgets.text import PlainLabel, quiet, wrapping

_ASKER = "second look"
ASKED = "Rejects and keepers, mixed: would you keep it?"
_LINE = 2  # pixels
Keys = Mapping[str, Sequence[QKeySequence]]


class SecondLookDialog(QDialog):
    """Shows ``items`` in their order; what is answered already is passed over. Leaving loses no answer."""

    answered = Signal(object, bool)  # Path, whether it would be kept
    taken_back = Signal(object)  # Path: it is not answered any more
    looked_at_all = Signal()

    def __init__(
        self,
        items: Sequence[Item],
        answers: Mapping[Path, bool],
        loader: PictureLoader,
        profile: bytes | None,
        keys: Keys,
        parent: QWidget,
    ) -> None:
        """``keys`` are the photographer's own for "pick" and "reject"."""
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle("Second look")
        self.setAccessibleName("Second look")
        self._items, self._loader, self._profile = list(items), loader, profile
        self._answers = {item.photo.path for item in items if item.photo.path in answers}
        self._place = next((n for n, item in enumerate(items) if item.photo.path not in self._answers), len(items))
        self._picture: LoadedPicture | None = None
        self.view, self._message = PhotoView(), wrapping("Reading…")
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._progress, self.position = _Progress(), quiet(PlainLabel())
        self._lay_out(keys)
        self._connect(keys)
        self.setGeometry(_over(parent))
        self._show_current()

    @property
    def current(self) -> Item | None:
        return self._items[self._place] if self._place < len(self._items) else None

    def show_result(self, page: QWidget) -> None:
        """What it comes to, in place of the photographs."""
        self._whole.addWidget(page)
        self._whole.setCurrentWidget(page)
        page.setFocus()

    # answering

    def keep(self) -> None:
        self._answer(keep=True)

    def let_go(self) -> None:
        self._answer(keep=False)

    def go_back(self) -> None:
        """To the one before, whose answer is taken back."""
        if self._place:
            self._place -= 1
            path = self._items[self._place].photo.path
            self._answers.discard(path)
            self.taken_back.emit(path)
            self._show_current()

    def _answer(self, *, keep: bool) -> None:
        item = self.current
        if item is None:
            return
        self._answers.add(item.photo.path)
        self.answered.emit(item.photo.path, keep)
        self._place += 1
        while self.current and self.current.photo.path in self._answers:
            self._place += 1
        self._show_current()
        if self.current is None:
            self.looked_at_all.emit()

    # showing

    def _show_current(self) -> None:
        item, total = self.current, len(self._items)
        self._picture = None
        done = len(self._answers)
        self._progress.show_share(done / total if total else 1.0)
        self.position.setText(f"{done + 1:,} of {total:,} · {ASKED}" if item else "")
        self.back.setEnabled(self._place > 0)
        if item is None:
            self._loader.want((), asker=_ASKER)
            return
        self.view.setAccessibleName(f"Photograph {done + 1} of {total}")
        self.view.zoom_to_fit()
        self._pages.setCurrentWidget(self._message)
        self._message.setText("Reading…")
        cached = self._loader.at_hand(self._request(item))
        if cached is not None:
            self._take(cached)
        self._read()

    def _read(self) -> None:
        item = self.current
        if item is None:
            return
        request = self._request(item)
        wanted = [request, request._replace(longest_side=None)] if self.view.wants_more else [request]
        missing = [each for each in wanted if self._picture is None or not self._picture.fulfils(each)]
        self._loader.want(
            missing, list(map(self._request, self._items[self._place + 1 : self._place + 3])), asker=_ASKER
        )

    def _request(self, item: Item) -> PictureRequest:
        room = QSizeF(max(self.width(), 1), max(self.height() - self._strip.sizeHint().height(), 1))
        side = self.view.side_at_fit(full_size(item), room * self.devicePixelRatioF())
        return PictureRequest.of(item, side, self._profile)

    def _take(self, picture: LoadedPicture) -> None:
        item = self.current
        if item is None or not picture.request.alike(self._request(item)):
            return
        if self._picture is not None and picture.levels[0].width() <= self._picture.levels[0].width():
            return
        first, self._picture = self._picture is None, picture
        image, *smaller = picture.levels
        self._pages.setCurrentWidget(self.view)
        self._put(image, picture, smaller, first=first)

    def _put(self, image: QImage, picture: LoadedPicture, smaller: Sequence[QImage], *, first: bool) -> None:
        put = self.view.show_photo if first else self.view.show_sharper
        put(image, picture.full_size, smaller)

    def _take_failure(self, request: PictureRequest, reason: str) -> None:
        if self.current and request.photo == self.current.photo and self._picture is None:
            self._message.setText(f"This photograph cannot be read: {reason}.")

    def done(self, result: int) -> None:
        self._loader.want((), asker=_ASKER)
        super().done(result)

    # inside

    def _lay_out(self, keys: Keys) -> None:
        self.no = _button(f"Reject  {_first(keys, 'reject')}", "Reject")
        self.yes = _button(f"Keep  {_first(keys, 'pick')}", "Keep")
        self.back = _button("Back", "Back to the one before; its answer is taken back")
        self.leave = _button("Leave", "Leave; no answer is lost")
        self._strip = QWidget()
        self._strip.setAutoFillBackground(True)
        self.view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        answers = row(self.no, self.yes, spacing=10)
        row((self.position, 1), self.back, 18, answers, 18, STRETCH, self.leave, on=self._strip, margins=(18, 9, 18, 9))
        photograph, looking = QWidget(), QWidget()
        self._pages = QStackedLayout(photograph)
        self._pages.addWidget(self.view)
        self._pages.addWidget(self._message)
        column((photograph, 1), self._progress, self._strip, on=looking, margins=NO_MARGINS, spacing=0)
        self._whole = QStackedLayout(self)
        self._whole.addWidget(looking)

    def _connect(self, keys: Keys) -> None:
        for button, verb in ((self.no, self.let_go), (self.yes, self.keep), (self.back, self.go_back)):
            button.clicked.connect(verb)
        self.leave.clicked.connect(self.reject)
        verbs = {"reject": self.let_go, "pick": self.keep}
        for name, verb in verbs.items():
            for key in keys.get(name, ()):
                QShortcut(key, self).activated.connect(verb)
        for own, verb in (("Left", self.go_back), ("Ctrl+Z", self.go_back), ("Z", self.view.toggle_zoom)):
            QShortcut(QKeySequence(own), self).activated.connect(verb)
        self.view.clicked.connect(self.view.toggle_zoom)
        self.view.full_resolution_wanted.connect(self._read)
        self._loader.loaded.connect(self._take)
        self._loader.failed.connect(self._take_failure)

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard is for the photograph, and on no button."""
        super().showEvent(event)
        if self.current is not None:
            self.view.setFocus()

    def paintEvent(self, _event: QPaintEvent) -> None:
        looking = self._strip.isVisible()
        QPainter(self).fillRect(self.rect(), colours().background if looking else colours().panel)


class _Progress(QWidget):
    """A thin line below the photograph."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setFixedHeight(_LINE)
        self.setAccessibleName("Progress of the second look")

    def show_share(self, share: float) -> None:
        self._share = share
        self.setAccessibleDescription(f"{100 * share:.0f} %")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours().border)
        painter.fillRect(0, 0, round(self._share * self.width()), _LINE, colours().accent)


def _over(window: QWidget) -> QRect:
    """All that the window covers, where it stands."""
    return QRect(window.mapToGlobal(window.rect().topLeft()), window.size())


def _first(keys: Keys, name: str) -> str:
    found = keys.get(name, ())
    return f"({found[0].toString(QKeySequence.SequenceFormat.NativeText)})" if found else ""


def _button(words: str, told: str) -> QPushButton:
    button = QPushButton(words)
    button.setAccessibleName(told)
    button.setAutoDefault(False)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
