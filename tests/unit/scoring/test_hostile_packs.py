"""Packs whose numbers no model can have: refused in words, whatever they break."""

from __future__ import annotations

import re

import pytest

from aesthetic_gui.scoring.pack import BadPack, read_pack

HUGE = "1" + "0" * 400


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("pixels", "inf"),
        ("multiple", "inf"),
        ("scale", "nan"),
        ("offset", "-inf"),
        ("threshold", HUGE),
        ("band", "nan"),
        ("title", "[" * 5000 + "]" * 5000),
    ],
)
def test_a_value_that_no_model_can_have_is_refused(pack_copy, entry, value):
    marker = pack_copy.folder / "pack.toml"
    text, found = re.subn(rf"^{entry} = [^#\n]*", f"{entry} = {value} ", marker.read_text("utf-8"), flags=re.MULTILINE)
    assert found == 1
    marker.write_text(text, "utf-8")
    with pytest.raises(BadPack, match="cannot be used"):
        read_pack(pack_copy.folder)


@pytest.mark.parametrize(
    "calibration",
    [
        'method = "isotonic"\nmeans = [1, 3, 2]\nprobabilities = [0, 0.5, 1]',
        'method = "isotonic"\nmeans = [1, 2, 3]\nprobabilities = [0, nan, 1]',
        'method = "isotonic"\nmeans = [1, inf]\nprobabilities = [0, 1]',
        'method = "isotonic"\nmeans = []\nprobabilities = []',
        'method = "isotonic"\nmeans = [[1], [2]]\nprobabilities = [0, 1]',
        'method = "isotonic"\nevidence = [3, 1]\nprobabilities = [0, 1]',
        f'method = "platt"\nslope = {HUGE}\nintercept = 0',
        'method = ["platt"]',
        'method = "platt"\nslope = 1\nintercept = 0\nbands = 3',
        "slope = 1\nintercept = 0\nbands = [{ half_width = nan, decided = [1, 1, 1], right = [1, 1, 1]}]",
    ],
)
def test_a_calibration_that_makes_no_sense_is_refused(pack_copy, calibration):
    marker = pack_copy.folder / "pack.toml"
    head, _, rest = marker.read_text("utf-8").partition("[calibration]\n")
    tables = "[" + rest.partition("\n[")[2]
    marker.write_text(f"{head}[calibration]\n{calibration}\n\n{tables}", "utf-8")
    with pytest.raises(BadPack, match="cannot be used"):
        read_pack(pack_copy.folder)


@pytest.mark.parametrize("levels", ["[0, 8]", "[8, 4]", "[8, 8]", "[-8]", "[5000]", "[inf]", "8", '["a"]'])
def test_levels_that_no_map_can_have_are_refused(pack_copy, levels):
    marker = pack_copy.folder / "pack.toml"
    marker.write_text(marker.read_text("utf-8").replace("[output]\n", f"[output]\nlevels = {levels}\n"), "utf-8")
    with pytest.raises(BadPack, match="cannot be used"):
        read_pack(pack_copy.folder)
