"""Decisions on their way: shown at once, stored by a thread that nothing long ever holds up, taken back if that fails.

decide ──> rows, LatelySaid ──> deciding.decide (the decisions' thread, durable) ──> stored
           what other threads have read since then is shown with it: ``of``, ``take_over``
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.item import Item
from aesthetic_gui.photo import AestheticError, Decision, Details, Photo
from aesthetic_gui.ui.grid.model import GridModel
from aesthetic_gui.ui.session.catalog_queue import CatalogQueue
from aesthetic_gui.ui.session.lately_said import LatelySaid, Said
from aesthetic_gui.ui.session.own_changes import Moves
from aesthetic_gui.ui.session.rooms import deciding, describing, tasting


class Syncing(QObject):
    """Waits for the disk after decisions, once for all that came meanwhile: the next one need not wait for it."""

    failed = Signal(str)

    def __init__(self, catalog: Catalog, parent: QObject) -> None:
        super().__init__(parent)
        self._catalog = catalog
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="syncing")
        self._asked = threading.Event()

    def ask(self) -> None:
        """In any thread: what was written until now is to survive a power cut soon."""
        if not self._asked.is_set():
            self._asked.set()
            self._executor.submit(self._sync)

    def close(self) -> None:
        self._executor.shutdown(wait=True)

    def _sync(self) -> None:
        self._asked.clear()
        try:
            self._catalog.sync()
        except AestheticError as error:
            self.failed.emit(str(error))


class DecisionKeeper(QObject):
    """``line`` is the decisions' thread, ``others`` those that read of the catalog, one of them perhaps for hours."""

    decided = Signal()  # something was stored, or taken back
    turned = Signal(object)  # the paths of photographs that are shown turned otherwise; what was decided is stored next

    def __init__(
        self, catalog: Catalog, model: GridModel, line: CatalogQueue, others: Sequence[CatalogQueue], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._catalog, self._model, self._line, self._others = catalog, model, line, others
        self.said, self._written = LatelySaid[Decision](), LatelySaid[Details]()
        self._renames = Moves()  # by other programs; only who writes undisturbed looks into it: see :meth:`renamed`

    def decide(self, before: Sequence[Item], change: dict[str, Any], taste: str) -> list[Item]:
        """Make the ``change`` to items: returned as they are shown now, and stored; it teaches the ``taste``."""
        changed = [item.decided(deciding.changed(item.decision, **change)) for item in before]
        said = self.said.say({item.photo.path: item.decision for item in changed})
        self._model.update(changed)
        photos = [item.photo for item in before]
        self._line.run(
            lambda: self._keep(photos, lambda there: deciding.decide(self._catalog, there, **change)),
            lambda _nothing: self._finish(said),
            lambda _reason: self._take_back(said, before),
        )
        if taste:
            self._line.run(lambda: self._keep(photos, lambda there: tasting.add_members(self._catalog, taste, there)))
        self._tell_turned(before, changed)
        return changed

    def describe(self, before: Sequence[Item], rewriting: describing.Rewriting) -> list[Item]:
        """The same of what is written of items: shown at once, stored behind, or taken back."""
        rewritten = cache(rewriting.of)  # many of a shoot have the same
        changed = [replace(item, details=rewritten(item.details)) for item in before]
        said = self._written.say({item.photo.path: item.details for item in changed})
        self._model.update(changed)
        photos = [item.photo for item in before]
        self._line.run(
            lambda: self._keep(photos, lambda there: describing.describe(self._catalog, there, rewriting)),
            lambda _nothing: self._finish_writing(said),
            lambda _reason: self._take_back_writing(said, before),
        )
        return changed

    def take_over_details(self, details: Mapping[Path, Details]) -> None:
        """As :meth:`take_over`, of what was written."""
        self._show_details({path: one for path, one in details.items() if not self._written.knows(path)})
        here = [item for path in details if self._written.knows(path) and (item := self._model.find(path))]
        if photos := [item.photo for item in here]:
            self._line.run(lambda: describing.written_now(self._catalog, photos), self.take_details)

    def take_details(self, details: Mapping[Path, Details]) -> None:
        """As :meth:`take_decided`, of what was written."""
        new = {path: now for path, now in details.items() if not self._written.is_being_stored(path)}
        self._forget_writing_soon(self._written.say(new, stored=True))
        self._show_details(new)

    def take_over(self, decisions: Mapping[Path, Decision]) -> None:
        """Show what another thread has heard to count; of what was decided here meanwhile, what comes of both."""
        self._show({path: decision for path, decision in decisions.items() if not self.said.knows(path)})
        here = [item for path in decisions if self.said.knows(path) and (item := self._model.find(path))]
        if photos := [item.photo for item in here]:
            self._line.run(lambda: deciding.decided_now(self._catalog, photos), self.take_decided)

    def take_decided(self, decisions: Mapping[Path, Decision]) -> None:
        """Show what the decisions' thread has just found, or made, to count, unless it was decided again since."""
        new = {path: now for path, now in decisions.items() if not self.said.is_being_stored(path)}
        self._forget_soon(self.said.say(new, stored=True))
        self._show(new)

    def of(self, item: Item, before: Path | None = None) -> Item:
        """``item`` with what was said meanwhile: what told of it may not know. It was ``before`` until now."""
        path = item.photo.path
        details = self._written.of(path, self._written.of(before or path, item.details))
        item = item if details is item.details else replace(item, details=details)
        decision = self.said.of(path, self.said.of(before or path, item.decision))
        return item if decision is item.decision else item.decided(decision)

    def follow(self, moved: Mapping[Path, Path], gone: Collection[Path]) -> None:
        """Rows have ``moved``, or are ``gone``."""
        for lately in (self.said, self._written):
            lately.follow(moved)
            lately.drop(gone)
        self._line.run(lambda: self._forget_renames({*moved, *gone}))  # after the decisions made until now

    def renamed(self, moved: Sequence[tuple[Path, Photo]], follow: Callable[[], None]) -> None:
        """In any thread: other programs have ``moved`` these; ``follow`` lets the catalog go along.

        No decision comes in between: each is for where its photograph is at that moment.
        """
        with self._catalog.undisturbed():
            self._renames.note((source, photo.path) for source, photo in moved)
            follow()

    def clear(self) -> None:
        """Another folder is open: nothing is shown where it was before a rename."""
        self._line.run(self._renames.clear)

    def _keep(self, photos: Sequence[Photo], keep: Callable[[Sequence[Photo]], object]) -> None:
        """In the decisions' thread; what operations have moved meanwhile the catalog knows itself."""
        with self._catalog.undisturbed():
            keep([replace(photo, path=self._renames.now(photo.path)) for photo in photos])

    def _forget_renames(self, paths: Collection[Path]) -> None:
        with self._catalog.undisturbed():
            self._renames.forget(paths)

    def _finish_writing(self, said: Sequence[Said[Details]]) -> None:
        for one in said:
            one.stored = True
        self._forget_writing_soon(said)
        self.decided.emit()

    def _take_back_writing(self, said: Sequence[Said[Details]], before: Sequence[Item]) -> None:
        self._written.forget(said)
        self.take_details({one.path: item.details for one, item in zip(said, before, strict=True)})
        self.decided.emit()

    def _show_details(self, details: Mapping[Path, Details]) -> None:
        items = [item for path in details if (item := self._model.find(path))]
        self._model.update([replace(item, details=details[item.photo.path]) for item in items])

    def _forget_writing_soon(self, said: Sequence[Said[Details]]) -> None:
        if said:
            self._come_past(list(self._others), lambda: self._written.forget(said))

    def _finish(self, said: Sequence[Said[Decision]]) -> None:
        for one in said:
            one.stored = True
        self._forget_soon(said)
        self.decided.emit()

    def _take_back(self, said: Sequence[Said[Decision]], before: Sequence[Item]) -> None:
        """It could not be stored: what was decided ``before`` counts, unless it was decided again since."""
        self.said.forget(said)
        self.take_decided({one.path: item.decision for one, item in zip(said, before, strict=True)})
        self.decided.emit()

    def _show(self, decisions: Mapping[Path, Decision]) -> None:
        before = [item for path in decisions if (item := self._model.find(path))]
        now = [item.decided(decisions[item.photo.path]) for item in before]
        self._model.update(now)
        self._tell_turned(before, now)

    def _tell_turned(self, before: Sequence[Item], now: Sequence[Item]) -> None:
        pairs = zip(before, now, strict=True)
        if paths := [item.photo.path for was, item in pairs if was.decision.turn != item.decision.turn]:
            self.turned.emit(paths)

    def _forget_soon(self, said: Sequence[Said[Decision]]) -> None:
        """Once the other threads have come past: what they read from then on knows of it."""
        if said:
            self._come_past(list(self._others), lambda: self.said.forget(said))

    def _come_past(self, lines: Sequence[CatalogQueue], then: Callable[[], None]) -> None:
        if not lines:
            then()
            return
        first, *others = lines
        first.run(lambda: None, lambda _: self._come_past(others, then))
