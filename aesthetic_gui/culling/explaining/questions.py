"""A question for each number that can be explained: the model's own, a taste's, a technical criterion.

    photograph ──> read ──> Subject: as it is looked at      Subject and target ──> question ──> ``explain.Question``

The model and a taste are asked of copies of the network's input; a criterion is measured again on copies of the
photograph itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.criteria.measures import MEASURES
from aesthetic_gui.criteria.picture import Picture
from aesthetic_gui.culling.measuring.measuring import picture_of
from aesthetic_gui.culling.scoring.judging import base_logit
from aesthetic_gui.explain.heat import Cancelled, never
from aesthetic_gui.explain.methods import AESTHETIC, RATING, TASTE, NotExplained
from aesthetic_gui.explain.question import Batch, Question, of_the_model
from aesthetic_gui.facts import Criterion
from aesthetic_gui.files.decoding import pixels
from aesthetic_gui.files.decoding.decode import Decoded, decode
from aesthetic_gui.files.xmp import capture
from aesthetic_gui.photo import LOG_ODDS, Metadata, Photo
from aesthetic_gui.scoring.outputs import Outputs
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.scoring.runtime import Runtime
from aesthetic_gui.taste.head import Taste
from aesthetic_gui.taste.timeline import seconds_of
from aesthetic_gui.words import CRITERIA

PIECE = 8  # copies between two looks at whether anybody still waits: 70 ms on two cores
POINTS = "points of 100"  # what criteria are counted in
NO_TASTE = "No taste judges now. Choose one that does, or explain another number, such as the mean rating."

Values = Callable[[Batch], NDArray[np.float64]]


class Stopped(Exception):
    """Nobody waits for the answer any more: ends whatever asks, however deep in a method it is."""


@dataclass(frozen=True, eq=False)
class Subject:
    """One photograph, ready to be asked about: ``rgb`` uint8 (h, w, 3), longest side about 640, after ``turn`` quarter
    turns clockwise; the file it was read from, where there is one."""

    rgb: NDArray[np.uint8]
    turn: int = 0
    photo: Photo | None = None
    decoded: Decoded | None = None

    @property
    def taken(self) -> datetime | None:
        """When, as far as the file and its sidecars say."""
        if self.photo is None or self.decoded is None:
            return None
        return capture.completed(self.photo, self.decoded.metadata).captured_at

    @property
    def picture(self) -> Picture:
        """What criteria measure, with its faces."""
        if self.photo is None or self.decoded is None:
            return Picture(self.rgb, Metadata(self.rgb.shape[1], self.rgb.shape[0]))
        picture = picture_of(self.decoded, self.photo)
        return replace(
            picture,
            rgb=self.rgb,
            faces=tuple(face.turned(self.turn) for face in picture.faces),
            focus_point=picture.focus_point and picture.focus_point.turned(self.turn),
        )


def read(picture: NDArray[np.uint8] | Photo, turn: int = 0) -> Subject:
    """``picture``, or its pixels uint8 (h, w, 3), as it is looked at. Raises ``Unreadable``."""
    if not isinstance(picture, Photo):
        return Subject(pixels.turned(picture, turn), turn)
    decoded = decode(picture.path)
    return Subject(pixels.turned(decoded.rgb, turn), turn, picture, decoded)


def question(
    subject: Subject,
    target: str,
    pack: Pack,
    runtime: Runtime,
    taste: Taste | None = None,
    cancelled: Cancelled = never,
) -> Question:
    """What ``target`` is of ``subject``, ready to be asked of copies; asking raises :class:`Stopped` once cancelled.

    Raises ``NotExplained`` where there is nothing to explain: no taste in charge, a criterion that cannot be told of
    this photograph, or that no part of it tells.
    """
    if target in (AESTHETIC, RATING):
        asked = of_the_model(subject.rgb, pack, runtime, target)
    elif target == TASTE:
        asked = _of_the_taste(subject, pack, runtime, taste)
    else:
        asked = _of_a_criterion(subject.picture, Criterion(target))
    piece = PIECE if asked.model else 1  # a criterion takes up to 50 ms
    return replace(asked, values=_stoppable(asked.values, piece, cancelled))


def _of_the_taste(subject: Subject, pack: Pack, runtime: Runtime, taste: Taste | None) -> Question:
    """The log-odds by which ``taste`` judges, as ``judging.Judge`` has them."""
    if taste is None or taste.pack_key != pack.key:
        raise NotExplained(NO_TASTE)
    seconds = seconds_of(subject.taken)
    if not taste.speaks_of(np.array([seconds]))[0]:
        raise NotExplained(
            f"The taste {taste.name!r} does not judge photographs of this time; the model does. "
            "Explain P(aesthetic) instead."
        )

    def values(batch: Batch) -> NDArray[np.float64]:
        return _logits(runtime.predict(batch), taste, pack, seconds)

    asked = of_the_model(subject.rgb, pack, runtime)
    if asked.outputs.embedding.shape[1] != len(taste.weights):
        raise NotExplained(NO_TASTE)
    return replace(asked, target=TASTE, values=values, counted_in=LOG_ODDS)


def _logits(outputs: Outputs, taste: Taste, pack: Pack, seconds: float) -> NDArray[np.float64]:
    own = np.array([base_logit(evidence, pack) for evidence in outputs.evidence.tolist()])
    taken = np.full(len(own), seconds)
    return taste.logit(outputs.embedding.astype(np.float16), own, taken)  # as the catalog keeps embeddings


def _of_a_criterion(picture: Picture, criterion: Criterion) -> Question:
    """Its value, 0 to 100, measured again on each copy: where faces are, and what the file says, stays."""
    measure = MEASURES[criterion]
    name = CRITERIA[criterion]
    if criterion is Criterion.COMPRESSION and picture.scale > 1:
        raise NotExplained(
            f"The {name} is told by the whole file and not by parts of the photograph. Explain another number."
        )
    if math.isinf(measure(picture).error):
        raise NotExplained(
            f"The {name} of this photograph cannot be told, so there is nothing to explain. Explain another number."
        )

    def values(batch: Batch) -> NDArray[np.float64]:
        copies = np.clip(np.rint(batch), 0, 255).astype(np.uint8)
        return np.array([measure(replace(picture, rgb=copy)).value for copy in copies])

    height, width, _ = picture.rgb.shape
    canvas = picture.rgb.astype(np.float32)
    return Question(str(criterion), picture.rgb, canvas, values, (0, 0, width, height), POINTS)


def _stoppable(values: Values, piece: int, cancelled: Cancelled) -> Values:
    """``values``, asked in pieces, with a look between them at whether anybody still waits."""

    def asked(batch: Batch) -> NDArray[np.float64]:
        found = []
        for start in range(0, len(batch), piece):
            if cancelled():
                raise Stopped
            found.append(values(batch[start : start + piece]))
        return np.concatenate(found)

    return asked
