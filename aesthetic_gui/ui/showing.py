"""Shows the current photograph: in the loupe sharp and with its overlay, in the inspector with all its numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QObject, QSize, QTimer
from PySide6.QtGui import QImage

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.viewing import Standing, count_standings
from aesthetic_gui.explain import overlay
from aesthetic_gui.photo import Explanation, Photo, Verdict
from aesthetic_gui.ui.cell import verdict_of
from aesthetic_gui.ui.grid import Thumbnails
from aesthetic_gui.ui.inspector import Inspector
from aesthetic_gui.ui.loupe import Caption, Loupe
from aesthetic_gui.ui.picture_loader import Picture, PictureLoader
from aesthetic_gui.ui.session import Session
from aesthetic_gui.ui.worker import ExplanationJob

SETTLE_MS = 60  # arrow keys held down: read only what the photographer stays on
GRID_SIDE = 640  # enough for the histogram


class Showing(QObject):
    """Joins loupe and inspector to the picture loader and to the worker's explanations."""

    def __init__(
        self, session: Session, loupe: Loupe, inspector: Inspector, thumbnails: Thumbnails, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._loupe, self._inspector, self._thumbnails = session, loupe, inspector, thumbnails
        self._why = inspector.why
        self._loader = PictureLoader(self)
        self._item: Item | None = None
        self._neighbours: Sequence[Item] = ()
        self._in_loupe = False
        self._method = ""
        self._closed = False
        self._job: ExplanationJob | None = None
        self._overlay: QImage | None = None
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._load)
        self._loader.loaded.connect(self._take_picture)
        self._loader.failed.connect(self._take_failure)
        loupe.full_resolution_wanted.connect(self._want_full)
        session.worker.explained.connect(self._take_explanation)
        session.worker.explanation_failed.connect(self._take_explanation_failure)
        session.worker.failed.connect(self._take_failed_worker)
        self._why.opacity_changed.connect(loupe.set_overlay_opacity)
        self._why.cancelled.connect(self._cancel_explanation)

    @property
    def method(self) -> str:
        """The explanation that is shown for every photograph; empty for none."""
        return self._method

    def close(self) -> None:
        self._closed = True
        self._settle.stop()
        self._loader.close()

    def show(self, item: Item | None, neighbours: Sequence[Item], position: str, *, in_loupe: bool) -> None:
        """Show ``item``, ready to show ``neighbours`` next; None empties loupe and inspector."""
        if self._closed:
            return
        changed = item is None or self._item is None or item.photo != self._item.photo or in_loupe != self._in_loupe
        self._item, self._neighbours, self._in_loupe = item, neighbours, in_loupe
        if item is None:
            self._cancel_explanation()
            self._inspector.show_nothing()
            self._loupe.show_message("No photograph selected")
            return
        self._tell(item, position)
        if changed:
            self._start_showing(item)

    def show_many(self, items: Sequence[Item]) -> None:
        """Sum up several selected photographs."""
        standings = count_standings(items, self._session.model.bar)
        counts: dict[Verdict | None, int] = {
            verdict: number for standing, number in standings.items() if (verdict := verdict_of(standing))
        }
        if standings[Standing.WAITING]:
            counts[None] = standings[Standing.WAITING]
        self._inspector.show_many(len(items), counts, standings[Standing.UNREADABLE])

    def explain(self, method: str) -> None:
        """Explain what is shown, and what is shown next, by ``method``; an empty one takes the overlay away."""
        self._method = method
        self._drop_overlay()
        self._why.set_method(method)
        if method and self._item is not None and self._item.unreadable is None:
            self._job = self._session.worker.explain(self._item.photo, method)
            self._why.show_progress(0, 0)

    def _drop_overlay(self) -> None:
        self._cancel_explanation()
        self._overlay = None
        self._loupe.set_overlay(None)

    def _start_showing(self, item: Item) -> None:
        self._drop_overlay()
        self._inspector.show_histogram(None)
        thumbnail = self._thumbnails.get(item.photo)
        if item.unreadable is not None:
            self._loupe.show_message(f"This photograph cannot be read: {item.unreadable}.", "warning")
        elif thumbnail is not None:
            self._loupe.show_photo(thumbnail.toImage(), self._full_size(item), item.photo.path.name)
        else:
            self._loupe.show_message("Reading…")
        self._settle.start()

    def _tell(self, item: Item, position: str) -> None:
        verdict = verdict_of(self._session.model.bar.standing(item))
        p = item.score.p_aesthetic if item.score else None
        self._loupe.set_caption(Caption(item.photo.path.name, verdict, p, item.decision, position))
        self._inspector.show_item(item.photo, item.score, verdict, item.decision, item.metadata, item.unreadable)

    def _load(self) -> None:
        item = self._item
        if item is None or item.unreadable is not None:
            return
        if self._in_loupe:
            self._session.worker.expect_questions()
            neighbours = [each.photo for each in self._neighbours if each.unreadable is None]
            self._loader.show(item.photo, self._screen_side(), neighbours)
        else:
            self._loader.show(item.photo, GRID_SIDE)
        if self._in_loupe and self._method and (self._job is None or self._job.photo != item.photo):
            self.explain(self._method)

    def _screen_side(self) -> int:
        screen = self._loupe.screen()
        pixels = screen.size() * screen.devicePixelRatio()
        return max(1024, pixels.width(), pixels.height())

    @staticmethod
    def _full_size(item: Item) -> QSize:
        return QSize(item.metadata.width, item.metadata.height) if item.metadata else QSize()

    def _want_full(self) -> None:
        """Not for a photograph that is only passed: the one that stays asks again once its picture is there."""
        if self._item is not None and self._item.unreadable is None and not self._settle.isActive():
            self._loader.show_full(self._item.photo)

    def _take_picture(self, picture: Picture) -> None:
        if self._item is None or picture.photo != self._item.photo:
            return
        self._inspector.show_histogram(picture.counts)
        if not self._in_loupe:
            return
        if picture.longest_side is None:
            self._loupe.set_full_image(picture.image)
        elif picture.longest_side != GRID_SIDE:
            self._loupe.show_photo(picture.image, picture.full_size, picture.photo.path.name)
            self._loupe.set_overlay(self._overlay)

    def _take_failure(self, photo: Photo, reason: str) -> None:
        if self._item is not None and photo == self._item.photo:
            self._loupe.show_message(f"This photograph cannot be read: {reason}.", "warning")

    def _cancel_explanation(self) -> None:
        if self._job is not None:
            self._job.cancelled.set()
            self._job = None
        self._why.show_progress(1, 1)

    def _take_explanation(self, job: ExplanationJob, explanation: Explanation) -> None:
        if job is not self._job:
            return
        self._overlay = _to_overlay(explanation)
        self._loupe.set_overlay(self._overlay)
        self._why.show_progress(explanation.done, explanation.total)
        rows = [(row.colour, row.words) for row in overlay.legend(explanation.method)]
        self._why.show_result(rows, explanation.fidelity)

    def _take_failed_worker(self, reason: str) -> None:
        if self._job is not None:
            self._take_explanation_failure(self._job, reason)

    def _take_explanation_failure(self, job: ExplanationJob, reason: str) -> None:
        if job is self._job:
            self._job = None
            self._why.show_failure(reason)


def _to_overlay(explanation: Explanation) -> QImage:
    layer = np.ascontiguousarray(overlay.layer(explanation))
    height, width, _ = layer.shape
    return QImage(layer.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
