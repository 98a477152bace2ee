"""Under which name an answer is kept: what computes it, and what was asked."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from aesthetic_gui.culling.explaining import keeping
from aesthetic_gui.culling.explaining.keeping import Keeper
from aesthetic_gui.explain.methods import Asked
from aesthetic_gui.photo import Explanation


class Shelf:
    """A catalog that keeps answers, and nothing else."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, ...], Explanation] = {}

    def store_explanation(self, content: str, pack: str, settings: str, answer: Explanation) -> None:
        self.answers[content, pack, answer.method, settings] = answer

    def explanation(self, *names: str) -> Explanation | None:
        return self.answers.get(names)


def keeper_of(shelf: Shelf, target: str) -> Keeper:
    return Keeper(cast(Any, shelf), cast(Any, SimpleNamespace(key="model@1")), Asked("lime", target))


@pytest.mark.parametrize(
    ("name", "forgotten"),
    [("VERSION", {"aesthetic", "focus"}), ("MEASURING", {"focus"})],
)
def test_what_another_version_has_said_is_not_used_where_that_version_decides_it(
    name: str, forgotten: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf, targets = Shelf(), ("aesthetic", "focus")
    for target in targets:
        keeper_of(shelf, target).keep("photograph", Explanation("lime", np.zeros((2, 3), np.float32), target=target))
        assert keeper_of(shelf, target).known("photograph") is not None
    monkeypatch.setattr(keeping, name, getattr(keeping, name) + 1)
    assert {target for target in targets if keeper_of(shelf, target).known("photograph") is None} == forgotten
