"""The photographs of the open folders as Qt sees them: what is shown, in order, and how many are withheld.

Small changes refresh single cells; a change that can re-order or hide photographs re-arranges at most a few
times a second, so that a grid sorted by score stays calm while scores come in. Of more than ``AT_ONCE``
photographs the new order is worked out in a thread: the window goes on, and they change places a moment later.
A folded stack has one row, of the frame that lies on top.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal

from aesthetic_gui.culling.finding.arranging import arrange
from aesthetic_gui.culling.finding.facets import DECIDED, Facets, count_facets
from aesthetic_gui.culling.finding.passing import asked, passing
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.ranks import Ranks
from aesthetic_gui.culling.stacks.folding import Folded, Folds, Stacks, fold
from aesthetic_gui.culling.viewing import Standing, View, count_standings, merge_names, name_key
from aesthetic_gui.photo import Bar, Flag, Metadata, Score
from aesthetic_gui.ui.grid.anchor import next_left
from aesthetic_gui.ui.grid.behind.counting import Count, Counting
from aesthetic_gui.ui.grid.behind.ranking import Ranking
from aesthetic_gui.ui.grid.rows import AnyIndex, GridRows
from aesthetic_gui.ui.grid.stacks.stacking import Stacking

__all__ = ["AnyIndex", "GridModel"]

REARRANGE_MS = 700
COUNT_MS = 120
LOOK_MS = 10  # between two looks whether the thread is done
FEW, AT_ONCE = 2_000, 20_000  # photographs


class GridModel(GridRows):
    """Rows are what the :class:`View` shows; :meth:`item` gives the photograph of a row."""

    counts_changed = Signal()
    ranked = Signal()
    cleared = Signal()  # of all photographs, also where a filter showed none
    facets_changed = Signal()
    about_to_regroup = Signal()  # the stacks are new, the rows are not yet
    stacks_changed = Signal()  # other stacks, or others of them folded

    def __init__(self, bar: Bar, parent: Any = None) -> None:
        super().__init__(bar, parent)
        self._standings: Counter[Standing] | None = Counter()  # None: to be counted
        self._view = View()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="arranging")
        self._arranging: Future[Folded] | None = None
        self._again = False  # something changed since the thread was given its work
        self._lost_some = False  # some photographs are gone since then
        self._let_go: set[Path] = set()  # the filter withholds these since then
        self._ranking = Ranking(self._items.values, self._thread, self)
        self._ranking.changed.connect(self._take_ranks)
        self._stacking.changed.connect(self._take_stacks)
        self._faceted: Sequence[str] = DECIDED
        self._counting = Counting(self._to_count, self._thread, self)
        self._counting.changed.connect(self.facets_changed)
        self.counts_changed.connect(self._counting.do_soon)
        self._soon = self._timer(REARRANGE_MS, self.rearrange)
        self._count_soon = self._timer(COUNT_MS, self.counts_changed.emit)
        self._look_soon = self._timer(LOOK_MS, self._take_arrangement)

    def _timer(self, interval: int, then: Any) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=interval)
        timer.timeout.connect(then)
        return timer

    @property
    def view(self) -> View:
        return self._view

    @property
    def ranks(self) -> Ranks:
        """Where every photograph that has a score ranks, shown or not; a moment old while scores come in."""
        return self._ranking.ranks

    @property
    def facets(self) -> Facets:
        """How many photographs each choice of the filter would leave; of a moment ago."""
        return self._counting.facets

    def count_for(self, names: Sequence[str]) -> None:
        """From now on count for these fields of the view."""
        self._faceted = names
        self._counting.count_now()

    @property
    def total(self) -> int:
        return len(self._items)

    @property
    def withheld(self) -> int:
        """How many photographs the filter hides."""
        return len(self._items) - len(self._shown.passing) if self._view.filters else 0

    @property
    def stacking(self) -> Stacking:
        """How closely photographs are grouped."""
        return self._stacking

    def set_folds(self, folds: Folds) -> None:
        """Fold other stacks."""
        if folds != self._stacking.folds:
            self._stacking.folds = folds
            self.rearrange()
            self.stacks_changed.emit()

    def bring_to_top(self, path: Path) -> None:
        """Let ``path`` lie on top of the folded stack that it is in."""
        stack, row = self.stacks.of(path), self._shown.row_of(path)
        if stack is None or row is None or path in self._shown.rows:
            return
        self._stacking.folds = self.folds.with_in_front(path, stack)
        self._again = self._again or self._arranging is not None
        self._shown = self._shown.with_on_top(path)
        self.dataChanged.emit(self.index(row), self.index(row))

    @property
    def arranging(self) -> bool:
        """Whether a new order is being worked out."""
        return self._arranging is not None

    def standings(self) -> Counter[Standing]:
        """How many photographs stand where."""
        if self._standings is None:
            self._standings = count_standings(self._items.values(), self._bar)
        return self._standings

    def paths(self) -> Iterable[Path]:
        """Of every photograph, shown or not."""
        return self._items.keys()

    def all_items(self) -> list[Item]:
        return list(self._items.values())

    def shown_items(self) -> list[Item]:
        """What passes the filter, in order, also what lies inside folded stacks."""
        return [self._items[path] for path in self._shown.passing]

    def shown_beside(self, path: Path, step: int) -> Path | None:
        """What is shown and next to ``path`` by name, after it (``step`` 1) or before it (-1)."""
        return next_left(self._names, bisect_left(self._names, name_key(path), key=name_key), step, self.is_shown)

    def turn_of(self, path: Path) -> int:
        """How the photographer has turned it (``Decision.turn``); 0 where it is not shown."""
        item = self._items.get(path)
        return item.decision.turn if item else 0

    def set_conflicts(self, conflicts: Mapping[Path, str]) -> None:
        """Mark the photographs that were rated here and in another program; the words are for their tool tips."""
        before, self._conflicts = self._conflicts, dict(conflicts)
        self._tell([path for path in {**before, **self._conflicts} if before.get(path) != self._conflicts.get(path)])

    def clear(self) -> None:
        self._items.clear()
        self._conflicts.clear()
        self._names, self._standings = [], Counter()
        self._arranging, self._again, self._let_go = None, False, set()
        for behind in (self._ranking, self._counting, self._stacking):
            behind.clear()
        self.rearrange()
        self.cleared.emit()

    def append(self, items: Sequence[Item]) -> None:
        """Add photographs as they are found; those that sort behind all there are take no new arrangement."""
        new = self._put(items)
        last = merge_names(self._names, new) + len(new) == len(self._names)
        if last and len(new) == len(items) and self._view == View() and self._arranging is None:
            self._add_rows(new)
            self._start(self._count_soon)
        else:
            self._rearrange_soon()

    def update(self, items: Iterable[Item]) -> None:
        """Replace items that are here already, keeping each in its place for the moment."""
        changed = [item for item in items if item.photo.path in self._items]
        self._put(changed)
        self._tell([item.photo.path for item in changed])
        if self._view.follows_results:
            self._start(self._soon)
        self._start(self._count_soon)

    def replace(self, gone: Iterable[Path], new: Sequence[Item]) -> None:
        """Take away the photographs at ``gone`` and add ``new`` ones: what a file operation did."""
        left = [item for path in gone if (item := self._items.pop(path, None))]
        if self._standings is not None:
            self._standings.subtract(count_standings(left, self._bar))
        if left:
            self._ranking.do_soon()
            self._stacking.drop({item.photo.path for item in left} - self._items.keys())
        changed = [item.photo.path for item in new if self._items.get(item.photo.path) != item]
        added = self._put(new)
        if not left:
            merge_names(self._names, added)
            self._rearrange_soon()
        else:
            here = self._items.keys() - set(added)
            self._names = [path for path in self._names if path in here]
            merge_names(self._names, added)
            self._lost_some = self._arranging is not None
            if len(self._items) > AT_ONCE:
                self._show(self._shown.without({item.photo.path for item in left} - self._items.keys()))
            self.rearrange()
        self._tell(changed)

    def rearrange_after(self, decided: Sequence[Item]) -> None:
        """Where there is a filter, as :meth:`rearrange`; what it withholds now goes at once, however many there are.

        Else the next key would act on it once more.
        """
        if not self._view.filters:
            return
        if len(self._items) > AT_ONCE:
            stays = {item.photo.path for item in passing(decided, self._view, asked((), self._bar, self.ranks))}
            gone = {item.photo.path for item in decided} - stays
            self._let_go = (self._let_go | gone) - stays
            self._show(self._shown.without(gone))
        self.rearrange()

    def set_view(self, view: View) -> None:
        self._view = view
        self._counting.count_now()
        self.rearrange()

    def set_bar(self, bar: Bar) -> None:
        """Move the threshold: labels change at once, the arrangement soon after."""
        self._bar = bar
        self._standings = None
        if self._shown.order:
            self.dataChanged.emit(self.index(0), self.index(len(self._shown.order) - 1))
        if self._view.follows_bar:
            self._start(self._soon)
        self._start(self._count_soon)

    def rearrange(self) -> None:
        """Sort and filter now; in a thread where it would take long."""
        self._soon.stop()
        if self._arranging is not None:
            self._again = True
            return
        items = [self._items[path] for path in self._names]
        asked_for = items, self._view, self._bar, self.ranks, self.stacks, self.folds
        if len(items) <= AT_ONCE:
            self._show(_arrangement(*asked_for))
            self.counts_changed.emit()
        else:
            self._arranging = self._thread.submit(_arrangement, *asked_for)
            self._look_soon.start()

    def close(self) -> None:
        """Wait for the thread."""
        self._arranging = None
        for behind in (self._ranking, self._counting, self._stacking):
            behind.close()
        self._thread.shutdown()

    def _put(self, items: Sequence[Item]) -> list[Path]:
        """Take ``items`` over, counted where they stand now; returns the paths of those that are new, by name."""
        taken = {item.photo.path: item for item in items}
        before = [item for path in taken if (item := self._items.get(path))]
        if self._standings is not None:
            self._standings.subtract(count_standings(before, self._bar))
            self._standings.update(count_standings(taken.values(), self._bar))
        if _compared(before) != _compared(taken.values()):
            self._ranking.do_soon()
        new = sorted((path for path in taken if path not in self._items), key=name_key)
        self._items.update(taken)
        if any(item.hand != taken[item.photo.path].hand for item in before):
            self._stacking.do_now()  # somebody stacked them, and looks
        elif _grouped(before) != _grouped(taken.values()):
            self._stacking.do_soon()
        return new

    def _to_count(self) -> Count:
        items, view, names = list(self._items.values()), self._view, self._faceted
        ends = [self._items[path] for path in self._names[:1] + self._names[-1:]]
        by = asked(ends, self._bar, self.ranks)
        return lambda: count_facets(items, view, by, names)

    def hold_on_top(self, path: Path) -> None:
        """Let ``path`` lie on top of its stack as soon as that is folded."""
        stack = self.stacks.of(path)
        if stack is not None and self.folds.holds(stack):
            self._stacking.folds = self.folds.with_in_front(path, stack)

    def _take_stacks(self) -> None:
        self.about_to_regroup.emit()
        self.rearrange()
        self.stacks_changed.emit()

    def _take_ranks(self) -> None:
        if self._view.follows_ranks:
            self.rearrange()
        self.ranked.emit()

    def _rearrange_soon(self) -> None:
        """At once where it takes no time."""
        if len(self._items) <= FEW:
            self.rearrange()
        else:
            self._start(self._soon)
            self._start(self._count_soon)

    def _take_arrangement(self) -> None:
        """Show what the thread has found out, less what has gone since."""
        if self._arranging is None:
            return
        if not self._arranging.done():
            self._look_soon.start()
            return
        shown = self._arranging.result()
        self._arranging = None
        if self._lost_some:
            self._let_go.update(path for path in shown.passing if path not in self._items)
        shown = shown.without(self._let_go)
        self._again, self._lost_some, again = False, False, self._again
        self._let_go = set()
        self._show(shown)
        self.counts_changed.emit()
        if again:
            self.rearrange()

    @staticmethod
    def _start(timer: QTimer) -> None:
        if not timer.isActive():
            timer.start()


def _arrangement(items: Sequence[Item], view: View, bar: Bar, ranks: Ranks, stacks: Stacks, folds: Folds) -> Folded:
    shown = arrange(items, view, bar, ranks)
    picked = {item.photo.path for item in shown if item.decision.flag is Flag.PICK}
    return fold([item.photo.path for item in shown], stacks, folds, picked)


def _grouped(items: Iterable[Item]) -> list[tuple[object, ...]]:
    """What of ``items`` their stacks go by."""
    return [(item.photo.path, item.metadata, item.hand, item.facts) for item in items]


def _compared(items: Iterable[Item]) -> list[tuple[Score | None, Metadata | None]]:
    """What of ``items`` their ranks go by."""
    return [(item.score, item.metadata) for item in items if item.score]
