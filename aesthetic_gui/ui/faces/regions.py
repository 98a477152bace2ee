"""Where on the photographs something was measured: of the line that is pointed at, or of all, by one key."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.looking.marks import Mark, all_marks
from aesthetic_gui.ui.loupe.photo_view import PhotoView


class Regions(QObject):
    """The window's verb for it. ``views`` gives what is on screen large, the one that is meant first."""

    def __init__(self, views: Callable[[], Sequence[tuple[PhotoView, Item]]], parent: QObject) -> None:
        super().__init__(parent)
        self._views = views
        self._pointed: Mark | None = None
        self.all = False

    def toggle(self) -> None:
        """All regions of all that is large, or only what is pointed at again."""
        self.all = not self.all
        self.follow()

    def point(self, mark: Mark | None) -> None:
        """The inspector's: a line or face of the photograph that is meant, or none."""
        self._pointed = mark
        self.follow()

    def follow(self) -> None:
        """Other photographs are shown, or more is known of them."""
        for place, (view, item) in enumerate(self._views()):
            marks = all_marks(item.facts, item.decision.turn) if self.all and item.facts else ()
            pointed = [self._pointed] if self._pointed and not place and self._pointed not in marks else []
            view.marking.show_marks((*marks, *pointed))
