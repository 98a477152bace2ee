"""A taste: one linear head, and what is known of how good it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from aesthetic_gui.later import NDArray, np
from aesthetic_gui.photo import Estimate
from aesthetic_gui.taste.timeline import Timeline
from aesthetic_gui.words import counted

Numbers: TypeAlias = "NDArray[np.float64]"
LEAST = 10  # picks, and rejects: below that an interval says more of luck than of taste
LEAST_BURSTS = 10  # that have a pick, and that have a reject: one afternoon's burst is one decision many times
_HOPELESS = 5  # times the decisions there are: nobody waits for more
USUAL = 60  # decisions after which a taste takes over, where it does: the median of the real culls it was tried on


@dataclass(frozen=True, slots=True, eq=False)
class Taste:
    """P(aesthetic) by one photographer's taste, for one pack.

    P = 1 / (1 + exp(-(embedding · weights + base_weight * base_logit + timeline.logit(time) + intercept))),
    ``weights`` float32 (d,). Unless it is good ``everywhere`` it speaks only of what was taken near to a decision.
    It is calibrated on decisions that the head had not seen, picks and rejects counting the same however many there
    are of each: at 0.5 a photograph is as much like the picks as like the rejects.
    """

    name: str
    pack_key: str
    weights: NDArray[np.float32]
    base_weight: float
    intercept: float
    timeline: Timeline = field(default_factory=Timeline.of_no_time)
    everywhere: bool = True

    def logit(
        self,
        embeddings: NDArray[np.floating],
        base_logits: NDArray[np.floating],
        taken: NDArray[np.floating] | None = None,
    ) -> NDArray[np.float64]:
        """The log-odds of :meth:`probability`, float64 (n,), of the same."""
        # multiplied by rows: a matrix product rounds differently for one photograph than for many
        product = np.einsum("nd,d->n", embeddings.astype(np.float32), self.weights)
        own = self.base_weight * np.asarray(base_logits, np.float64)
        in_time = 0.0 if taken is None else self.timeline.logit(taken)
        return np.asarray(product + own + in_time + self.intercept, np.float64)

    def probability(
        self,
        embeddings: NDArray[np.floating],
        base_logits: NDArray[np.floating],
        taken: NDArray[np.floating] | None = None,
    ) -> NDArray[np.float64]:
        """P(aesthetic), 0 to 1, float64 (n,), for embeddings (n, d), the model's own logits (n,) and times (n,).

        Times are as of ``timeline.seconds_of``; without them none is known.
        """
        return logistic(self.logit(embeddings, base_logits, taken))

    def speaks_of(self, taken: NDArray[np.floating]) -> NDArray[np.bool_]:
        """Whether it is known to be good for photographs of times (n,), bool (n,); of the others the model speaks."""
        return self.timeline.near(taken) | self.everywhere


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Of all pairs of a held-out pick and reject, the share with the pick rated higher, 0 to 1: the area under the
    ROC curve (Hanley & McNeil 1982), each with its 95 % interval over bursts.

    ``gain`` is the taste's less the model's own, paired: both judge the same decisions.
    """

    taste: Estimate
    base: Estimate
    gain: Estimate


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of learning. ``taste`` and ``held_out`` are None where there is too little to learn from.

    ``picks``, ``rejects`` and ``bursts`` count what was learned from. The photographs of another ``unscored``
    picks and rejects are known by name only: the pack has not scored them yet. ``outdated`` of these were scored by
    another pack, before. ``foreign`` ones came from a file that was made with another pack.
    """

    name: str
    picks: int
    rejects: int
    bursts: int
    taste: Taste | None = None
    held_out: HeldOut | None = None
    unscored: int = 0
    outdated: int = 0
    foreign: int = 0

    @property
    def decisions(self) -> int:
        """How many it learned from."""
        return self.picks + self.rejects

    @property
    def takes_over(self) -> bool:
        """Whether the taste is better than the model's own verdict, with 95 % confidence."""
        return self.held_out is not None and self.held_out.gain.low > 0

    @property
    def in_charge(self) -> Taste | None:
        """The taste where it takes over, else None: what a ``culling.scoring.judging.Judge`` is made with."""
        return self.taste if self.takes_over else None

    @property
    def needed(self) -> int | None:
        """About how many decisions it takes until the taste takes over; None where nothing speaks for it.

        What is usual, until there are that many; then as many as draw the interval of the gain, which shrinks with
        their root, in to above zero.
        """
        if self.takes_over:
            return self.decisions
        if self.decisions < USUAL or self.held_out is None:
            return max(USUAL, self._until_enough)
        gain = self.held_out.gain
        if gain.value <= 0:
            return None
        needed = self.decisions * ((gain.value - gain.low) / gain.value) ** 2
        return int(round(needed, -1)) if needed < _HOPELESS * self.decisions else None

    @property
    def _until_enough(self) -> int:
        """Decisions until there are ``LEAST`` picks and rejects, if they go on coming as they did."""
        rarer = min(self.picks, self.rejects)
        return int(round(LEAST * self.decisions / rarer, -1)) if rarer else 0

    @property
    def sentence(self) -> str:
        """What the photographer is told of it."""
        waiting = f" {counted(self.unscored, 'more is', 'more are')} not scored yet." if self.unscored else ""
        if self.outdated:
            waiting += " The model is a new one: open their folders once, and they are scored and learned from again."
        if self.foreign:
            waiting += f" {counted(self.foreign, 'imported one was', 'imported ones were')} made with another model."
        return f"{self._told}{waiting}"

    @property
    def _told(self) -> str:
        if self.held_out is None:
            return _too_few(self)
        right, base = self.held_out.taste, self.held_out.base.value
        figures = (
            f"right on {100 * right.value:.0f} % [{100 * right.low:.0f}, {100 * right.high:.0f}] of held-out pairs"
        )
        if self.needed is None and right.low <= 0.5:
            return (
                f"I cannot see what you decide by here: {figures} from {self.decisions:,} decisions. "
                "The model's verdict stays."
            )
        compared = f"R{figures[1:]} of a pick and a reject; the model alone on {100 * base:.0f} %."
        if self.takes_over:
            where = "" if self.everywhere else " It judges what was taken near to those; the rest is the model's."
            return f"Learned from {self.decisions:,} decisions. {compared}{where}"
        so_far = f"{self.decisions:,} of about {self.needed:,}" if self.needed else f"learned from {self.decisions:,}"
        return f"Not yet better than the model: {so_far} decisions. {compared}"

    @property
    def everywhere(self) -> bool:
        """Whether it is better than the model also on what was taken at another time than all that was decided."""
        return self.taste is not None and self.taste.everywhere


def _too_few(learned: Learned) -> str:
    known = f"{counted(learned.picks, 'pick')} and {counted(learned.rejects, 'reject')}"
    if min(learned.picks, learned.rejects) < LEAST:
        return (
            f"Too few to learn from: {known}. A taste needs {LEAST} of each, "
            f"and takes over after about {learned.needed:,} decisions where it can."
        )
    return (
        f"Too much alike to learn from: {known} from {counted(learned.bursts, 'burst')}. "
        f"A taste needs picks from {LEAST_BURSTS} bursts and rejects from as many."
    )


def logistic(logit: NDArray[np.floating]) -> Numbers:
    """1 / (1 + exp(-logit)); never overflows."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logit, -30.0, 30.0))), np.float64)
