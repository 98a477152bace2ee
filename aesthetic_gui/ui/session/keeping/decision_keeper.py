"""What is said on its way: shown at once, stored by a thread that nothing long ever holds up, taken back if that fails.

decide, describe, regroup ──> Saying ──> operations.deciding … (the decisions' thread, durable) ──> stored
                              what other threads have read since then is shown with it: ``of``, ``take_over``
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from aesthetic_gui.catalog.catalog import Catalog, Known
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.progress import Change
from aesthetic_gui.photo import NOT_BY_HAND, AestheticError, Decision, Details, Flag, HandStack, Photo
from aesthetic_gui.ui.grid.model import GridModel
from aesthetic_gui.ui.session.catalog_queue import CatalogQueue
from aesthetic_gui.ui.session.keeping.saying import Saying
from aesthetic_gui.ui.session.own_changes import Moves
from aesthetic_gui.ui.session.rooms import deciding, describing, stacking, tasting


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
        self._catalog, self._line = catalog, line
        kept = partial(Saying, model, line, others, stored=self.decided.emit)
        self.decisions: Saying[Decision] = kept(
            of_item=lambda item: item.decision,
            saying=Item.decided,
            read=lambda photos: deciding.decided_now(catalog, photos),
            shown=self._tell_turned,
        )
        self.details: Saying[Details] = kept(
            of_item=lambda item: item.details,
            saying=lambda item, details: replace(item, details=details),
            read=lambda photos: describing.written_now(catalog, photos),
        )
        self.stacks: Saying[HandStack] = kept(
            of_item=lambda item: item.hand or NOT_BY_HAND,
            saying=lambda item, hand: replace(item, hand=hand or None),
            read=lambda photos: stacking.hands_now(catalog, photos),
        )
        self._renames = Moves()  # by other programs; only who writes undisturbed looks into it: see :meth:`renamed`

    def decide(self, before: Sequence[Item], change: dict[str, Any], taste: str) -> list[Item]:
        """Make the ``change`` to items: returned as they are shown now, and stored; it teaches the ``taste``."""
        changed = [item.decided(deciding.changed(item.decision, **change)) for item in before]
        return self._decide(before, changed, taste, lambda there: deciding.decide(self._catalog, there, **change))

    def keep_and_reject(self, before: Sequence[Item], kept: Collection[Path], taste: str) -> list[Item]:
        """The same, where those at the paths that are ``kept`` are picked, and the others rejected."""
        each = [item.photo.path in kept for item in before]
        pairs = zip(before, map(deciding.flag_of, each), strict=True)
        changed = [item.decided(replace(item.decision, flag=flag)) for item, flag in pairs]
        return self._decide(before, changed, taste, lambda there: deciding.keep_and_reject(self._catalog, there, each))

    def flag_undecided(self, before: Sequence[Item], flags: Mapping[Path, Flag]) -> list[Item]:
        """The same, where each gets its flag of ``flags``, but for what a person has said something of: a rule's flags.

        They teach no taste.
        """
        meant = [item for item in before if not item.decision.judges]
        each = [flags[item.photo.path] for item in meant]
        pairs = zip(meant, each, strict=True)
        changed = [item.decided(replace(item.decision, flag=flag)) for item, flag in pairs]
        return self._decide(meant, changed, "", lambda there: deciding.flag_undecided(self._catalog, there, each))

    def _decide(
        self, before: Sequence[Item], changed: list[Item], taste: str, decide: Callable[[Sequence[Photo]], object]
    ) -> list[Item]:
        photos = [item.photo for item in before]
        self.decisions.say(before, changed, lambda: self._keep(photos, decide))
        if taste:
            self._line.run(lambda: self._keep(photos, lambda there: tasting.add_members(self._catalog, taste, there)))
        self._tell_turned(before, changed)
        return changed

    def describe(self, before: Sequence[Item], rewriting: describing.Rewriting) -> list[Item]:
        """The same of what is written of items."""
        rewritten = cache(rewriting.of)  # many of a shoot have the same
        changed = [replace(item, details=rewritten(item.details)) for item in before]
        photos = [item.photo for item in before]
        self.details.say(
            before,
            changed,
            lambda: self._keep(photos, lambda there: describing.describe(self._catalog, there, rewriting)),
        )
        return changed

    def regroup(self, before: Sequence[Item], regrouping: stacking.Regrouping) -> list[Item]:
        """The same of the stacks that items are put into by hand; they are those of the ``regrouping``."""
        changed = [replace(item, hand=hand or None) for item, hand in zip(before, regrouping.hands, strict=True)]
        photos = [item.photo for item in before]
        self.stacks.say(
            before,
            changed,
            lambda: self._keep(photos, lambda there: stacking.regroup(self._catalog, there, regrouping)),
        )
        return changed

    def take_over(self, changes: Iterable[Change]) -> None:
        """Show what another thread has heard to count; of what was said here meanwhile, what comes of both."""
        for saying, values in self._sorted(changes):
            saying.take_over(values)

    def take(self, changes: Iterable[Change]) -> None:
        """Show what the decisions' thread has just made to count, unless it was said again since."""
        for saying, values in self._sorted(changes):
            saying.take(values)

    def take_found(self, decisions: Mapping[Path, Decision], known: Mapping[Path, Known]) -> None:
        """As :meth:`take_over`, of photographs of which the catalog has just found out which they are."""
        self.decisions.take_over(decisions)
        self.details.take_over({path: one.details for path, one in known.items()})
        self.stacks.take_over({path: one.hand or NOT_BY_HAND for path, one in known.items()})

    def of(self, item: Item, before: Path | None = None) -> Item:
        """``item`` with what was said meanwhile: what told of it may not know. It was ``before`` until now."""
        return self.decisions.of(self.details.of(self.stacks.of(item, before), before), before)

    def follow(self, moved: Mapping[Path, Path], gone: Collection[Path]) -> None:
        """Rows have ``moved``, or are ``gone``."""
        for saying in (self.decisions, self.details, self.stacks):
            saying.said.follow(moved)
            saying.said.drop(gone)
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

    def _sorted(self, changes: Iterable[Change]) -> list[tuple[Saying[Any], dict[Path, Any]]]:
        """What ``changes`` say now, each kind of it."""
        told = list(changes)
        return [
            (self.decisions, {one.before: one.decision for one in told if one.decision is not None}),
            (self.details, {one.before: one.details for one in told if one.details is not None}),
            (self.stacks, {one.before: one.hand for one in told if one.hand is not None}),
        ]

    def _tell_turned(self, before: Sequence[Item], now: Sequence[Item]) -> None:
        pairs = zip(before, now, strict=True)
        if paths := [item.photo.path for was, item in pairs if was.decision.turn != item.decision.turn]:
            self.turned.emit(paths)
