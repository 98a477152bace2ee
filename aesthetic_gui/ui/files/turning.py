"""Undo and redo from the window: decisions at once, in the thread that keeps them; files when no other operation runs.

requests ──> at_once (the decisions' thread) ──> what was done, or the requests ──> each_in_turn (the catalog's thread)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.journal import Role
from aesthetic_gui.culling.operations.progress import Progress
from aesthetic_gui.ui.files.outcome import Turned
from aesthetic_gui.ui.session.rooms import history, transferring


def at_once(
    catalog: Catalog, role: Role, requests: Sequence[history.HistoryRequest] | None
) -> tuple[list[Turned | Progress], list[history.HistoryRequest]]:
    """Undo or redo ``requests`` (None: what was done last), if all of them are decisions; and what is left to do.

    Where files are among them all is left: by the time it is their turn something else may be the last.
    """
    if requests is None:
        last = transferring.head_of(catalog, None, role)
        turned = [transferring.turn_decision(catalog, None, role)]
        requests = [history.HistoryRequest(last.id, None)] if last else []
    else:
        turned = [transferring.turn_decision(catalog, each.operation, role, each.only) for each in requests]
    decisions = [steps for steps in turned if steps is not None]
    return (list(_titled(catalog, decisions)), []) if len(decisions) == len(turned) else ([], list(requests))


def each_in_turn(
    catalog: Catalog, role: Role, requests: Sequence[history.HistoryRequest], cancelled: Callable[[], bool]
) -> Iterator[Turned | Progress]:
    """Undo or redo ``requests``, one after the other; without any it says that there is nothing."""
    verb = transferring.undo if role == "undo" else transferring.redo
    if not requests:
        return _titled(catalog, [verb(catalog, None, cancelled)])
    return _titled(catalog, (verb(catalog, each.operation, cancelled, only=each.only) for each in requests), cancelled)


def _titled(
    catalog: Catalog, each: Iterable[Iterator[Progress]], cancelled: Callable[[], bool] = lambda: False
) -> Iterator[Turned | Progress]:
    """The title of each goes before its progress; the count goes on."""
    before, number = 0, None
    for steps in each:
        if cancelled():
            return
        last = 0
        for step in steps:
            if step.operation != number:
                number = step.operation
                yield Turned(history.title(catalog, number))
            yield replace(step, done=before + step.done, total=before + step.total)
            last = step.done
        before += last
