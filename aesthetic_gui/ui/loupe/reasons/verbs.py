"""Why, by one key: held, the reason is looked at for as long; tapped, it stays until the key is tapped again."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject

from aesthetic_gui.ui.input.keyboard import Keyboard
from aesthetic_gui.ui.inspector.why_panel import WhyPanel
from aesthetic_gui.ui.loupe.reasons.explained import Explained
from aesthetic_gui.ui.loupe.view import Loupe
from aesthetic_gui.ui.session.kept_settings import KeptSettings
from aesthetic_gui.ui.why.blinking import TAP_SECONDS, Blinking

STEP = 0.1  # of the opacity, by a key


class Reasons(QObject):
    """The window's verbs for the reason; ``why`` shows it by a method, or hides it where there is none."""

    def __init__(
        self,
        why: Callable[[str], None],
        explained: Explained,
        panel: WhyPanel,
        loupe: Loupe,
        kept: KeptSettings,
        keyboard: Keyboard,
        back: Callable[[], Callable[[], None] | None],
    ) -> None:
        """``back`` tells, before the reason is shown, how to come back from where it is; None: it is there already."""
        super().__init__(explained)
        self._why, self._explained, self._panel, self._loupe = why, explained, panel, loupe
        self._kept, self._keyboard, self._back = kept, keyboard, back
        self._choice = explained.choice
        self.blinking = Blinking(self)
        self._pressed_at = 0.0
        self._connect()

    def look(self) -> None:
        """Show the reason, by the method of last time; hide it where it is shown. A key that is held undoes it."""
        shown, back = self._explained.method, self._back()
        self._why("" if shown and back is None else self._method)
        self._keyboard.when_released(lambda held: self._let_go(held, shown, back))

    def next_method(self) -> None:
        """Show the reason by the next method that can, and by that one from now on."""
        shown = self._explained.method
        self.show(self._choice.next_after(shown) or shown if shown else self._method)

    def show(self, method: str) -> None:
        """Show the reason by ``method``, and by that one from now on; the same again hides it, and so does ""."""
        if method:
            self._choice.keep(method=method)
        self._why(method)

    def blink(self) -> None:
        """Held, the photograph alone; tapped, photograph and reason in turn. Where no reason is shown, it is."""
        if not self._is_shown():
            self._why(self._method)
            return
        self.blinking.press()
        self._keyboard.when_released(self.blinking.release)

    def stronger(self) -> None:
        self._step_opacity(STEP)

    def fainter(self) -> None:
        self._step_opacity(-STEP)

    def side_by_side(self) -> None:
        """The same photograph twice, each with its own method; or once again."""
        if self._is_shown():
            self._show_beside(not self._panel.beside.isChecked())
        else:
            self._show_beside(True)
            self._why(self._method)

    def _connect(self) -> None:
        panel = self._panel
        panel.method_chosen.connect(self.show)
        panel.target_chosen.connect(self._choose_target)
        panel.level_chosen.connect(lambda level: self._choose(level=level))
        panel.option_chosen.connect(lambda option: self._choose(option=option))
        panel.beside_chosen.connect(lambda method: self._choose(beside=method))
        panel.beside_toggled.connect(self._show_beside)
        panel.blink.pressed.connect(self._press)
        panel.blink.released.connect(lambda: self.blinking.release(time.monotonic() - self._pressed_at))
        self.blinking.seen.connect(self._see)
        self._explained.changed.connect(self._end_blinking)

    @property
    def _method(self) -> str:
        return self._explained.method or self._choice.method

    def _is_shown(self) -> bool:
        return bool(self._explained.method) and self._back() is None

    def _choose(self, **values: str | int) -> None:
        self._choice.keep(**values)
        self._explained.ask_again()

    def _choose_target(self, target: str) -> None:
        """By the same method, or where that cannot, by the first that can."""
        self._choice.keep(target=target)
        if self._choice.why_not(self._explained.method):
            self._why(self._choice.method)
        else:
            self._explained.ask_again()

    def _show_beside(self, on: bool) -> None:
        self._panel.set_beside(on)
        self._explained.ask_again()

    def _step_opacity(self, step: float) -> None:
        opacity = min(1.0, max(0.0, round(self._panel.opacity.fraction + step, 2)))
        self._panel.set_opacity(opacity)
        self._panel.opacity_changed.emit(opacity)

    def _press(self) -> None:
        self._pressed_at = time.monotonic()
        self.blinking.press()

    def _see(self, seen: bool) -> None:
        self._loupe.set_overlay_opacity(self._kept["overlay_opacity"] if seen else 0.0)

    def _end_blinking(self) -> None:
        if not self._explained.method:
            self.blinking.stop()

    def _let_go(self, held: float, shown: str, back: Callable[[], None] | None) -> None:
        if held < TAP_SECONDS:
            return
        self._why(shown)
        if back is not None:
            back()
