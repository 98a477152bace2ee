"""What is to be explained, and by which method: as it was chosen last, as far as it can be asked here."""

from __future__ import annotations

from collections.abc import Collection

from aesthetic_gui.explain.methods import AESTHETIC, METHODS, TARGETS, TASTE, Asked, Method, asked_words, method_called
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.ui.session.kept_settings import KeptSettings

OFFERED = tuple(method for method in METHODS if method.offered)
_IDS = tuple(method.id for method in OFFERED)


class Choice:
    """Kept in the settings; ``taste`` is the name of the one in charge, "" for none."""

    def __init__(self, kept: KeptSettings, pack: Pack) -> None:
        self._kept, self._pack = kept, pack
        self.taste = ""

    @property
    def levels(self) -> tuple[int, ...]:
        """Of the model's class activation maps, by the pixels of their cells."""
        return self._pack.levels

    @property
    def target(self) -> str:
        """What is explained; P(aesthetic) where that of last time is nothing now."""
        kept = self._kept["reason_target"]
        return kept if kept in TARGETS and not self.target_missing(kept) else AESTHETIC

    @property
    def method(self) -> str:
        """The method of last time, or else the first that can explain the target."""
        return self._able(self._kept["reason"])

    @property
    def beside(self) -> str:
        """The second of two methods side by side: another than the first."""
        kept = self._kept["reason_beside"]
        return self._able(kept) if kept != self.method else self.next_after(self.method) or self.method

    @property
    def level(self) -> int | None:
        """1 for the finest, 0 for all added up; None for the coarsest."""
        kept = self._kept["reason_level"]
        return kept if 0 <= kept < len(self.levels) else None

    def option_of(self, method: str) -> str:
        """Which of its variants, the usual one where none was chosen; "" where it has none."""
        options, kept = method_called(method).options, self._kept["reason_option"]
        return kept if kept in options else next(iter(options), "")

    def keep(self, **values: str | int) -> None:
        """``method``, ``target``, ``beside``, ``level`` (0 for all added up) or ``option``, from now on."""
        self._kept.remember(**{"reason" if key == "method" else f"reason_{key}": each for key, each in values.items()})

    def asked(self, method: str) -> Asked:
        """What the worker is asked for."""
        level = self.level if method == "cam" else None
        return Asked(method, self.target, level, self.option_of(method))

    def target_missing(self, target: str) -> str:
        """Why ``target`` cannot be explained now; "" where it can."""
        return "No taste judges now. Choose one in the menu Taste." if target == TASTE and not self.taste else ""

    def why_not(self, method: str) -> str:
        """Why ``method`` cannot explain what is chosen; "" where it can."""
        row = method_called(method)
        if self.target not in row.targets:
            return f"{row.title} cannot explain {asked_words(self.target)}."
        if row.needs == "gradients" and not any(weights.runtime == "keras" for weights in self._pack.weights):
            return f"{row.title} needs the network itself, and {self._pack.title} comes without its Keras file."
        return ""

    def next_after(self, method: str, but: Collection[str] = ()) -> str:
        """The method after ``method`` that can explain what is chosen, but for ``but``; "" where there is none."""
        start = _IDS.index(method) + 1
        rest = (*_IDS[start:], *_IDS[: start - 1])
        return next((each for each in rest if each not in but and not self.why_not(each)), "")

    def _able(self, kept: str) -> str:
        ids = (kept, *_IDS) if kept in _IDS else _IDS
        return next((each for each in ids if not self.why_not(each)), _IDS[0])


def described(method: Method) -> str:
    """What a method shows, and whose it is, for a tool tip."""
    return f"{method.title}: {method.shows}\n{method.source}"
