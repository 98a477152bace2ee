"""One kind of what is said of photographs, such as decisions, on its way into the catalog.

say ──> rows, LatelySaid ──> stored in the decisions' thread ──> the other threads come past: what they read knows it
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from aesthetic_gui.culling.item import Item
from aesthetic_gui.photo import Photo
from aesthetic_gui.ui.grid.model import GridModel
from aesthetic_gui.ui.session.catalog_queue import CatalogQueue
from aesthetic_gui.ui.session.keeping.lately_said import LatelySaid, Said

T = TypeVar("T")


class Saying(Generic[T]):
    """``of_item`` is what an item says, ``saying`` the item once it says something else.

    ``read`` asks the catalog what counts for photographs, in the decisions' thread; ``stored`` is called in the
    window's once something was stored or taken back, ``shown`` with the rows before and after what is shown changed.
    """

    def __init__(
        self,
        model: GridModel,
        line: CatalogQueue,
        others: Sequence[CatalogQueue],
        *,
        of_item: Callable[[Item], T],
        saying: Callable[[Item, T], Item],
        read: Callable[[Sequence[Photo]], Mapping[Path, T]],
        stored: Callable[[], object],
        shown: Callable[[Sequence[Item], Sequence[Item]], object] = lambda _before, _now: None,
    ) -> None:
        self._model, self._line, self._others = model, line, others
        self._of_item, self._saying, self._read, self._stored, self._shown = of_item, saying, read, stored, shown
        self.said = LatelySaid[T]()

    def say(self, before: Sequence[Item], changed: Sequence[Item], store: Callable[[], object]) -> None:
        """Items are ``changed`` now: they are shown, and ``store`` is called in the decisions' thread."""
        said = self.said.say({item.photo.path: self._of_item(item) for item in changed})
        self._model.update(changed)
        self._line.run(store, lambda _nothing: self._finish(said), lambda _reason: self._take_back(said, before))

    def take_over(self, values: Mapping[Path, T]) -> None:
        """Show what another thread has heard to count; of what was said here meanwhile, what comes of both."""
        self._show({path: value for path, value in values.items() if not self.said.knows(path)})
        here = [item for path in values if self.said.knows(path) and (item := self._model.find(path))]
        if photos := [item.photo for item in here]:
            self._line.run(lambda: self._read(photos), self.take)

    def take(self, values: Mapping[Path, T]) -> None:
        """Show what the decisions' thread has just found, or made, to count, unless it was said again since."""
        new = {path: now for path, now in values.items() if not self.said.is_being_stored(path)}
        self._forget_soon(self.said.say(new, stored=True))
        self._show(new)

    def of(self, item: Item, before: Path | None) -> Item:
        """``item`` with what was said meanwhile: what told of it may not know. It was ``before`` until now."""
        told = self._of_item(item)
        path = item.photo.path
        value = self.said.of(path, self.said.of(before or path, told))
        return item if value is told else self._saying(item, value)

    def _finish(self, said: Sequence[Said[T]]) -> None:
        for one in said:
            one.stored = True
        self._forget_soon(said)
        self._stored()

    def _take_back(self, said: Sequence[Said[T]], before: Iterable[Item]) -> None:
        """It could not be stored: what was said ``before`` counts, unless it was said again since."""
        self.said.forget(said)
        self.take({one.path: self._of_item(item) for one, item in zip(said, before, strict=True)})
        self._stored()

    def _show(self, values: Mapping[Path, T]) -> None:
        before = [item for path in values if (item := self._model.find(path))]
        now = [self._saying(item, values[item.photo.path]) for item in before]
        self._model.update(now)
        self._shown(before, now)

    def _forget_soon(self, said: Sequence[Said[T]]) -> None:
        """Once the other threads have come past: what they read from then on knows of it."""
        if said:
            self._come_past(list(self._others), lambda: self.said.forget(said))

    def _come_past(self, lines: Sequence[CatalogQueue], then: Callable[[], None]) -> None:
        if not lines:
            then()
            return
        first, *others = lines
        first.run(lambda: None, lambda _: self._come_past(others, then))
