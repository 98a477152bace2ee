"""What may be said of all rejects, from the answers to some of them.

Those that were shown for a reason are known one by one; of the others the sample says how many may be wrong at most, at
95 % confidence (``bounding``). Hence the keepers that may be among the rejects: at most the known ones and that number,
as a share of all keepers, which are these and the photographs that are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from aesthetic_gui.culling.second_look.bounding import CONFIDENCE, most_wrong
from aesthetic_gui.culling.second_look.planning import Reason, SecondLook
from aesthetic_gui.words import counted, photographs

_MEANT = (Reason.BETTER, Reason.ONLY_ONE, Reason.FAVOURITE)
_SURE = f"{CONFIDENCE:.0%}".replace("%", " %")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the answers come to.

    ``kept_after_all`` are rejects that would be kept now, ``doubted`` keepers that would be rejected, of ``again`` that
    were shown again and answered. Of ``sampled`` random rejects ``found`` would be kept. ``most`` is how many of all
    ``rejects`` may be keepers, ``left`` how many of them once those that were found are taken back. What is
    ``unanswered`` is counted as a keeper in both. ``kept`` photographs are kept already.
    """

    kept_after_all: tuple[Path, ...]
    doubted: tuple[Path, ...]
    again: int
    rejects: int
    kept: int
    sampled: int
    found: int
    unanswered: int
    most: int
    left: int
    exact: bool  # every reject was looked at and answered: nothing is estimated

    @property
    def share(self) -> float:
        """Of all keepers, those that may be among the rejects, at most: 0 to 1."""
        return _share(self.most, self.kept + self.most)

    @property
    def share_left(self) -> float:
        """The same once those that were found are taken back."""
        return _share(self.left, self.kept + self.most)

    @property
    def sentences(self) -> tuple[str, ...]:
        """For the photographer; the first is the statement, the others say what it rests on."""
        return tuple(filter(None, (self._statement(), self._ground(), self._afterwards(), self._doubt(), self._open())))

    def _statement(self) -> str:
        if not self.most:
            none = f"None of your keepers is among the {photographs(self.rejects)} that you rejected"
            return f"{none}." if self.exact else f"{none}, {_SURE} confidence."
        if not self.kept:
            many = f"{self.most:,} of the {self.rejects:,} rejects"
            return f"You would keep {many}." if self.exact else f"You would keep at most {many}, {_SURE} confidence."
        if self.exact:
            return (
                f"{_percent(self.share)} of your keepers are among the {photographs(self.rejects)} that you rejected."
            )
        return (
            f"At most {_percent(self.share)} of your keepers are among the {photographs(self.rejects)} that you "
            f"rejected, {_SURE} confidence."
        )

    def _ground(self) -> str:
        if self.exact:
            return ""
        drawn = f"Of {counted(self.sampled, 'reject')} drawn by chance you would keep {self.found:,}"
        return f"{drawn}; so at most {self.most:,} of all {self.rejects:,}, beside {self.kept:,} that you keep already."

    def _afterwards(self) -> str:
        if not self.kept_after_all or (self.exact and not self.left):
            return ""
        back = len(self.kept_after_all)
        them = "the one that" if back == 1 else f"the {back:,} that"
        return f"Once {them} you would keep {'is' if back == 1 else 'are'} taken back: at most {self._of_those_left()}."

    def _of_those_left(self) -> str:
        return f"{self.left:,}, which is {_percent(self.share_left)}"

    def _doubt(self) -> str:
        if not self.again:
            return ""
        shown = f"Of {counted(self.again, 'keeper')} that you saw again among them you would reject"
        if not self.doubted:
            return f"{shown} none: your answers agree with what you decided."
        return f"{shown} {len(self.doubted):,}: so far do your own answers vary."

    def _open(self) -> str:
        if not self.unanswered:
            return ""
        was = "was" if self.unanswered == 1 else "were"
        return f"{photographs(self.unanswered)} {was} not answered, and each is counted as one that you would keep."


def outcome(look: SecondLook, answers: Mapping[Path, bool]) -> Outcome:
    """``answers``: whether each would be kept; those of other photographs than ``look`` shows are passed over.

    The statement holds for whoever answers all, or stops for a reason that has nothing to do with the answers: to go on
    until one likes the figure makes it worthless, so what is not answered counts against it.
    """
    meant, sample, again = look.of(*_MEANT), look.of(Reason.SAMPLE), look.of(Reason.KEEPER)
    others = look.rejects - len(meant)
    most = most_wrong(others, len(sample), _lost(sample, answers)) + _lost(meant, answers)
    unanswered = sum(path not in answers for path in (*meant, *sample))
    back = tuple(path for path in (*meant, *sample) if answers.get(path, False))
    return Outcome(
        back,
        tuple(path for path in again if not answers.get(path, True)),
        sum(path in answers for path in again),
        look.rejects,
        look.kept,
        len(sample),
        sum(answers.get(path, False) for path in sample),
        unanswered,
        most,
        most - len(back),
        exact=others == len(sample) and not unanswered,
    )


def _lost(paths: Iterable[Path], answers: Mapping[Path, bool]) -> int:
    """Those that would be kept, and those of which that is not known."""
    return sum(answers.get(path, True) for path in paths)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _percent(share: float) -> str:
    """Rounded up: what is said to be the most is never less than it is."""
    return f"{ceil(round(1000 * share, 9)) / 10:.1f} %"
