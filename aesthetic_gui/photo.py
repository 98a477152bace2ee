"""The words every room shares: frozen values that travel between threads and rooms.

A :class:`Photo` is one unit on disk (the picture that is shown, with its RAW and sidecars). Scoring it
gives a :class:`Score`; a :class:`Bar` makes a :class:`Verdict` of it. The photographer's own :class:`Decision` is kept
apart and always wins; :class:`Explanation` tells which parts of the picture moved the score.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import NamedTuple

from aesthetic_gui.later import NDArray, np


class Verdict(StrEnum):
    """What a model's score comes to at a given :class:`Bar`."""

    AESTHETIC = "aesthetic"
    NOT_AESTHETIC = "not_aesthetic"
    UNSURE = "unsure"


UNLIKE = 1.0  # in units of the pack's own limit: beyond it nothing is known of a photograph
RATING_POINTS, LOG_ODDS = "rating points", "log-odds"  # what evidence is counted in


class Flag(IntEnum):
    """Pick and reject, as in Lightroom; the number is what ``xmpDM:pick`` stores."""

    REJECT = -1
    NONE = 0
    PICK = 1


class ColourLabel(StrEnum):
    """Colour labels, in the order of the keys 6 to 9 (purple has no key, as in Lightroom)."""

    NONE = ""
    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    PURPLE = "purple"


@dataclass(frozen=True, slots=True)
class Photo:
    """One photograph on disk: the file that is shown and the files that travel with it.

    ``path`` is the picture that is decoded (the JPEG of a RAW + JPEG pair); ``companions`` are the RAW
    and the sidecars. ``size`` (bytes) and ``mtime_ns`` describe ``path`` as it was found. Where it ``leads_out``, a
    link brought it in from outside of what was opened (``files.names.links``): it is shown, and left alone.
    """

    path: Path
    companions: tuple[Path, ...] = ()
    size: int = 0
    mtime_ns: int = 0
    leads_out: bool = False

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file of the unit, the shown picture first."""
        return (self.path, *self.companions)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the camera wrote. Sizes are of the upright picture in pixels; unknown values are None."""

    width: int = 0
    height: int = 0
    captured_at: datetime | None = None
    camera: str | None = None
    lens: str | None = None
    exposure_time: float | None = None  # seconds
    f_number: float | None = None
    iso: int | None = None
    focal_length: float | None = None  # millimetres


@dataclass(frozen=True, slots=True)
class Score:
    """What the model said; a verdict is asked of a :class:`Bar`.

    ``distribution`` holds ten probabilities for the ratings 1 to 10; ``mean`` and ``sd`` are its moments
    (1 to 10); ``p_aesthetic`` is calibrated, 0 to 1; ``pack`` is the pack's key, ``id@version``. ``taste`` is
    the name of the photographer's taste that ``p_aesthetic`` comes from, "" for the model's own.

    ``evidence`` is what the pack's calibration reads: the network's log-odds of good over ordinary, or the mean rating
    where it says no other number. ``unlike`` (0 or more) is how far the photograph is from all that the model learned
    from; beyond :data:`UNLIKE` nobody knows better than one half, so that is ``p_aesthetic`` then, whoever judges.
    """

    distribution: tuple[float, ...]
    mean: float
    sd: float
    p_aesthetic: float
    pack: str
    taste: str = ""
    evidence: float = 0.0
    unlike: float = 0.0

    def __post_init__(self) -> None:
        if self.unlike_anything:
            object.__setattr__(self, "p_aesthetic", 0.5)

    @property
    def unlike_anything(self) -> bool:
        """Whether the photograph is unlike anything that the model has learned from."""
        return self.unlike > UNLIKE


@dataclass(frozen=True, slots=True)
class Bar:
    """Where the verdict changes: *unsure* within ``band``, a half-width, of ``threshold``; both on P(aesthetic)."""

    threshold: float
    band: float

    def verdict(self, score: Score) -> Verdict:
        """The verdict on ``score``; the band's upper edge is *aesthetic*, its lower edge *unsure*.

        Of what is unlike anything that the model has learned from it is *unsure*, wherever the threshold is.
        """
        if score.unlike_anything:
            return Verdict.UNSURE
        if score.p_aesthetic >= self.threshold + self.band:
            return Verdict.AESTHETIC
        if score.p_aesthetic < self.threshold - self.band:
            return Verdict.NOT_AESTHETIC
        return Verdict.UNSURE


@dataclass(frozen=True, slots=True)
class Decision:
    """What the photographer said: flag, stars (0 to 5), colour label, and the ``turn`` of the picture.

    ``turn``: quarter turns clockwise (0 to 3), on top of what the file itself says; the file stays as it is.
    """

    flag: Flag = Flag.NONE
    stars: int = 0
    label: ColourLabel = ColourLabel.NONE
    turn: int = 0

    @property
    def judges(self) -> bool:
        """Whether it says anything of the photograph's worth; that it is turned does not."""
        return bool(self.flag or self.stars or self.label)


