"""What lies over one view: the colours, a line that says what they are, and the region that is pointed at."""

from __future__ import annotations

from PySide6.QtGui import QImage

from aesthetic_gui.later import NDArray, np
from aesthetic_gui.ui.loupe.photo_view import PhotoView
from aesthetic_gui.ui.why.hover import RegionHover, Words
from aesthetic_gui.ui.why.label import ReasonLabel
from aesthetic_gui.ui.why.told import Told


class LaidReason:
    """Over ``view``, until it is cleared; a view that shows a photograph again loses the colours: :meth:`lay` them."""

    def __init__(self, view: PhotoView) -> None:
        self._view = view
        self._layer: QImage | None = None
        self.label = ReasonLabel(view)
        self.hover = RegionHover(view, lambda: view.whole)

    def show(self, layer: QImage, told: Told, regions: NDArray[np.int16] | None, words: Words) -> None:
        """``words`` say what a region does."""
        self._layer = layer
        self.lay()
        self.label.show_told(told)
        self.hover.show_regions(regions, words)

    def show_none(self, words: str) -> None:
        """Words, and nothing painted."""
        self.clear()
        self.label.show_words(words)

    def lay(self) -> None:
        self._view.set_overlay(self._layer)

    def clear(self) -> None:
        self._layer = None
        self.lay()
        self.label.show_words("")
        self.hover.show_regions(None, lambda _number: ())
