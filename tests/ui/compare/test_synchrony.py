"""Photographs that are looked at together, each with an offset of its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aesthetic_gui.ui.compare.synchrony import Offset, of_one, offset_of, shared
from aesthetic_gui.ui.loupe.zoom import Look

places = st.integers(0, 1000).map(lambda n: n / 1000)
shifts = st.integers(-500, 500).map(lambda n: n / 1000)
scales = st.none() | st.integers(1, 320).map(lambda n: n / 20)


@given(scales, places, places, shifts, shifts)
def test_who_leads_looks_where_he_looks(scale, u, v, du, dv):
    look, offset = Look(scale, u, v), Offset(du, dv)
    again = of_one(shared(look, offset), offset)
    assert (again.scale, again.u, again.v) == (scale, pytest.approx(u), pytest.approx(v))


@given(places, places, places, places, shifts, shifts)
def test_a_shift_alone_is_kept_by_every_move_after_it(u, v, next_u, next_v, du, dv):
    together = Look(1.0, u, v)
    offset = offset_of(Look(1.0, u + du, v + dv), together)
    moved = of_one(Look(2.0, next_u, next_v), offset)
    assert (moved.scale, moved.u - next_u, moved.v - next_v) == (2.0, pytest.approx(du), pytest.approx(dv))
