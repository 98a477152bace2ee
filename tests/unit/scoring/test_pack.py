"""Packs: found, verified, refused in words a photographer understands."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from itertools import pairwise

import pytest

from aesthetic_gui import settings
from aesthetic_gui.photo import AestheticError
from aesthetic_gui.scoring import gpu
from aesthetic_gui.scoring.calibration import calibration_from
from aesthetic_gui.scoring.litert import LiteRTRuntime
from aesthetic_gui.scoring.pack import BadPack, find_packs, load_pack, read_pack, read_weights, still_there, verify
from aesthetic_gui.training.build.model_card import BEGIN, END

OWN = ["aesthetic-multigap", "nima-mobilenet"]


def test_the_programs_own_packs_are_found_and_the_first_is_the_default(pack):
    assert pack.id == "aesthetic-multigap"
    assert load_pack("aesthetic-multigap") == load_pack("") == load_pack(None)
    assert load_pack().at_precision(pack.precision) == pack
    assert [found.id for found in find_packs()] == OWN


@pytest.mark.parametrize("name", OWN)
def test_a_pack_of_the_program_is_intact_and_runs_on_both_runtimes(name):
    pack = load_pack(name)
    assert all(ok for _, ok in verify(pack))
    files = [(row.runtime, row.precision) for row in pack.weights]
    assert set(files) == {("litert", "fp32"), ("keras", "fp32"), ("litert", "int8")}
    assert len(files) == 3
    assert pack.metrics["int8_against_fp32"]["n"] == 200


@pytest.mark.parametrize("name", OWN)
def test_a_pack_of_the_program_comes_with_its_card_its_diagram_and_its_licence(name):
    pack = load_pack(name)
    card = (pack.folder / "MODEL_CARD.md").read_text("utf-8")
    assert card.startswith("# ")
    assert len(card.partition(BEGIN)[2].partition(END)[0].splitlines()) > 10
    assert "reliability.svg" in card
    assert "</svg>" in (pack.folder / "reliability.svg").read_text("utf-8")
    assert "Apache License" in (pack.folder / "LICENSE").read_text("utf-8")


def test_the_default_pack_orders_good_and_ordinary_better_than_nima_alone(pack):
    """As measured, paired, on the same photographs of sources that it has not learned from."""
    _, low, _ = pack.metrics["gain_over_nima"]["auc"]
    assert pack.metrics["gain_over_nima"]["n"] == pack.metrics["unseen_sources"]["n"]
    assert low > 0


def test_the_key_names_version_and_weights_and_differs_by_precision(pack):
    int8 = load_pack("aesthetic-multigap:int8")
    assert pack.key.startswith(f"aesthetic-multigap@{pack.version}+")
    assert load_pack("nima-mobilenet").key.startswith("nima-mobilenet@")
    assert replace(pack, preparation=replace(pack.preparation, filter="nearest")).key != pack.key
    assert int8.key != pack.key
    assert load_pack(int8.name) == int8
    assert load_pack(pack.name) == pack


@pytest.mark.parametrize(("there", "precision"), [(False, "int8"), (True, "fp32")])
def test_the_default_is_int8_on_a_cpu_and_what_a_gpu_can_run_where_there_is_one(monkeypatch, there, precision):
    monkeypatch.setattr(gpu, "present", lambda: there)
    assert load_pack().precision == precision
    assert load_pack("nima-mobilenet").precision == "fp32"
    assert load_pack(load_pack().name).precision == precision
    assert load_pack("aesthetic-multigap:int8").precision == "int8"


def test_changed_weights_are_refused_before_anything_reads_them(pack_copy):
    path = pack_copy.weights_for("litert").path
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert dict(verify(pack_copy))[path] is False
    with pytest.raises(BadPack, match="damaged or was changed"):
        LiteRTRuntime(pack_copy)


def test_missing_weights_are_told_as_such(pack_copy):
    pack_copy.weights_for("keras").path.unlink()
    assert [ok for _, ok in verify(pack_copy)].count(False) == 1
    with pytest.raises(BadPack, match="cannot be read"):
        read_weights(pack_copy, "keras")


def test_an_unknown_model_is_answered_with_those_there_are():
    with pytest.raises(BadPack, match=r"no model called 'nimo'.*aesthetic-multigap, nima-mobilenet"):
        load_pack("nimo")


def test_an_unknown_precision_is_answered_with_those_there_are():
    with pytest.raises(BadPack, match="no int4 weights; it has int8, fp32"):
        load_pack("aesthetic-multigap:int4")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('mode = "square"', 'mode = "upside_down"'),
        ("multiple = ", "multiple = -"),
        ('method = "temperature"', 'method = "astrology"'),
        ("half_width = ", "half_width = 9"),
        ("decided = [", "decided = [0.5, "),
        ("threshold = ", "threshold = 7"),
        ("[input]", "[inputs]"),
        ("[[weights]]", "[weights]"),
        ('file = "', 'file = "../'),
        ("id = ", "id = = "),
        ("version = ", "edition = "),
    ],
)
def test_a_pack_that_makes_no_sense_is_refused_with_its_folder(pack_copy, old, new):
    _refused_with(pack_copy, old, new)


@pytest.mark.parametrize(("old", "new"), [("slope = ", "slope = -"), ('method = "platt"', 'method = "isotonic"')])
def test_a_straight_calibration_that_makes_no_sense_is_refused(nima_copy, old, new):
    _refused_with(nima_copy, old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('method = "isotonic"', 'method = "platt"'),
        ("\nevidence = [", "\nevidence = [9.0, "),
        ("probabilities = [0.", "probabilities = [1."),
    ],
)
def test_a_calibration_by_knots_that_makes_no_sense_is_refused(nima_copy, old, new):
    marker = nima_copy.folder / "pack.toml"
    knots = 'method = "isotonic"\nevidence = [3.0, 5.0]\nprobabilities = [0.1, 0.9]\n'
    text, count = re.subn(r'method = "platt"\nslope = .*\nintercept = .*\n', knots, marker.read_text("utf-8"))
    assert count == 1
    marker.write_text(text, "utf-8")
    assert read_pack(nima_copy.folder).calibration.probability(4.0) == pytest.approx(0.5)
    _refused_with(nima_copy, old, new)


def test_knots_that_are_called_means_are_read_as_evidence():
    knots = {"method": "isotonic", "probabilities": [0.1, 0.9]}
    old, new = (calibration_from(knots | {name: [3.0, 5.0]}) for name in ("means", "evidence"))
    assert old == new


@pytest.mark.parametrize("name", ["", "nima-mobilenet", "nima-mobilenet:int8"])
def test_a_model_that_was_chosen_and_is_there_stays_chosen(name):
    assert still_there(name) == (name, "")


@pytest.mark.parametrize("name", ["gone", "gone:int8", "nima-mobilenet:int4"])
def test_for_a_chosen_model_that_is_gone_the_default_judges_and_that_is_told(name):
    kept, told = still_there(name)
    assert kept == ""
    assert name in told
    assert load_pack().title in told


def _refused_with(pack_copy, old, new):
    marker = pack_copy.folder / "pack.toml"
    text = marker.read_text("utf-8")
    assert old in text
    marker.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(BadPack, match="cannot be used") as refused:
        read_pack(pack_copy.folder)
    assert str(pack_copy.folder) in str(refused.value)
    assert isinstance(refused.value, AestheticError)


def test_a_pack_from_before_there_were_bands_and_methods_is_still_a_pack(nima, nima_copy):
    marker = nima_copy.folder / "pack.toml"
    lines = marker.read_text("utf-8").splitlines(keepends=True)
    first, last = (lines.index(line) for line in (next(row for row in lines if row.startswith("bands = [")), "]\n"))
    old = [line for line in lines[:first] + lines[last + 1 :] if not line.startswith("method = ")]
    marker.write_text("".join(old), "utf-8")
    found = read_pack(nima_copy.folder)
    assert found.bands == ()
    assert (found.calibration, found.band, found.key) == (nima.calibration, nima.band, nima.key)


@pytest.mark.parametrize("name", OWN)
def test_the_packs_bands_say_that_a_wider_one_decides_less_and_is_more_often_right(name):
    pack = load_pack(name)
    assert pack.band in [band.half_width for band in pack.bands]
    assert all(one.decided[0] >= other.decided[0] for one, other in pairwise(pack.bands))
    assert all(one.right[0] <= other.right[0] for one, other in pairwise(pack.bands))


def test_a_pack_the_user_added_is_found_and_a_broken_one_beside_it_does_no_harm(pack):
    added = settings.data_dir() / "models" / "mine"
    shutil.copytree(pack.folder, added)
    marker = added / "pack.toml"
    marker.write_text(marker.read_text("utf-8").replace(f'id = "{pack.id}"', 'id = "mine"'), "utf-8")
    broken = settings.data_dir() / "models" / "broken"
    broken.mkdir()
    (broken / "pack.toml").write_text("not toml at all [", "utf-8")
    told: list[BadPack] = []
    assert [found.id for found in find_packs(told.append)] == [*OWN, "mine"]
    assert "broken" in str(told[0])
    assert len(told) == 1
    assert load_pack("mine").key.startswith("mine@")


def test_a_pack_added_under_the_programs_own_id_does_not_replace_it(pack):
    shutil.copytree(pack.folder, settings.data_dir() / "models" / "impostor")
    assert [found.folder for found in find_packs()] == [pack.folder.parent / name for name in OWN]
