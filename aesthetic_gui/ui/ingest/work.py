"""The verb *Ingest from a card…*: cards are looked for and read in a thread, then copied as every file operation is.

What is copied can be opened first: the photographs appear and are scored as they come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, QTimer, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.progress import Progress
from aesthetic_gui.photo import AestheticError, Photo
from aesthetic_gui.ui.files.outcome import Aim, Ingested
from aesthetic_gui.ui.files.work import FileWork
from aesthetic_gui.ui.session.catalog_queue import CatalogQueue, Task
from aesthetic_gui.ui.session.kept_settings import KeptSettings
from aesthetic_gui.ui.session.pace import Pace, in_words
from aesthetic_gui.ui.session.rooms import cards, ingesting, pausing, presets, reading, transferring, writing
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.status_strip import StatusStrip
from aesthetic_gui.ui.widgets.text import file_size

if TYPE_CHECKING:
    from aesthetic_gui.culling.ingest.cards import Card
    from aesthetic_gui.culling.ingest.pausing import Gate
    from aesthetic_gui.culling.ingest.planning import Ingest, IngestRequest
    from aesthetic_gui.culling.ingest.reading import Reading
    from aesthetic_gui.culling.operations.describing import Rewriting
    from aesthetic_gui.culling.operations.planning import Plan
    from aesthetic_gui.ui.ingest.dialog import IngestDialog

LOOK_MS = 2_000  # between two looks for cards while the dialog is open
MOST_OPENED = 40  # folders: of more, the one above them is opened
OpenPaths = Callable[[Sequence[Path]], None]


class IngestWork(QObject):
    """Asks, in a dialog that may stay open as long as it likes; then copies."""

    said = Signal(str)  # a message for the status strip

    def __init__(
        self,
        session: Session,
        files: FileWork,
        kept: KeptSettings,
        strip: StatusStrip,
        open_paths: OpenPaths,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._files, self._kept, self._strip, self._window = session, files, kept, strip, window
        self._open_paths = open_paths
        self._line: CatalogQueue | None = None  # made when it is first needed
        self._asked: Task | None = None  # what is being read or planned for the dialog
        self._looking = False
        self._ingest: Ingest | None = None  # what is being copied
        self._gate: Gate | None = None
        self._writes: Rewriting | None = None  # of what is copied, once it is
        self._copies: list[Photo] = []
        self._pace, self._done = Pace(), (0, 0)
        files.progressed.connect(self._advance)
        files.ended.connect(self._end)
        strip.operation_held.connect(self._hold)

    def ask(self) -> None:
        """Open the dialog."""
        if not self._files.free():
            return
        from aesthetic_gui.ui.ingest.dialog import Habits, IngestDialog

        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        dialog = IngestDialog(Habits.read(self._kept["ingest"]), Path(pictures or Path.home()), self._window)
        dialog.read_wanted.connect(partial(self._read, dialog))
        dialog.plan_wanted.connect(partial(self._plan, dialog))
        dialog.accepted.connect(partial(self._begin, dialog))
        dialog.finished.connect(self._stop_asking)
        dialog.finished.connect(dialog.deleteLater)
        self._session.lookups.run(presets.load, lambda kept: dialog.show_presets(kept) if isValid(dialog) else None)
        timer = QTimer(dialog, interval=LOOK_MS)
        timer.timeout.connect(partial(self._look, dialog))
        timer.start()
        self._look(dialog)
        dialog.open()

    def close(self) -> None:
        """Wait for the thread. What is copied is the session's: at a closed gate, too, it hears a cancel."""
        if self._line is not None:
            self._line.close()

    # while it is asked

    @property
    def _queue(self) -> CatalogQueue:
        if self._line is None:
            self._line = CatalogQueue(self, "ingest")
            self._line.failed.connect(self.said)
        return self._line

    def _look(self, dialog: IngestDialog) -> None:
        """Look for cards, unless the last look is not over, as on a card that does not answer."""
        if self._looking:
            return

        def show(found: list[Card]) -> None:
            self._looking = False
            if isValid(dialog):
                dialog.show_cards(found)

        self._looking = True
        self._queue.run(lambda: cards.find_cards(), show)

    def _read(self, dialog: IngestDialog, paths: Sequence[Path]) -> None:
        self._stop_asking()
        if paths:
            self._ask(dialog, lambda cancelled: reading.read_sources(paths, cancelled), dialog.show_reading)

    def _plan(self, dialog: IngestDialog, read: Reading, request: IngestRequest) -> None:
        catalog = self._session.catalog

        def plan(cancelled: Callable[[], bool]) -> Iterator[Ingest | AestheticError]:
            if cancelled():
                return
            try:
                yield ingesting.plan_ingest(catalog, read, request)
            except AestheticError as error:
                yield error

        def show(outcome: Ingest | AestheticError) -> None:
            if isinstance(outcome, AestheticError):
                dialog.show_error(str(outcome))
            else:
                dialog.show_plan(outcome)

        self._stop_asking()
        self._ask(dialog, plan, show)

    def _ask(
        self,
        dialog: IngestDialog,
        work: Callable[[Callable[[], bool]], Iterator[object]],
        show: Callable[..., None],
    ) -> None:
        """Only what was asked for last is shown."""

        def take(step: object) -> None:
            if task is self._asked and isValid(dialog):
                show(step)

        self._asked = task = self._queue.iterate(work, take, failed=lambda words: take_failure(words))

        def take_failure(words: str) -> None:
            if task is self._asked and isValid(dialog):
                dialog.show_error(words)

    def _stop_asking(self, _result: int = 0) -> None:
        if self._asked is not None:
            self._asked.cancel()
        self._asked = None

    # while it is done

    def _begin(self, dialog: IngestDialog) -> None:
        ingest = dialog.ingest
        if ingest is None or not self._files.free():
            return
        self._kept.remember(ingest=dialog.habits.written)
        today = datetime.now().astimezone().date()
        self._writes = writing.rewriting_of(dialog.preset, dialog.taken, today) if dialog.preset else None
        if dialog.opens.isChecked():
            self._session.queue.run(lambda: ingesting.with_folders(ingest.plan), partial(self._open_and_copy, ingest))
        else:
            self._copy(ingest, ingest.plan)

    def _open_and_copy(self, ingest: Ingest, plan: Plan) -> None:
        """The folders are there, and empty or not: they are listed before the first photograph is copied."""
        if not self._files.free():
            return  # another operation has begun while the folders were made
        few = len(ingest.targets) <= MOST_OPENED
        self._open_paths(ingest.targets if few and ingest.targets else [ingest.request.destination])
        self._copy(ingest, plan)

    def _copy(self, ingest: Ingest, plan: Plan) -> None:
        catalog, gate = self._session.catalog, pausing.Gate()
        aim = Ingested("copy", plan.root, ingest.photographs, plan.total, ingest.before)

        def steps(cancelled: Callable[[], bool]) -> Iterator[Aim | Progress]:
            yield aim
            yield from transferring.perform(catalog, plan, gate.passing(cancelled))

        self._ingest, self._gate, self._pace, self._done = ingest, gate, Pace(), (0, plan.total)
        self._copies = []
        self._pace.expect(ingest.bytes)
        self._strip.offer_hold(True)
        self._files.carry_out("Ingesting", steps)

    def _advance(self, progress: Progress) -> None:
        """Tell how fast it goes, in bytes: photographs are of many sizes."""
        if self._ingest is None:
            return
        sizes, self._done = self._ingest.sizes, (progress.done, progress.total)
        self._copies += [change.after for change in progress.changes if change.after]
        self._pace.advance(sum(sizes.get(change.before, 0) for change in progress.changes))
        rate = f"{file_size(round(self._pace.per_second))}/s" if self._pace.per_second else ""
        left = f"{in_words(self._pace.seconds_left)} left" if self._pace.seconds_left is not None else ""
        self._strip.show_operation(
            "Ingesting", progress.done, progress.total, more="  ·  ".join(filter(None, (rate, left)))
        )

    def _hold(self, held: bool) -> None:
        """How fast it went before a pause says nothing of how fast it goes after it."""
        if self._gate is None:
            return
        self._gate.hold(held)
        done, total = self._done
        self._strip.show_operation("Paused" if held else "Ingesting", done, total)
        self._pace.begin_again()

    def _end(self) -> None:
        if self._ingest is None:
            return
        self._ingest = self._gate = None
        self._strip.offer_hold(False)
        if self._writes and self._copies:
            items = [self._session.model.find(photo.path) or Item(photo) for photo in self._copies]
            self._session.describe(items, self._writes)
