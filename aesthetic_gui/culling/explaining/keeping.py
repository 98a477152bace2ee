"""What was worked out before, in the catalog: by photograph as it is turned, model, method and what was wanted."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, replace

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.schema import CatalogError
from aesthetic_gui.explain.methods import AESTHETIC, RATING, TASTE, Asked
from aesthetic_gui.facts import MEASURING
from aesthetic_gui.photo import Explanation, seen_as
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.taste.head import Taste

VERSION = 6  # of what the methods compute: raise it when their answers change, and stored ones are not used any more

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Keeper:
    """Answers to what is ``asked`` of ``pack``, or of ``taste``; remembers nothing without a catalog."""

    catalog: Catalog | None
    pack: Pack
    asked: Asked
    turn: int = 0
    taste: Taste | None = None

    def known(self, content_id: str | None) -> Explanation | None:
        """The answer for that photograph; None where it was never worked out, or the taste has learned since."""
        if self.catalog is None or not content_id:
            return None
        name = seen_as(content_id, self.turn)
        found = self.catalog.explanation(name, self.pack.key, self.asked.method, self._key)
        if found is not None and self.asked.target == TASTE and found.notes.get("taste") != _mark(self.taste):
            return None
        return found

    def chance(self, content_id: str | None) -> float | None:
        """What random orders gain on that photograph, as another method has noted it; a taste's changes with it."""
        if self.catalog is None or not content_id or self.asked.target == TASTE:
            return None
        name = seen_as(content_id, self.turn)
        return self.catalog.chance_known(name, self.pack.key, self.asked.target, self._version)

    def keep(self, content_id: str | None, explanation: Explanation) -> None:
        """A catalog that cannot be written costs a repetition some day, not the answer that is at hand."""
        if self.catalog is None or not content_id:
            return
        if self.asked.target == TASTE:
            explanation = replace(explanation, notes=explanation.notes | {"taste": _mark(self.taste)})
        try:
            self.catalog.store_explanation(seen_as(content_id, self.turn), self.pack.key, self._key, explanation)
        except CatalogError as error:
            log.warning("an explanation was not kept: %s", error)

    @property
    def _key(self) -> str:
        return f"{self._version}{self.asked.key}"

    @property
    def _version(self) -> str:
        """What a key begins with: of what the methods compute, and of what measures a criterion."""
        of_model = self.asked.target in (AESTHETIC, RATING, TASTE)
        return f"v{VERSION} " if of_model else f"v{VERSION}.{MEASURING} "


def _mark(taste: Taste | None) -> float:
    """Another number for each state of a taste, which learns from every decision."""
    if taste is None:
        return 0.0
    said = hashlib.sha256(f"{taste.name} {taste.base_weight} {taste.intercept}".encode())
    for numbers in (taste.weights, taste.timeline.pulls, taste.timeline.by_hour):
        said.update(numbers.tobytes())
    return float(int.from_bytes(said.digest()[:6], "big"))  # six bytes: exact in a float
