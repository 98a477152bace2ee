"""From photographs to scores: decode ahead in a small pool, score in batches, what is on screen first.

    agenda ──> decoding threads ──> bounded queue ──> step(): batches through the runtime ──> results
                     └──> on_picture: thumbnails of what is on screen, at once

The thread that calls :meth:`Pipeline.step` owns the runtime. Each photograph is read once: its thumbnail,
the model's input and its identity come from that one reading.
"""

from __future__ import annotations

import logging
import os
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.catalog.catalog import Catalog, Failed, Known, Outcome, Result
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.measuring.measuring import measure
from aesthetic_gui.culling.scoring.agenda import Agenda, Job
from aesthetic_gui.culling.scoring.judging import Judge
from aesthetic_gui.facts import Facts, better
from aesthetic_gui.files.decoding import isolation, pixels
from aesthetic_gui.files.decoding.decode import Decoded, decode
from aesthetic_gui.files.thumbnails import thumbnail_cache
from aesthetic_gui.files.thumbnails.thumbnail_cache import ThumbnailCache
from aesthetic_gui.files.xmp import capture
from aesthetic_gui.photo import Metadata, Photo, Score, Trouble, Unreadable
from aesthetic_gui.scoring.outputs import is_an_answer
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.scoring.runtime import Runtime, predict_many
from aesthetic_gui.scoring.views import WHOLE, View, average, key

log = logging.getLogger(__name__)

BATCH = 8
DECODERS = max(2, min(8, os.cpu_count() or 1))  # a third on two cores gains nothing and takes 15 MB


OnPicture = Callable[[Photo, NDArray[np.uint8]], None]
Measuring = Callable[[Decoded, Photo, Metadata], Facts | None]


def unmeasured(_decoded: Decoded, _photo: Photo, _metadata: Metadata) -> None:
    """For those who keep no facts."""


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """One photograph on its way to the runtime; of its pixels only what the network gets, one input for each view."""

    job: Job
    content_id: str = ""
    metadata: Metadata | None = None
    inputs: tuple[NDArray[np.float32], ...] = ()
    unreadable: str | None = None
    trouble: Trouble = Trouble.PROGRAM
    facts: Facts | None = None


