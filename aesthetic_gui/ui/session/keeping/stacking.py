"""The window's verbs for stacks: shown at once, stored behind, undone with Ctrl+Z, as decisions are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from aesthetic_gui.culling.item import Item
from aesthetic_gui.ui.grid.model import GridModel
from aesthetic_gui.ui.session.keeping.decision_keeper import DecisionKeeper
from aesthetic_gui.ui.session.rooms import stacking


class Stacking(QObject):
    """Each takes items as they are shown, and raises ``ValueError`` where ``operations.stacking`` does."""

    def __init__(self, keeper: DecisionKeeper, model: GridModel, parent: QObject) -> None:
        super().__init__(parent)
        self._keeper, self._model = keeper, model

    def stack(self, items: Sequence[Item]) -> None:
        """Make one stack of them."""
        self._regroup(items, stacking.stack(items))

    def unstack(self, items: Sequence[Item]) -> None:
        """Take each of them out of its stack, to stand alone."""
        self._regroup(items, stacking.unstack(items))

    def split_here(self, items: Sequence[Item], path: Path) -> None:
        """Of a stack, which are ``items`` in its order, make two; the second begins with the photograph at ``path``."""
        self._regroup(items, stacking.split_here(items, path))

    def merge(self, first: Sequence[Item], second: Sequence[Item]) -> None:
        """Make one stack of two."""
        self._regroup([*first, *second], stacking.merge(first, second))

    def choose_cover(self, items: Sequence[Item], path: Path) -> None:
        """Let the photograph at ``path`` stand for its stack, which are ``items``."""
        self._regroup(items, stacking.choose_cover(items, path))

    def group_again(self, items: Sequence[Item]) -> None:
        """Let the program group them again."""
        self._regroup(items, stacking.group_again(items))

    def _regroup(self, items: Sequence[Item], regrouping: stacking.Regrouping) -> None:
        self._model.rearrange_after(self._keeper.regroup(items, regrouping))
