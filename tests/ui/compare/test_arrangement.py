"""Where the photographs of a survey lie."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aesthetic_gui.ui.compare.arrangement import GAP, Box, arranged

BELOW = 34
shapes = st.lists(st.sampled_from([1.5, 1 / 1.5, 4 / 3, 3 / 4, 1.0, 3.0, 0.4]), min_size=1, max_size=24)


@given(shapes, st.integers(400, 3000), st.integers(400, 2000))
def test_none_lies_outside_or_upon_another_and_all_are_of_one_height(shapes, width, height):
    boxes = arranged(shapes, width, height, BELOW)
    assert len(boxes) == len(shapes)
    assert len({box.height for box in boxes}) == 1
    for number, box in enumerate(boxes):
        assert box.left >= 0
        assert box.left + box.width <= width
        if box.height > BELOW + 1:  # else there is room for none
            assert box.top >= 0
            assert box.top + box.height <= height
            assert not any(overlap(box, other) for other in boxes[:number])


@given(shapes, st.integers(600, 3000), st.integers(600, 2000))
def test_they_keep_their_shape_and_their_order(shapes, width, height):
    boxes = arranged(shapes, width, height, BELOW)
    for shape, box in zip(shapes, boxes, strict=True):
        assert box.width == pytest.approx(shape * (box.height - BELOW), abs=1.01)
    assert boxes == sorted(boxes, key=lambda box: (box.top, box.left))


def overlap(one: Box, other: Box) -> bool:
    beside = one.left + one.width + GAP <= other.left or other.left + other.width + GAP <= one.left
    return not beside and one.top < other.top + other.height and other.top < one.top + one.height


def test_nine_alike_stand_three_by_three_and_fill_the_room():
    boxes = arranged([1.5] * 9, 1500, 1000 + 3 * BELOW, BELOW)
    assert len({box.top for box in boxes}) == len({box.left for box in boxes}) == 3
    assert boxes[0].width >= 490


def test_two_upright_ones_stand_side_by_side_and_two_wide_ones_below_each_other():
    assert len({box.top for box in arranged([2 / 3] * 2, 1200, 800, 0)}) == 1
    assert len({box.left for box in arranged([3.0] * 2, 1200, 800, 0)}) == 1
