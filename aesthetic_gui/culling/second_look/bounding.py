"""How many rejects may be wrong, by a random sample of them that was looked at again: an exact bound, no approximation.

Of ``rejects`` photographs ``wrong`` ones would be kept by whoever looks again. Of a simple random sample the number of
those is hypergeometric, so the largest number of wrong ones that leaves a chance of more than 5 % to find so few is not
exceeded in at least 95 of 100 such looks, whatever their true number is: the upper confidence limit of Clopper and
Pearson (Biometrika 26, 1934, 404-413), for a finite population. Whole numbers throughout: nothing is rounded.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb, floor

CONFIDENCE = 0.95


def most_wrong(rejects: int, sampled: int, found: int, confidence: float = CONFIDENCE) -> int:
    """The most of ``rejects`` that may be wrong where ``found`` of ``sampled`` were.

    Raises ``ValueError`` for more found than sampled, or more sampled than there are.
    """
    if not 0 <= found <= sampled <= rejects:
        raise ValueError(f"of {rejects} rejects {sampled} are sampled, and {found} of them found: that cannot be")
    chance = 1 - Fraction(confidence).limit_denominator(10_000)
    fewest, most = found, rejects - (sampled - found)  # the second is possible whenever nothing else is known
    while fewest < most:
        middle = (fewest + most + 1) // 2
        if _as_few(rejects, middle, sampled, found) > chance:
            fewest = middle
        else:
            most = middle - 1
    return fewest


def sample_size(rejects: int, kept: int, wanted: float, confidence: float = CONFIDENCE) -> int:
    """How many of ``rejects`` to look at, so that at most the share ``wanted`` (below 1) of the keepers is among them.

    That is where none is found wrong; each that is takes the bound up. ``kept`` are the photographs that are kept; the
    keepers are these and the wrong rejects. All of them where fewer will not do, none where all might be wrong.
    """
    too_many = floor(wanted * kept / (1 - wanted)) + 1
    sampled, chance = 0, 1.0  # to find none though that many are wrong
    while chance > 1 - confidence and too_many <= rejects:
        chance *= max(0, rejects - sampled - too_many) / (rejects - sampled)
        sampled += 1
    return sampled


def _as_few(rejects: int, wrong: int, sampled: int, found: int) -> Fraction:
    """The chance to find ``found`` of the ``wrong`` ones, or fewer."""
    ways = sum(comb(wrong, each) * comb(rejects - wrong, sampled - each) for each in range(found + 1))
    return Fraction(ways, comb(rejects, sampled))
