"""Shows the current photograph: in the loupe sharp and with its overlay, in the inspector with all its numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.viewing import Standing, count_standings, standing
from aesthetic_gui.files import formats
from aesthetic_gui.photo import Verdict
from aesthetic_gui.ui.grid.cell import verdict_of
from aesthetic_gui.ui.grid.thumbnails import Thumbnails
from aesthetic_gui.ui.inspector.column import Inspector
from aesthetic_gui.ui.loupe.picture import LoadedPicture, PictureRequest, as_seen, as_taken, full_size
from aesthetic_gui.ui.loupe.picture_loader import PictureLoader
from aesthetic_gui.ui.loupe.reasons.explained import Explained
from aesthetic_gui.ui.loupe.reasons.worded import Worded
from aesthetic_gui.ui.loupe.view import Caption, Loupe
from aesthetic_gui.ui.session.session import Session

SETTLE_MS = 60  # arrow keys held down: read only what the photographer stays on
RESIZE_MS = 150  # a window being resized: paint from what there is
GRID_SIDE = 640  # enough for the histogram
PREVIEW_SIDE = 1024  # of a RAW: what its embedded preview has at once
FULL_AHEAD = 3  # full pictures that must have room in memory before one is read ahead


class Showing(QObject):
    """Joins loupe and inspector to the picture loader; ``explained`` has the reasons of what is shown."""

    def __init__(
        self,
        session: Session,
        loupe: Loupe,
        inspector: Inspector,
        thumbnails: Thumbnails,
        explained: Explained,
        memory: int,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.explained = explained
        self._session, self._loupe, self._inspector, self._thumbnails = session, loupe, inspector, thumbnails
        self._worded = Worded(session.worker, inspector.words, self)
        explained.answered.connect(self._worded.take_explanation)
        self._loader = PictureLoader(memory, self)
        self._profile: bytes | None = None
        self._item: Item | None = None
        self._told: tuple[Item | None, str] = (None, "")  # what was to be shown, and its position
        self._row, self._direction = 0, 1
        self._picture: LoadedPicture | None = None  # of the item, the sharpest that is shown
        self._asked = self._full_wanted = False
        self._in_loupe = False
        self._closed = False
        self._passing: Callable[[], bool] = lambda: False
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._load)
        self._resized = QTimer(self, singleShot=True, interval=RESIZE_MS)
        self._resized.timeout.connect(self._read)
        loupe.room_changed.connect(self._resized.start)
        self._loader.loaded.connect(self._take_picture)
        self._loader.failed.connect(self._take_failure)
        loupe.before_wanted.connect(self._show_again)
        loupe.full_resolution_wanted.connect(self._want_full)

    @property
    def loader(self) -> PictureLoader:
        """Reads pictures, for whoever else shows them large, too."""
        return self._loader

    @property
    def method(self) -> str:
        """The explanation that is shown for every photograph; empty for none."""
        return self.explained.method

    def close(self) -> None:
        self._closed = True
        self._settle.stop()
        self._resized.stop()
        self._loader.close()

    def set_profile(self, profile: bytes | None) -> None:
        """Show pictures in the colours of another monitor (None: sRGB) from now on, this one again at once."""
        self._profile = profile
        self._picture = None
        self._loader.forget()
        self._read()

    def set_passing(self, passing: Callable[[], bool]) -> None:
        """Read nothing as long as ``passing`` says that photographs only go by, however slowly they do."""
        self._passing = passing

    def set_memory(self, memory: int) -> None:
        """Keep at most ``memory`` bytes of pictures from now on."""
        self._loader.limit(memory)

    def show(self, item: Item | None, position: str, *, in_loupe: bool) -> None:
        """Show ``item``, ready to show what comes next; None empties loupe and inspector."""
        if self._closed:
            return
        if item is None or self._item is None or item.photo != self._item.photo:
            self._loupe.end_before()
        shown = as_taken(item) if item and self._loupe.shows_before else item
        changed = as_seen(shown) != as_seen(self._item) or in_loupe != self._in_loupe
        self._item, self._in_loupe, self._told = shown, in_loupe, (item, position)
        if item is None or shown is None:
            self.explained.leave()
            self._inspector.show_nothing()
            self._loupe.show_message("No photograph selected")
            return
        self._tell(item, position)
        if changed:
            self._start_showing(shown)

    def _show_again(self) -> None:
        """As it was taken, or as it was turned."""
        item, position = self._told
        self.show(item, position, in_loupe=self._in_loupe)

    def show_ranks(self) -> None:
        """How what is shown ranks now, as scores of others come in."""
        if self._item is not None:
            self._inspector.show_ranks(self._session.model.ranks.words(self._item.photo.path))

    def show_many(self, items: Sequence[Item]) -> None:
        """Sum up several selected photographs."""
        standings = count_standings(items, self._session.model.bar)
        counts: dict[Verdict | None, int] = {
            verdict: number for stands, number in standings.items() if (verdict := verdict_of(stands))
        }
        if standings[Standing.WAITING]:
            counts[None] = standings[Standing.WAITING]
        self._inspector.show_many(len(items), counts, standings[Standing.UNREADABLE])

    def explain(self, method: str) -> None:
        """Explain what is shown, and what is shown next, by ``method``; an empty one takes the overlay away."""
        self.explained.choose(method)
        if self._item is not None:
            self.explained.ask(self._item)

    def _start_showing(self, item: Item) -> None:
        self.explained.leave()
        self._inspector.show_histogram(None)
        self._loupe.show_progress("")
        self._picture, self._asked, self._full_wanted = None, False, False
        self._note_direction(item)
        passing = self._settle.isActive() or self._passing()
        self._settle.start()
        cached = self._loader.at_hand(self._request(item))
        thumbnail = self._thumbnails.get(item.photo)
        if item.unreadable is not None:
            self._loupe.show_message(f"This photograph cannot be read: {item.unreadable}.", "warning")
        elif cached is not None:
            self._take_picture(cached)
        elif thumbnail is not None:
            self._loupe.show_photo(thumbnail.toImage(), full_size(item), item.photo.path.name)
        else:
            self._loupe.show_message("Reading…")
        if not passing and self._in_loupe:  # the histogram alone has time, until what others show large is under way
            self._load()

    def _note_direction(self, item: Item) -> None:
        row = self._session.model.row_of(item.photo.path)
        if row is not None and row != self._row:
            self._row, self._direction = row, 1 if row > self._row else -1

    def _tell(self, item: Item, position: str) -> None:
        verdict = verdict_of(standing(item, self._session.model.bar))
        p = item.score.p_aesthetic if item.score else None
        readable = item.unreadable is None
        self._loupe.set_caption(Caption(item.photo.path.name, verdict, p, item.decision, position, readable))
        width, height = item.size
        metadata = replace(item.metadata, width=width, height=height) if item.metadata else None
        self._inspector.show_item(
            item.photo, item.score, verdict, item.decision, metadata, item.unreadable, item.details
        )
        self.explained.set_taste(item.score.taste if item.score else "")
        self._inspector.show_facts(item.facts, item.decision.turn)
        self._worded.show(item)
        self._inspector.show_stack(self._session.model.stacks.of(item.photo.path), item.photo.path)
        self._inspector.show_picture(self._picture.levels[0] if self._picture else None)
        self.show_ranks()

    def _load(self) -> None:
        """The photographer stays on this photograph."""
        item = self._item
        if item is None or item.unreadable is not None or self._asked:
            return
        if self._passing():
            self._settle.start()
            return
        self._asked = True
        self._read()
        if self._in_loupe:
            self.explained.ask_once(item)
        self._worded.want(item)

    def _read(self) -> None:
        """Show what there is, have the rest read: of a RAW the embedded preview first, then sharper, then ahead."""
        item = self._item
        if item is None or not self._asked or self._closed:
            return
        request = self._request(item)
        requests = [request, request._replace(longest_side=None)] if self._full_wanted else [request]
        cached = self._loader.cached(requests[-1])
        if cached is not None and cached is not self._picture:
            self._show_picture(cached)
        if self._picture is None and _is_raw(item) and self._in_loupe:
            self._loader.want([request._replace(longest_side=min(PREVIEW_SIDE, request.longest_side or PREVIEW_SIDE))])
            return
        missing = [each for each in requests if self._picture is None or not self._picture.fulfils(each)]
        if missing and self._in_loupe:
            self._loupe.show_loading()
        else:
            self._loupe.show_progress("")
        if self._in_loupe:
            self._loader.want(missing, self._ahead(item))
            self._session.worker.set_neighbours([(each.photo, each.decision.turn) for each in self._next(item)])
        else:
            self._loader.want((), () if self._picture else missing)  # any size will do for the histogram

    def _ahead(self, item: Item) -> list[PictureRequest]:
        """Those that may be next; at 100 % the next one whole, too."""
        items = self._next(item)
        requests = [self._request(item) for item in items]
        if self._full_wanted and items and self._has_room_ahead(items[0]):
            requests.insert(0, requests[0]._replace(longest_side=None))
        return requests

    def _next(self, item: Item) -> list[Item]:
        """The next two and the previous one, in the direction of travel."""
        model = self._session.model
        row = model.row_of(item.photo.path)
        rows = [row + steps * self._direction for steps in (1, 2, -1)] if row is not None else []
        items = [model.item(row) for row in rows if 0 <= row < model.rowCount()]
        return [item for item in items if item.unreadable is None]

    def _has_room_ahead(self, item: Item) -> bool:
        """Whether whole pictures fit into memory: four bytes a pixel, and a third more for the halvings."""
        size = full_size(item)
        return 0 < size.width() * size.height() * 4 * 4 / 3 * FULL_AHEAD <= self._loader.memory

    def _request(self, item: Item) -> PictureRequest:
        side = self._loupe.sharp_side(full_size(item)) if self._in_loupe else GRID_SIDE
        return PictureRequest.of(item, side, self._profile)

    def _want_full(self) -> None:
        """Not for a photograph that is only passed: the one that stays is read with every pixel, too."""
        self._full_wanted = True
        self._read()

    def _take_picture(self, picture: LoadedPicture) -> None:
        item = self._item
        if item is None or not picture.request.alike(self._request(item)):
            return
        self._show_picture(picture)
        if self._asked:
            self._read()

    def _show_picture(self, picture: LoadedPicture) -> None:
        """At once, unless a sharper one of this photograph is shown."""
        first, size = self._picture is None, picture.levels[0].width()
        if self._picture is not None and size < self._picture.levels[0].width():
            return
        self._picture = picture
        self._inspector.show_histogram(picture.counts)
        self._inspector.show_picture(picture.levels[0])
        if not self._in_loupe:
            return
        image, *smaller = picture.levels
        if first:
            self._loupe.show_photo(image, picture.full_size, picture.request.photo.path.name, smaller)
            self.explained.show_again()
        else:
            self._loupe.show_sharper(image, picture.full_size, smaller)

    def _take_failure(self, request: PictureRequest, reason: str) -> None:
        """What is shown stays: a RAW whose pixels cannot be read may have a preview that can."""
        if self._item is None or request.photo != self._item.photo:
            return
        if self._picture is None:
            self._loupe.show_message(f"This photograph cannot be read: {reason}.", "warning")
        else:
            self._loupe.show_progress("Preview only", f"It cannot be shown sharper: {reason}.")


def _is_raw(item: Item) -> bool:
    return item.photo.path.suffix.lower() in formats.RAW