UNDECIDED = Decision()


def seen_as(content_id: str, turn: int) -> str:
    """What a model saw, by which scores and explanations are kept: a photograph that is turned is another picture."""
    return f"{content_id}/{turn}" if turn else content_id


@dataclass(frozen=True, slots=True)
class Details:
    """What the photographer wrote of a photograph: IPTC's title, caption, creator and copyright notice, and keywords.

    Several creators are apart by ``"; "``. The levels of a keyword are apart by ``|``, the topmost first:
    ``Places|Greece|Athens``. Texts are as ``files.xmp`` leaves them: no white space around, nothing that XML cannot
    hold.
    """

    title: str = ""
    caption: str = ""
    creator: str = ""
    rights: str = ""
    keywords: tuple[str, ...] = ()


NO_DETAILS = Details()
DETAIL_TEXTS = ("title", "caption", "creator", "rights")


@dataclass(frozen=True, slots=True)
class HandStack:
    """The stack that a photograph was put into by hand: whatever has the same ``id`` is one, and is never regrouped.

    ``cover``: it was chosen to stand for the stack. False as a truth value where the program groups it.
    """

    id: str
    cover: bool = False

    def __bool__(self) -> bool:
        return bool(self.id)


NOT_BY_HAND = HandStack("")


class Sure(StrEnum):
    """How far an explanation can be relied on, on this photograph; the value is what the catalog and JSON say."""

    UNCHECKED = "unchecked"
    NO = "no"  # hiding what it names changes the score no more than hiding anything: nothing is painted
    FAIRLY = "fairly"
    VERY = "very"


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """Why: a heat map over the whole upright photograph.

    ``heat`` is float32 (h, w), any size with the photograph's aspect, scaled to -1..1: positive regions
    raised what is explained (``target``, of ``explain.methods.TARGETS``; counted in ``unit``), negative ones lowered
    it. ``done``/``total`` count model evaluations, so a partial explanation has ``done < total``. ``fidelity`` is how
    well the explanation reproduces the model (R² for LIME), where the method has such a number. ``regions`` int16
    (h, w) of the heat's size numbers the photograph's superpixels, ``contributions`` float32 (n,) is what each adds, in
    ``unit``; None where they were not worked out. ``notes`` are figures: ``value``, the number that is explained;
    ``mean``, the mean rating (1 to 10); ``scale``, what a heat of 1 stands for, in ``unit``; ``gain`` and ``chance``,
    see ``explain.faithful``; and the method's own.
    """

    method: str
    heat: NDArray[np.float32]
    done: int = 1
    total: int = 1
    fidelity: float | None = None
    notes: dict[str, float] = field(default_factory=dict)
    target: str = "aesthetic"
    unit: str = LOG_ODDS
    sure: Sure = Sure.UNCHECKED
    regions: NDArray[np.int16] | None = None
    contributions: NDArray[np.float32] | None = None

    @property
    def complete(self) -> bool:
        return self.done >= self.total


class Estimate(NamedTuple):
    """A figure and its 95 % interval, such as how often a verdict is right."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:z.3f} [{self.low:z.3f}, {self.high:z.3f}]"  # z: no minus before zero


class AestheticError(Exception):
    """Base of every error shown to the photographer: its text is in their words."""


class Trouble(StrEnum):
    """The kinds of reasons for which a photograph cannot be read."""

    GONE = "gone"
    NOT_A_FILE = "not_a_file"  # a folder, pipe, socket or device
    NO_PERMISSION = "no_permission"
    DISK = "disk"  # the disk or card could not read it
    EMPTY = "empty"
    TRUNCATED = "truncated"
    DAMAGED = "damaged"
    NOT_A_PHOTOGRAPH = "not_a_photograph"
    UNSUPPORTED = "unsupported"  # well, but of a kind that cannot be opened here
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"  # given up after the time limit
    NO_MEMORY = "no_memory"
    CHANGED = "changed"  # while it was being read
    CRASHED = "crashed"  # its decoder, in a process of its own
    PROGRAM = "program"  # a fault of this program's

    @property
    def lasts(self) -> bool:
        """Whether it lies in the bytes themselves, so that reading the same bytes again comes to the same."""
        in_content = self in (Trouble.DAMAGED, Trouble.NOT_A_PHOTOGRAPH, Trouble.UNSUPPORTED)
        return in_content or self in (Trouble.EMPTY, Trouble.TRUNCATED, Trouble.TOO_LARGE)


class Unreadable(AestheticError):
    """A photograph that cannot be read; ``reason`` says why, in the photographer's words, ``trouble`` its kind."""

    def __init__(self, path: Path, reason: str, trouble: Trouble = Trouble.DAMAGED) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason
        self.trouble = trouble
