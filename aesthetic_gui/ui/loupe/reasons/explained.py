"""The reasons of the photograph in the loupe: asked for, laid over it, and told in the inspector.

choice ──> Asking ──> worker ──> Explanation ──> overlay, label and hover on the photograph; legend and mark beside it
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from aesthetic_gui.culling.item import Item
from aesthetic_gui.explain.drawing.look import USUAL, Look
from aesthetic_gui.explain.methods import AESTHETIC, method_called
from aesthetic_gui.photo import Explanation, Photo, Sure
from aesthetic_gui.scoring.calibration import Calibration
from aesthetic_gui.ui.inspector.why_panel import WhyPanel
from aesthetic_gui.ui.loupe.reasons.laid import LaidReason
from aesthetic_gui.ui.loupe.view import Loupe
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.why.asking import Asking
from aesthetic_gui.ui.why.choice import Choice
from aesthetic_gui.ui.why.painting import Painted, Painting
from aesthetic_gui.ui.why.told import no_reason, region_words


class Explained(QObject):
    """What is found for one photograph never stays on another."""

    answered = Signal(object, object)  # Item, Explanation: its reason by the first method is complete, checked or not
    changed = Signal()  # what is chosen: other words in menus and panel

    def __init__(self, session: Session, loupe: Loupe, panel: WhyPanel, choice: Choice, parent: QObject) -> None:
        super().__init__(parent)
        self.choice = choice
        self._session, self._loupe, self._panel = session, loupe, panel
        self._method, self._look = "", USUAL
        self._item: Item | None = None
        self._answer: Explanation | None = None  # for that photograph, by the method
        self._unreliable: set[str] = set()  # methods that have none
        self._about: tuple[Photo, int, str] | None = None  # and for which photograph and target
        self._reasons = LaidReason(loupe.view), LaidReason(loupe.beside)
        self._asking = Asking(session.worker, self)
        self._asking.begun.connect(self._show_begun)
        self._asking.found.connect(self._take)
        self._asking.failed.connect(self._take_failure)
        self._painting = Painting(self)
        self._painting.painted.connect(self._show)
        panel.opacity_changed.connect(loupe.set_overlay_opacity)
        panel.cancelled.connect(self._asking.cancel)
        panel.show_choice(choice)

    @property
    def method(self) -> str:
        """The method by which every photograph is explained; "" for none."""
        return self._method

    @property
    def answer(self) -> tuple[Item, Explanation] | None:
        """The photograph that is explained and its reason, by the first method where there are two."""
        return (self._item, self._answer) if self._item and self._answer and self._answer.complete else None

    @property
    def side_by_side(self) -> bool:
        return bool(self._method) and self._panel.beside.isChecked()

    def choose(self, method: str) -> None:
        """By ``method`` from now on, "" for none; what was found by another goes."""
        self._method = method
        self.leave()
        self._panel.show_choice(self.choice)
        self._loupe.show_beside(self.side_by_side)
        self.changed.emit()

    def ask(self, item: Item) -> None:
        """Explain ``item`` by what is chosen."""
        about = item.photo, item.decision.turn, self.choice.target
        if about != self._about:
            self._unreliable.clear()
        self._item, self._about = item, about
        if not self._method or item.unreadable is not None:
            return
        if against := self.choice.why_not(self._method):  # chosen in a menu, where nothing is greyed
            self._panel.show_failure(f"{against} Choose another method, or explain another number.")
            return
        methods = (self._method, self.choice.beside) if self.side_by_side else (self._method,)
        self._asking.ask(item.photo, item.decision.turn, [self.choice.asked(method) for method in methods])

    def ask_once(self, item: Item) -> None:
        """The same, unless it was asked already."""
        if not self._asking.is_about(item.photo, item.decision.turn):
            self.ask(item)

    def ask_again(self) -> None:
        """Something else was chosen: the target, a level, two instead of one."""
        if self._method:
            item = self._item
            self.choose(self._method)
            if item is not None:
                self.ask(item)

    def leave(self) -> None:
        """Nothing is asked of the photograph any more, and nothing of it stays."""
        self._asking.cancel()
        self._painting.forget()
        self._item = self._answer = None
        self._panel.set_method(self._method)
        for reason in self._reasons:
            reason.clear()

    def show_again(self) -> None:
        """The view shows the same photograph again, without what lay over it."""
        for reason in self._reasons:
            reason.lay()

    def set_look(self, look: Look) -> None:
        """Draw reasons so from now on, what is shown at once."""
        if look != self._look:
            self._look = look
            self.ask_again()

    def set_taste(self, taste: str) -> None:
        """The taste in charge, "" for none."""
        if taste != self.choice.taste:
            self.choice.taste = taste
            self._panel.show_choice(self.choice)

    def close(self) -> None:
        """Wait for the thread that draws."""
        self.leave()
        self._painting.close()

    def _show_begun(self, place: int) -> None:
        method = self._method_of(place)
        words = "Starting TensorFlow…" if method_called(method).needs == "gradients" else ""
        if place == 0:
            self._panel.show_progress(0, 0, words)
        elif words or self.side_by_side:
            self._reasons[place].label.show_words(words or f"{method_called(method).title}…")

    def _take(self, place: int, explanation: Explanation) -> None:
        if place == 0:
            self._panel.show_progress(explanation.done, explanation.total)
            self._answer = explanation
            if explanation.complete and self._item:
                self.answered.emit(self._item, explanation)
        self._painting.paint(place, explanation, self.calibration, self._look)

    def _show(self, painted: Painted) -> None:
        place, explanation, layer, told = painted
        reason = self._reasons[place]
        if explanation.sure is Sure.NO:
            self._unreliable.add(explanation.method)
            another = self.choice.next_after(explanation.method, self._unreliable)
            reason.show_none(no_reason(explanation.method, another))
            if place == 0:
                self._panel.show_no_reason(told, another)
            return
        words = partial(region_words, explanation, calibration=self.calibration)
        reason.show(layer, told, explanation.regions, words)
        if place == 0:
            self._panel.show_told(told)

    def _take_failure(self, place: int, reason: str) -> None:
        if place == 0:
            self._panel.show_failure(reason)
        else:
            self._reasons[place].label.show_words(reason)

    def _method_of(self, place: int) -> str:
        return self.choice.beside if place else self._method

    @property
    def calibration(self) -> Calibration | None:
        """Of what is unlike anything learned the evidence says nothing of P(aesthetic)."""
        score = self._item.score if self._item else None
        if self.choice.target != AESTHETIC or (score and score.unlike_anything):
            return None
        return self._session.pack.calibration
