"""A store tells what is in it, and refuses in words what is not whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from aesthetic_gui.training.features import store as stores
from aesthetic_gui.training.features.store import AS_TAKEN, FeatureStore, Filling, Level, NoFeatures, joined

NAMES = tuple(f"{number}.jpg" for number in range(5))


def silent(_what: str, _done: int, _total: int) -> None:
    pass


def filled(folder: Path, columns: list[Level], each: int = 1, names=NAMES, kind: int = 3) -> FeatureStore:
    filling = Filling(folder, columns, names, each)
    wide = sum(level.channels for level in columns)
    rows = np.arange(each * len(names) * wide, dtype=np.float32).reshape(-1, wide) + wide
    filling.put(range(len(names)), rows, np.array([AS_TAKEN, kind][:each] * len(names), np.int8))
    return FeatureStore.open(folder)


ONE = [Level("a", "first", 2), Level("a", "last", 3)]
OTHER = [Level("b", "only", 4)]


@pytest.mark.parametrize("each", [1, 2])
def test_joined_stores_have_the_columns_of_all_side_by_side(tmp_path: Path, each: int, monkeypatch) -> None:
    monkeypatch.setattr(stores, "_BLOCK", 80)  # bytes: a photograph or two at once
    one, other = filled(tmp_path / "one", ONE, each), filled(tmp_path / "other", OTHER, each)
    told: list[int] = []
    both = joined([one, other], tmp_path, lambda _what, done, _total: told.append(done))
    np.testing.assert_array_equal(both.features, np.hstack([one.features, other.features]))
    assert both.parts == (slice(0, 5), slice(5, 9))
    assert both.columns == (*ONE, *OTHER)
    assert (both.rows, both.kind.tolist()) == (one.rows, one.kind.tolist())
    assert both.names[4:6] == ("a/last/2", "b/only/0")
    assert len(told) > 1
    assert joined([one, other], tmp_path, silent).folder == both.folder != joined([other, one], tmp_path, silent).folder


def test_stores_of_other_photographs_or_other_copies_are_not_joined(tmp_path: Path) -> None:
    one = filled(tmp_path / "one", ONE, 2)
    others = [
        filled(tmp_path / "fewer", OTHER, 2, NAMES[:4]),
        filled(tmp_path / "without", OTHER, 1),
        filled(tmp_path / "worse", OTHER, 2, kind=4),
    ]
    for other in others:
        with pytest.raises(NoFeatures, match="same photographs"):
            joined([one, other], tmp_path, silent)


def test_what_is_not_complete_is_not_opened(tmp_path: Path) -> None:
    filling = Filling(tmp_path, ONE, NAMES, 1)
    filling.put(range(3), np.ones((3, 5), np.float32), np.full(3, AS_TAKEN, np.int8))
    with pytest.raises(NoFeatures, match="of 3 of 5 photographs only"):
        FeatureStore.open(tmp_path)
    assert Filling(tmp_path, ONE, NAMES, 1).done == 3


def test_a_store_cannot_be_written_to(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="read-only"):
        filled(tmp_path, ONE).features[0, 0] = 1


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def _of_others(path: Path) -> None:
    np.save(path, np.zeros((5, 4), np.float32))


def _pickled(path: Path) -> None:
    np.save(path, np.array([print] * 5, object))


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("features.npy", Path.unlink),
        ("features.npy", _cut),
        ("features.npy", _of_others),
        ("kind.npy", _pickled),
        ("kind.npy", Path.unlink),
        ("store.json", lambda path: path.write_text("[]", "utf-8")),
        ("store.json", lambda path: path.write_text('{"columns": [["a", "b"]], "photographs": []}', "utf-8")),
        ("store.json", _cut),
        ("done", lambda path: path.write_text("all", "utf-8")),
    ],
)
def test_a_damaged_store_is_refused_in_words(tmp_path: Path, name: str, damage) -> None:
    filled(tmp_path, ONE)
    damage(tmp_path / name)
    with pytest.raises(NoFeatures, match=r"cannot be used: .*extract them again"):
        FeatureStore.open(tmp_path)


def test_a_folder_without_features_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoFeatures, match="cannot be used"):
        FeatureStore.open(tmp_path / "nowhere")


def test_a_store_of_other_columns_is_not_filled(tmp_path: Path) -> None:
    filled(tmp_path, ONE)
    for columns in (OTHER, [Level("a", "first", 5)]):
        with pytest.raises(NoFeatures, match="do not belong together"):
            Filling(tmp_path, columns, NAMES, 1)
