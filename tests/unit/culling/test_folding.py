"""What is shown where stacks are folded: for all orders, stacks and filters."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from aesthetic_gui.culling.stacks.folding import Folded, Folds, Stacks, fold, gather
from aesthetic_gui.culling.stacks.place import place_at, told
from aesthetic_gui.grouping.frame import Stack, StackKind

PATHS = [Path(f"/shoot/{number}.jpg") for number in range(12)]
SOME = st.frozensets(st.sampled_from(PATHS))


def stack(*names: int, by_hand: bool = False, cover: int | None = None) -> Stack:
    paths = tuple(PATHS[name] for name in names)
    return Stack(StackKind.BURST, paths, by_hand, None, "", PATHS[cover] if cover is not None else paths[0])


@st.composite
def stackings(draw) -> Stacks:
    """All paths in stacks of any size, some of one frame."""
    ends = sorted(draw(st.sets(st.integers(1, len(PATHS) - 1))))
    runs = [range(a, b) for a, b in zip([0, *ends], [*ends, len(PATHS)], strict=True)]
    return gather(stack(*run, by_hand=draw(st.booleans()), cover=draw(st.sampled_from(list(run)))) for run in runs)


ORDERS = st.permutations(PATHS).flatmap(lambda order: st.integers(0, len(order)).map(lambda count: order[:count]))
FOLDS = st.builds(Folds, st.booleans(), SOME, SOME)


@settings(max_examples=50)
@given(ORDERS, stackings(), FOLDS)
def test_nothing_is_lost_and_nothing_shown_twice(order, stacks, folds):
    folded = fold(order, stacks, folds)
    inside = [path for frames in folded.inside.values() for path in frames]
    alone = [path for path in folded.order if path not in folded.inside]
    assert sorted(inside + alone) == sorted(order) == sorted(folded.passing)
    assert folded.hidden == len(order) - len(folded.order)
    assert all(folded.row_of(path) is not None for path in order)


@settings(max_examples=50)
@given(ORDERS, stackings(), FOLDS)
def test_every_folded_stack_has_one_row_and_no_other_has_less_than_its_frames(order, stacks, folds):
    folded = fold(order, stacks, folds)
    for each in stacks.several:
        frames = [path for path in order if path in each.paths]
        rows = [path for path in folded.order if path in each.paths]
        assert len(rows) == (min(1, len(frames)) if folds.holds(each) else len(frames))


@settings(max_examples=50)
@given(ORDERS, stackings(), FOLDS)
def test_stacks_stand_in_the_order_of_their_first_frames(order, stacks, folds):
    def unit(path: Path) -> object:
        return stacks.numbers.get(path, path)

    kept_together = {
        number for number, each in enumerate(stacks.several) if folds.all or each.by_hand or folds.holds(each)
    }
    expected = list(dict.fromkeys(unit(path) for path in order if unit(path) in kept_together or unit(path) == path))
    shown = [unit(path) for path in fold(order, stacks, folds).order]
    assert list(dict.fromkeys(one for one in shown if one in kept_together or isinstance(one, Path))) == expected


@settings(max_examples=50)
@given(ORDERS, stackings())
def test_recognised_stacks_alone_move_nothing(order, stacks):
    found = gather(stack(*map(PATHS.index, each.paths)) for each in stacks.several)
    assert fold(order, found, Folds()).order == order == fold(order, found, Folds()).passing


@settings(max_examples=50)
@given(ORDERS, stackings(), FOLDS, SOME)
def test_what_goes_leaves_what_folding_the_rest_would_show(order, stacks, folds, gone):
    left = fold(order, stacks, folds).without(gone)
    again = fold([path for path in order if path not in gone], stacks, folds)
    assert sorted(map(sorted, left.inside.values())) == sorted(map(sorted, again.inside.values()))
    assert len(left.order) == len(again.order)
    assert sorted(left.passing) == sorted(again.passing)
    assert left.rows == {path: row for row, path in enumerate(left.order)}


def test_what_is_picked_lies_on_top_unless_a_cover_was_chosen():
    first, chosen = gather([stack(0, 1, 2, 3)]), gather([stack(0, 1, 2, 3, cover=2)])
    picked = {PATHS[1], PATHS[3]}
    assert fold(PATHS, first, Folds(all=True), picked).order[0] == PATHS[1]
    assert fold(PATHS, chosen, Folds(all=True), picked).order[0] == PATHS[2]
    assert fold(PATHS, first, Folds(all=True)).order[0] == PATHS[0]


def test_the_cover_lies_on_top_or_what_was_looked_at_last_or_the_first_that_passes():
    stacks = gather([stack(0, 1, 2, 3, cover=2)])
    all_folded = Folds(all=True)
    assert fold(PATHS, stacks, all_folded).order[0] == PATHS[2]
    in_front = all_folded.with_in_front(PATHS[3], stacks.several[0])
    assert fold(PATHS, stacks, in_front).order[0] == PATHS[3]
    assert fold(PATHS[:2], stacks, in_front).order == [PATHS[0]]


def test_a_folded_stack_stays_folded_when_it_is_regrouped():
    folds = Folds().toggled(stack(0, 1, 2))
    assert folds.holds(stack(2, 3))
    assert not folds.holds(stack(4, 5))
    assert not folds.toggled(stack(0, 1, 2, 3)).holds(stack(0, 1, 2, 3))


def test_stacks_and_folds_follow_photographs_that_are_moved():
    stacks, moves = gather([stack(0, 1, cover=1)]), {PATHS[1]: Path("/elsewhere/1.jpg")}
    folds = Folds().toggled(stacks.several[0]).moved(moves)
    moved = stacks.moved(moves)
    assert moved.of(PATHS[1]) is None
    assert moved.several[0].cover == moves[PATHS[1]]
    assert folds.holds(moved.several[0])


def test_no_stack_at_all_changes_nothing():
    assert fold(PATHS, Stacks(), Folds(all=True)).order == PATHS
    assert Folded().without({PATHS[0]}).order == []


def test_a_place_tells_the_count_the_frame_and_what_lies_beside():
    stacks = gather([stack(1, 2, 3, cover=2)])
    shown = fold(PATHS[:3], stacks, Folds())
    first, cover = place_at(1, shown, stacks), place_at(2, shown, stacks)
    assert place_at(0, shown, stacks) is None
    assert first is not None
    assert cover is not None
    assert (first.number, first.counts, first.before, first.after) == (1, False, False, True)
    assert (cover.count, cover.counts, cover.folded) == ("2 of 3", True, False)
    assert told(cover, lambda _path: None) == "Frame 2 of 3 · burst"


def test_a_folded_place_tells_how_many_pass_and_how_long_the_stack_took():
    stacks = gather([stack(1, 2, 3)])
    shown = fold(PATHS, stacks, Folds(all=True))
    place = place_at(1, shown, stacks)
    assert place is not None
    assert (place.count, place.counts, place.folded, place.after) == ("3", True, True, False)
    begin, step = datetime.fromisoformat("2026-06-20 13:00"), timedelta(seconds=0.2)
    moments = {path: begin + number * step for number, path in enumerate(PATHS[1:4])}
    assert told(place, moments.get) == "Frame 1 of 3 · burst, 0.4 s"
