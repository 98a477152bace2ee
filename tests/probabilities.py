"""P's to compare what every door shows for them, and what is shown read back as a number."""

from __future__ import annotations

PROBABILITIES = (0.0, 0.003, 0.005, 0.07, 0.12, 0.44, 0.52, 0.68, 0.88, 0.93, 0.9949, 0.995, 0.997, 1.0)


def amount(shown: str) -> float:
    """ "87 %", "<1 %", "87" or "0.87" in per cent; "<1 %" and ">99 %" lie half way to certainty."""
    if shown.startswith("<"):
        return 0.5
    if shown.startswith(">"):
        return 99.5
    return 100 * float(shown) if "." in shown else float(shown.rstrip(" %"))
