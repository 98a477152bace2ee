"""Why, by one key: held, the reason is looked at for as long; tapped, it stays until the key is tapped again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from aesthetic_gui.explain.methods import METHODS
from aesthetic_gui.ui.input.keyboard import Keyboard
from aesthetic_gui.ui.loupe.showing import Showing
from aesthetic_gui.ui.session.kept_settings import KeptSettings

TAP_SECONDS = 0.3  # a key held longer was held to look
_IDS = [method.id for method in METHODS]


class Reasons(QObject):
    """The window's verbs for the reason; ``why`` shows it by a method, or hides it where there is none."""

    def __init__(
        self,
        why: Callable[[str], None],
        showing: Showing,
        kept: KeptSettings,
        keyboard: Keyboard,
        back: Callable[[], Callable[[], None] | None],
    ) -> None:
        """``back`` tells, before the reason is shown, how to come back from where it is; None: it is there already."""
        super().__init__(showing)
        self._why, self._showing, self._kept, self._keyboard, self._back = why, showing, kept, keyboard, back

    def look(self) -> None:
        """Show the reason, by the method of last time; hide it where it is shown. A key that is held undoes it."""
        shown, back = self._showing.method, self._back()
        self._why("" if shown and back is None else self._method)
        self._keyboard.when_released(lambda held: self._let_go(held, shown, back))

    def next_method(self) -> None:
        """Show the reason by the next method, and by that one from now on."""
        step = 1 if self._showing.method else 0  # nothing is shown yet: by that of last time
        self.show(_IDS[(_IDS.index(self._method) + step) % len(_IDS)])

    def show(self, method: str) -> None:
        """Show the reason by ``method``, and by that one from now on; the same again hides it, and so does ""."""
        if method:
            self._kept.remember(reason=method)
        self._why(method)

    @property
    def _method(self) -> str:
        kept = self._showing.method or self._kept["reason"]
        return kept if kept in _IDS else _IDS[0]

    def _let_go(self, held: float, shown: str, back: Callable[[], None] | None) -> None:
        if held < TAP_SECONDS:
            return
        self._why(shown)
        if back is not None:
            back()
