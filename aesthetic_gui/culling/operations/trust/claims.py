"""What the journal of a catalog from elsewhere would have done to files: to be read, and agreed to or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.journal import Operation
from aesthetic_gui.catalog.steps import StepRow
from aesthetic_gui.culling.operations.steps.whereabouts import NOWHERE
from aesthetic_gui.photo import AestheticError


class Foreign(AestheticError):
    """The catalog was not made here, and what its journal says of files was not agreed to."""

    def __init__(self, catalog: Catalog) -> None:
        super().__init__(
            f"The catalog {catalog.path} was not made here, so no file was brought back or touched. To see the files "
            "that it names, and agree to them: aesthetic-gui recover --catalog …"
        )


@dataclass(frozen=True, slots=True)
class Claims:
    """A line for each file: of operations that were interrupted (``open``), and of what could be undone or redone."""

    open: tuple[str, ...]
    past: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """All of them, each with what would come of it."""
        return (*(f"interrupted: {line}" for line in self.open), *(f"could be undone: {line}" for line in self.past))


def claims(catalog: Catalog) -> Claims:
    """Every file that recovery, undo or redo could touch."""
    claimed = list(journal.claimed(catalog))
    return Claims(
        _lines((operation, step) for operation, step in claimed if operation.state == "open"),
        _lines((operation, step) for operation, step in claimed if operation.state != "open"),
    )


def check_trusted(catalog: Catalog) -> None:
    """Raises :class:`Foreign`."""
    if not catalog.trusted:
        raise Foreign(catalog)


def _lines(claimed: Iterable[tuple[Operation, StepRow]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_line(operation, step) for operation, step in claimed))


def _line(operation: Operation, step: StepRow) -> str:
    places = [str(path) for path in (step.source, step.target) if path != NOWHERE]
    if step.link is not None:
        places.append(str(step.link.original))
    return f"{step.act}: {' -> '.join(dict.fromkeys(places))} ({operation.title})"
