"""Odd photographs, for what a model must not call unlike all it knows: they are there, and are photographs."""

from __future__ import annotations

import numpy as np

from aesthetic_gui.training.data.odd_photographs import ODD, odd_photographs


def test_every_odd_photograph_is_in_the_wheels_and_has_something_on_it():
    found = dict(odd_photographs())
    assert list(found) == [odd.id for odd in ODD]
    for name, rgb in found.items():
        assert rgb.dtype == np.uint8, name
        assert rgb.shape[2] == 3, name
        assert 190 <= max(rgb.shape[:2]) <= 640, name
        assert rgb.std() > 5, name
    assert found["night-sky"].mean() < 40
    assert found["low-key"].mean() < 90
