from __future__ import annotations

from aesthetic_gui.ui.why.choice import OFFERED


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