class Pipeline:
    """Reads and scores what is on its agenda. Use it as a context manager: leaving it stops its threads.

    ``on_picture`` is called in a decoding thread with the thumbnail, uint8 (h, w, 3), of each photograph
    whose picture is wanted. The network sees each by all of ``views``, and results go under their key. ``measure`` is
    called in a decoding thread with each photograph that is scored; what it returns comes with the result.
    """

    def __init__(
        self,
        pack: Pack,
        agenda: Agenda,
        *,
        cache: ThumbnailCache | None = None,
        on_picture: OnPicture = lambda _photo, _thumbnail: None,
        decoders: int = DECODERS,
        batch: int = BATCH,
        views: Sequence[View] = WHOLE,
        measure: Measuring = unmeasured,
    ) -> None:
        self._measure = measure
        self._pack, self._agenda, self._cache, self._on_picture, self._batch = pack, agenda, cache, on_picture, batch
        self._views, self._key = views, key(pack, views)
        self._reads: queue.Queue[_Read | None] = queue.Queue(maxsize=2 * batch)
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._read_ahead, name=f"decoder-{n}", daemon=True) for n in range(decoders)
        ]
        for thread in self._threads:
            thread.start()

    def step(self, runtime: Runtime, timeout: float = 0.1) -> list[Outcome]:
        """One batch: what has been read by now, scored.

        Waits up to ``timeout`` seconds for the first photograph, then takes only what is there.
        """
        reads = self._next_batch(timeout)
        try:
            failed = [
                Failed(read.job.photo, read.unreadable, read.trouble) for read in reads if read.unreadable is not None
            ]
            return [*failed, *self._scored(runtime, [read for read in reads if read.inputs])]
        finally:
            for read in reads:
                self._agenda.done(read.job)

    def wake(self) -> None:
        """Make a waiting :meth:`step` return now."""
        with suppress(queue.Full):  # which keeps nobody waiting
            self._reads.put_nowait(None)

    def close(self) -> None:
        """Drop what is left and wait for the decoding threads (at most the photograph each has in hand)."""
        self._stopping.set()
        self._agenda.close()
        while any(thread.is_alive() for thread in self._threads):
            self._drain()
            for thread in self._threads:
                thread.join(0.02)
        self._drain()

    def __enter__(self) -> Pipeline:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:  # such as Ctrl-C: nobody waits for a RAW then
            self._agenda.close()
            isolation.close()
        self.close()

    def _next_batch(self, timeout: float) -> list[_Read]:
        reads: list[_Read] = []
        wait = timeout
        while len(reads) < self._batch:
            try:
                read = self._reads.get(timeout=wait) if wait else self._reads.get_nowait()
            except queue.Empty:
                break
            wait = 0.0
            if read is not None:
                reads.append(read)
        return reads

    def _scored(self, runtime: Runtime, reads: list[_Read]) -> Iterator[Outcome]:
        answers = iter(predict_many(runtime, [one for read in reads for one in read.inputs]))
        for read in reads:
            assert read.metadata is not None
            outputs = average([next(answers) for _ in read.inputs])
            if not is_an_answer(outputs):  # one photograph that a model fails on stops no other
                yield Failed(read.job.photo, f"the model {self._pack.id} has no answer for this photograph")
                continue
            distribution = tuple(float(value) for value in outputs.distribution[0])
            yield Result(
                read.job.photo,
                read.content_id,
                read.metadata,
                self._key,
                distribution,
                embedding=outputs.embedding[0],
                evidence=float(outputs.evidence[0]),
                unlike=float(outputs.unlike[0]),
                turn=read.job.turn,
                facts=read.facts,
            )

    def _read_ahead(self) -> None:
        while (job := self._agenda.take()) is not None:
            read = self._read(job)
            if read is None:
                self._agenda.done(job)
                continue
            while not self._stopping.is_set():
                with suppress(queue.Full):
                    self._reads.put(read, timeout=0.1)
                    break

    def _read(self, job: Job) -> _Read | None:
        """Read one photograph; None where only its picture was wanted."""
        try:
            if not job.wants_score and (thumbnail := self._cached(job.content_id)) is not None:
                self._on_picture(job.photo, thumbnail)
                return None
            decoded = decode(job.photo.path)
            thumbnail = self._thumbnail(decoded)
            if job.wants_picture and thumbnail is not None:
                self._on_picture(job.photo, thumbnail)
            if not job.wants_score:
                return None
            metadata = capture.completed(job.photo, decoded.metadata)
            rgb = pixels.turned(decoded.rgb, job.turn)
            inputs = tuple(view.prepare(rgb, self._pack) for view in self._views)
            facts = self._measure(decoded, job.photo, metadata)
            return _Read(job, decoded.content_id, metadata, inputs, facts=facts)
        except Unreadable as error:
            return _Read(job, unreadable=error.reason, trouble=error.trouble)
        except Exception:  # a dead decoding thread would hang the batch; the failure is logged and shown
            log.exception("reading %r failed", job.photo.path)
            return _Read(job, unreadable="the program failed on this photograph; its log tells more")

    def _cached(self, content_id: str | None) -> NDArray[np.uint8] | None:
        jpeg = self._cache.get(content_id) if self._cache and content_id else None
        return thumbnail_cache.decode(jpeg) if jpeg else None

    def _thumbnail(self, decoded: Decoded) -> NDArray[np.uint8] | None:
        """Made for every photograph read, on screen or not, so that it is at hand when it is scrolled to."""
        if self._cache is None:
            return None
        rgb = thumbnail_cache.reduce(decoded.rgb)
        self._cache.put(decoded.content_id, thumbnail_cache.encode(rgb))
        return rgb

    def _drain(self) -> None:
        with suppress(queue.Empty):
            while True:
                self._reads.get_nowait()


