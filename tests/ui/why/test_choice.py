from __future__ import annotations

import pytest

from aesthetic_gui.scoring.pack import load_pack
from aesthetic_gui.ui.why.choice import OFFERED, Choice


class Kept(dict):
    """Settings that nobody writes."""

    def remember(self, **values) -> None:
        self.update(values)


@pytest.fixture
def choice() -> Choice:
    kept = Kept(reason="cam", reason_target="aesthetic", reason_beside="lime", reason_level=0, reason_option="")
    return Choice(kept, load_pack("aesthetic-multigap"))


def test_what_was_chosen_last_is_asked_for(choice):
    choice.keep(method="lime", target="focus")
    assert choice.method == "lime"
    asked = choice.asked("lime")
    assert (asked.method, asked.target, asked.level) == ("lime", "focus", None)


def test_a_method_that_cannot_explain_the_target_gives_way_to_one_that_can(choice):
    choice.keep(target="rating")
    assert choice.why_not("cam")
    assert choice.method != "cam"
    assert not choice.why_not(choice.method)


def test_the_second_of_two_is_never_the_first(choice):
    choice.keep(method="lime")
    assert choice.beside != "lime"


def test_without_a_taste_p_aesthetic_is_explained_instead(choice):
    choice.keep(target="taste")
    assert choice.target == "aesthetic"
    choice.taste = "wedding"
    assert choice.target == "taste"


def test_a_level_counts_for_the_class_activation_map_alone_and_only_where_the_model_has_it(choice):
    choice.keep(level=2)
    assert choice.asked("cam").level == 2
    assert choice.asked("lime").level is None
    choice.keep(level=9)
    assert choice.asked("cam").level is None


def test_the_next_method_passes_over_those_that_have_no_reliable_reason(choice):
    tried = {method.id for method in OFFERED} - {"shap"}
    assert choice.next_after("cam", tried) == "shap"
    assert choice.next_after("cam", tried | {"shap"}) == ""
