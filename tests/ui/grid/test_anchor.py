"""The place one looks at, and who takes it: for all sizes and orders."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from aesthetic_gui.ui.grid.anchor import anchor_at, next_left

TILES = st.integers(60, 400)
VIEWS = st.integers(0, 2_000)
PATHS = [Path(f"/shoot/{number}.jpg") for number in range(8)]
LEFT = st.sets(st.sampled_from(PATHS))


@st.composite
def tops(draw) -> tuple[int, int, int]:
    """The upper edge of a tile that is at least partly in view, with the heights of tile and view."""
    tile, view = draw(TILES), draw(VIEWS)
    return draw(st.integers(1 - tile, max(1 - tile, view - 1))), tile, view


@given(tops())
def test_the_same_sizes_lead_back_to_the_same_pixel(where):
    top, tile, view = where
    assert anchor_at(7, top, tile, view).top(tile, view) == top


@given(tops(), TILES, VIEWS)
def test_what_was_in_view_is_in_view_at_every_size(where, tile, view):
    top = anchor_at(7, *where).top(tile, view)
    assert -tile < top < max(view, 1)


@given(tops(), TILES, st.integers(400, 2_000))
def test_what_was_wholly_in_view_is_so_wherever_it_has_room(where, tile, view):
    top, old_tile, old_view = where
    if 0 <= top <= old_view - old_tile:
        assert 0 <= anchor_at(7, *where).top(tile, view) <= view - tile


@given(LEFT, st.integers(0, 7))
def test_the_next_one_left_is_the_nearest_ahead_or_else_the_nearest_behind(left, start):
    ahead = [path for path in PATHS[start:] if path in left]
    behind = [path for path in PATHS[:start] if path in left]
    assert next_left(PATHS, start, 1, left.__contains__) == next(iter([*ahead, *reversed(behind)]), None)


@given(LEFT, st.integers(0, 7))
def test_who_travels_back_finds_the_mirror_image(left, start):
    mirrored = next_left(PATHS[::-1], 7 - start, 1, left.__contains__)
    assert next_left(PATHS, start, -1, left.__contains__) == mirrored