def item_of(photo: Photo, known: Known, judge: Judge, embedding: NDArray[np.floating] | None = None) -> Item:
    """What the catalog knows of ``photo``, with the judge's verdict; a taste needs the ``embedding`` (d,)."""
    score = _score(known, judge, embedding)
    return Item(
        photo,
        score,
        known.decision,
        known.metadata,
        known.unreadable,
        known.content_id,
        known.trouble,
        known.details,
        known.hand,
        facts=known.facts,
    )


def _score(said: Known | Result, judge: Judge, embedding: NDArray[np.floating] | None) -> Score | None:
    """What the model said, judged; None where it said nothing."""
    if not said.distribution:
        return None
    taken = said.metadata.captured_at if said.metadata else None
    return judge.score(said.distribution, embedding, evidence=said.evidence, unlike=said.unlike, taken=taken)


def known_items(photos: Sequence[Photo], judge: Judge, catalog: Catalog, views: Sequence[View] = WHOLE) -> list[Item]:
    """Each of ``photos`` with what the catalog knows of it; embeddings are read only where a taste judges."""
    pack_key = key(judge.pack, views)
    known = catalog.known(photos, pack_key)
    contents = [one.seen_as for one in known.values() if one.distribution] if judge.taste else []
    embeddings = catalog.embeddings(contents, pack_key)
    return [
        item_of(photo, one, judge, embeddings.get(one.seen_as))
        for photo, one in ((photo, known.get(photo.path, Known())) for photo in photos)
    ]


def score_photos(
    photos: Sequence[Photo],
    judge: Judge,
    runtime: Runtime,
    catalog: Catalog | None = None,
    *,
    views: Sequence[View] = WHOLE,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Item]:
    """Score ``photos``, the known ones from the catalog; yields one Item each, as they are ready.

    A photograph that cannot be read comes as an Item with ``unreadable`` set; it never stops the others, and is not
    read again as long as the file is the same. What comes out is stored in ``catalog`` (if given) batch by batch, with
    what was measured, and never taken for what the pack says by other ``views``. Stops early when ``cancelled()``.
    """
    pack_key = key(judge.pack, views)
    found = known_items(photos, judge, catalog, views) if catalog else map(Item, photos)
    items = {item.photo.path: item for item in found}
    yield from (_under(pack_key, item) for item in items.values() if item.settled)
    agenda = Agenda()
    agenda.add(Job(item.photo, turn=item.decision.turn) for item in items.values() if not item.settled)
    batch, measuring = -(-BATCH // len(views)), measure if catalog else unmeasured
    with Pipeline(judge.pack, agenda, batch=batch, views=views, measure=measuring) as pipeline:
        while len(agenda) and not cancelled():
            outcomes = pipeline.step(runtime)
            if catalog:
                catalog.store(outcomes)
            yield from (_under(pack_key, after(items[outcome.photo.path], outcome, judge)) for outcome in outcomes)


def _under(pack_key: str, item: Item) -> Item:
    """``item``, its score said by the pack with this key: a judge knows the pack, and no views."""
    if item.score is None or item.score.pack == pack_key:
        return item
    return replace(item, score=replace(item.score, pack=pack_key))


def after(item: Item, outcome: Outcome, judge: Judge) -> Item:
    """``item`` with what the pipeline has found out about it; a score only of how it is turned now."""
    if isinstance(outcome, Failed):
        return replace(item, unreadable=outcome.reason, trouble=outcome.trouble)
    score = _score(outcome, judge, outcome.embedding) if outcome.turn == item.decision.turn else item.score
    return replace(
        item,
        score=score,
        metadata=outcome.metadata,
        unreadable=None,
        trouble=None,
        content_id=outcome.content_id,
        facts=better(item.facts, outcome.facts) if item.content_id == outcome.content_id else outcome.facts,
    )
