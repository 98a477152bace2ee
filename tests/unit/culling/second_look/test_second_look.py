"""A second look at the rejects: who is shown, that nothing tells why, and what may be said afterwards."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.second_look.answering import Outcome, outcome
from aesthetic_gui.culling.second_look.planning import (
    MOST,
    NothingToLookAt,
    Reason,
    SecondLook,
    _beats,
    plan,
    plan_for,
)
from aesthetic_gui.facts import WHOLE, Criterion, Eye, EyeState, Face, Facts, Measure
from aesthetic_gui.grouping.frame import Stack, StackKind
from aesthetic_gui.photo import Decision, Flag, Metadata, Photo, Score

NOON = datetime.fromisoformat("2024-05-31T12:00:00")


def at(number: int) -> Path:
    return Path(f"/shoot/{number:04}.jpg")


def item(number: int, flag: Flag, p: float | None = None, facts: Facts | None = None) -> Item:
    score = None if p is None else Score((0.1,) * 10, 5.0, 1.0, p, "pack")
    taken = Metadata(captured_at=NOON + timedelta(hours=number), camera="R5")
    return Item(Photo(at(number)), score, Decision(flag), taken, facts=facts)


def shoot(rejects: int, keepers: int) -> list[Item]:
    """Each of a scene of its own, the keepers first."""
    flags = [Flag.PICK] * keepers + [Flag.REJECT] * rejects
    return [item(number, flag, number / 10_000) for number, flag in enumerate(flags)]


def alone(items: list[Item]) -> list[Stack]:
    return [Stack(StackKind.SINGLE, (one.photo.path,)) for one in items]


def one_scene(items: list[Item]) -> list[Stack]:
    return [Stack(StackKind.BURST, tuple(one.photo.path for one in items))]


BURST = Stack(StackKind.BURST, (at(0), at(1), at(9)))


def sharp(width: float, error: float = 0.1, eyes: EyeState | None = None) -> Facts:
    value = 100 / (1 + (width / 3) ** 2)
    eye = Eye(0.5, eyes or EyeState.OPEN, WHOLE)
    faces = (Face(WHOLE, eye, eye, 1.0, 100.0),) if eyes else ()
    return Facts({Criterion.FOCUS: Measure(value, width, "px", error)}, faces)


def test_a_random_sample_favourites_and_keepers_are_shown_in_an_order_that_tells_nothing() -> None:
    items = shoot(300, 100)
    look = plan(items, [], one_scene(items), seed=1)
    favourites, sample, again = (look.of(one) for one in (Reason.FAVOURITE, Reason.SAMPLE, Reason.KEEPER))
    assert set(favourites) == {at(number) for number in range(400 - MOST, 400)}
    assert (look.rejects, look.kept, look.keeps_as, look.unreadable) == (300, 100, Flag.PICK, 0)
    assert len(sample) == 63
    assert len(again) == 25
    assert len({shown.path for shown in look.shown}) == len(look.shown) == len(favourites) + len(sample) + len(again)
    assert not set(again) & {one.photo.path for one in items[100:]}
    places = [number for number, shown in enumerate(look.shown) if shown.reason is Reason.KEEPER]
    assert max(places) - min(places) > len(look.shown) / 2
    assert "highest" in look.why(favourites[0])


def test_the_same_decisions_give_the_same_look_and_others_another_one() -> None:
    items = shoot(100, 30)
    look = plan(items, [], [])
    assert look == plan(items[::-1], [], [])
    assert look != plan(items, [], [], seed=5)
    assert look != plan([*items[:-1], replace(items[-1], decision=Decision(Flag.PICK))], [], [])


def test_every_reject_has_the_same_chance_to_be_in_the_sample() -> None:
    items = [replace(one, score=None) for one in shoot(40, 10)]
    drawn = Counter(path for seed in range(400) for path in plan(items, [], [], seed=seed).of(Reason.SAMPLE))
    share = len(plan(items, [], []).of(Reason.SAMPLE)) / 40
    assert all(abs(count / 400 - share) < 0.1 for count in drawn.values())
    assert len(drawn) == 40


def test_a_reject_that_is_better_than_what_was_kept_of_its_stack_is_shown() -> None:
    items = [
        item(0, Flag.PICK, facts=sharp(3.4)),
        item(1, Flag.REJECT, facts=sharp(2.1)),
        item(2, Flag.REJECT, facts=sharp(3.3)),
    ]
    stack = Stack(StackKind.BURST, tuple(one.photo.path for one in items))
    look = plan(items, [stack], [stack])
    assert look.of(Reason.BETTER) == (at(1),)
    assert look.why(at(1)) == "better than what you kept of its stack: sharper: 2.1 against 3.4 px"
    suggested = replace(stack, best=at(2), why="nobody blinks")
    assert plan(items, [suggested], []).why(at(2)).endswith("nobody blinks")
    assert plan(items, [replace(stack, kind=StackKind.BRACKET)], []).of(Reason.BETTER) == ()


@pytest.mark.parametrize(
    ("reject", "kept", "words"),
    [
        (sharp(2.0), sharp(3.4), "sharper: 2.0 against 3.4 px"),
        (sharp(2.0), sharp(2.9), ""),  # frames of one burst differ by as much
        (sharp(2.0, 0.8), sharp(3.4, 0.8), ""),  # within the error
        (sharp(2.0, float("inf")), sharp(3.4), ""),  # can't be told
        (sharp(3.4), sharp(2.0), ""),
        (
            sharp(2.5, eyes=EyeState.OPEN),
            sharp(2.5, eyes=EyeState.CLOSED),
            "the eyes are open; in another frame the person blinks",
        ),
        (sharp(2.5, eyes=EyeState.CANT_TELL), sharp(2.5, eyes=EyeState.CLOSED), ""),
        (sharp(2.0), None, ""),
        (None, sharp(2.0), ""),
    ],
)
def test_better_is_what_would_be_suggested_by_what_was_measured(
    reject: Facts | None, kept: Facts | None, words: str
) -> None:
    assert _beats(BURST, item(1, Flag.REJECT, 0.9, reject), [item(0, Flag.PICK, 0.1, kept)]) == words


def test_it_has_to_be_better_than_each_that_was_kept() -> None:
    kept = [item(number, Flag.PICK, facts=sharp(width)) for number, width in enumerate((3.4, 2.0))]
    assert _beats(BURST, item(9, Flag.REJECT, facts=sharp(2.0)), kept[:1])
    assert _beats(BURST, item(9, Flag.REJECT, facts=sharp(2.0)), kept) == ""


def test_of_a_scene_of_which_nothing_is_kept_the_one_that_is_rated_highest_is_shown() -> None:
    items = [item(0, Flag.PICK, 0.5), *(item(number, Flag.REJECT, p) for number, p in ((1, 0.9), (2, 0.1), (3, 0.3)))]
    lost = Stack(StackKind.BURST, (at(2), at(3)))
    kept = Stack(StackKind.BURST, (at(0), at(1)))
    assert plan(items, [], [kept, lost]).of(Reason.ONLY_ONE) == (at(3),)
    assert plan(items, [], [kept, replace(lost, best=at(2))]).of(Reason.ONLY_ONE) == (at(2),)


def test_a_favourite_of_the_model_is_rated_higher_than_what_was_kept_of_its_stack() -> None:
    items = [item(0, Flag.PICK, 0.8), *(item(number, Flag.REJECT, p) for number, p in ((1, 0.7), (2, 0.9), (3, 0.2)))]
    stack = Stack(StackKind.BURST, (at(0), at(1), at(2)))
    assert set(plan(items, [stack], []).of(Reason.FAVOURITE)) == {at(2), at(3)}


def test_where_nothing_is_picked_all_that_is_not_rejected_is_kept() -> None:
    items = [*(item(number, Flag.NONE) for number in range(5)), item(5, Flag.REJECT)]
    look = plan_for(items)
    assert (look.kept, look.keeps_as) == (5, Flag.NONE)


def test_what_cannot_be_seen_is_not_counted_among_the_rejects_and_told() -> None:
    items = [*shoot(3, 2), replace(item(9, Flag.REJECT), unreadable="cut off")]
    assert (plan_for(items).rejects, plan_for(items).unreadable) == (3, 1)
    with pytest.raises(NothingToLookAt):
        plan_for(items[:2] + items[-1:])


def answered(look: SecondLook, wrong: set[Path] = frozenset(), doubted: int = 0) -> Outcome:  # type: ignore[assignment]
    """By somebody who would keep the keepers, but for some, and the ``wrong`` ones of the rejects."""
    again = look.of(Reason.KEEPER)
    answers = {shown.path: shown.path in wrong for shown in look.shown}
    return outcome(look, answers | {path: number >= doubted for number, path in enumerate(again)})


def test_the_statement_holds_in_95_of_100_looks() -> None:
    """The whole way, from the plan to the statement, of a photographer who lost 8 keepers of 60."""
    items = shoot(150, 52)
    for lost in ({at(number) for number in range(60, 76, 2)}, {at(number) for number in range(194, 202)}):
        held, held_afterwards = 0, 0
        for seed in range(200):
            found = answered(plan(items, [], [], seed=seed), lost)
            held += len(lost) / 60 <= found.share
            held_afterwards += len(lost.difference(found.kept_after_all)) <= found.left
        assert held / 200 >= 0.95
        assert held_afterwards / 200 >= 0.95


def test_what_is_found_is_told_with_what_it_rests_on() -> None:
    look = plan(shoot(300, 100), [], [], seed=3)
    wrong = {look.of(Reason.SAMPLE)[0], look.of(Reason.FAVOURITE)[0]}
    found = answered(look, wrong, doubted=2)
    assert set(found.kept_after_all) == wrong
    assert (found.found, found.most, found.left) == (1, 20, 18)
    assert found.sentences == (
        "At most 16.7 % of your keepers are among the 300 photographs that you rejected, 95 % confidence.",
        "Of 63 rejects drawn by chance you would keep 1; so at most 20 of all 300, beside 100 that you keep already.",
        "Once the 2 that you would keep are taken back: at most 18, which is 15.0 %.",
        "Of 25 keepers that you saw again among them you would reject 2: so far do your own answers vary.",
    )


def test_where_all_rejects_were_seen_nothing_is_estimated() -> None:
    look = plan(shoot(30, 10), [], [])
    assert answered(look).sentences[0] == "None of your keepers is among the 30 photographs that you rejected."
    found = answered(look, {at(12), at(25)})
    assert found.sentences[:1] == ("16.7 % of your keepers are among the 30 photographs that you rejected.",)
    assert found.left == 0


def test_what_is_not_answered_counts_as_a_keeper_that_is_lost() -> None:
    look = plan(shoot(300, 100), [], [])
    nothing, all_of_it = outcome(look, {}), answered(look)
    assert nothing.most == 300
    assert nothing.unanswered == 75
    assert "75 photographs were not answered" in nothing.sentences[-1]
    one_less = outcome(look, {shown.path: False for shown in look.shown if shown.path != look.of(Reason.SAMPLE)[0]})
    assert all_of_it.most < one_less.most == 19
    assert one_less.kept_after_all == ()


def test_where_nothing_is_kept_it_is_told_in_photographs() -> None:
    look = plan(shoot(300, 0), [], [])
    assert answered(look).sentences[0].startswith("None of your keepers") is (answered(look).most == 0)
    wrong = {look.of(Reason.SAMPLE)[0]}
    assert "of the 300 rejects" in answered(look, wrong).sentences[0]
