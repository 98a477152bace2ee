"""What the quality classes would flag: a proposal, which becomes decisions only where somebody asks for that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aesthetic_gui.criteria.quality import Rules, proposed_flag
from aesthetic_gui.culling.item import Item
from aesthetic_gui.photo import Flag, Photo
from aesthetic_gui.words import photographs


@dataclass(frozen=True, slots=True)
class Proposal:
    """``picks`` and ``rejects`` of what nobody has decided on; how many were ``decided``, and how many are ``left``."""

    picks: tuple[Photo, ...] = ()
    rejects: tuple[Photo, ...] = ()
    decided: int = 0
    left: int = 0

    @property
    def flags(self) -> dict[Photo, Flag]:
        return dict.fromkeys(self.picks, Flag.PICK) | dict.fromkeys(self.rejects, Flag.REJECT)

    @property
    def words(self) -> str:
        """What would happen, in one sentence."""
        rest = f"; {photographs(self.left)} without a flag by these rules" if self.left else ""
        kept = f"; {photographs(self.decided)} decided before, which stay as they are" if self.decided else ""
        return f"{photographs(len(self.picks))} to pick, {len(self.rejects):,} to reject{rest}{kept}"


def propose(items: Iterable[Item], rules: Rules | None = None) -> Proposal:
    """By the quality class of each of ``items``; what was decided before, or never measured, is left alone."""
    by_flag: dict[Flag, list[Photo]] = {flag: [] for flag in Flag}
    decided = 0
    for item in items:
        if item.decision.judges:
            decided += 1
        else:
            flag = proposed_flag(item.facts.measures, rules) if item.facts and item.facts.measures else Flag.NONE
            by_flag[flag].append(item.photo)
    picks, rejects = tuple(by_flag[Flag.PICK]), tuple(by_flag[Flag.REJECT])
    return Proposal(picks, rejects, decided, len(by_flag[Flag.NONE]))
