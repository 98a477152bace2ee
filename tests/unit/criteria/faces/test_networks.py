"""Networks that are not as published are not used."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from aesthetic_gui.bundled import bundled
from aesthetic_gui.criteria.faces.networks import TABLE, verified
from aesthetic_gui.scoring.pack import BadPack

NAME = "iris_landmark.tflite"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for name in (NAME, TABLE):
        shutil.copy(bundled("models") / "faces" / name, tmp_path)
    return tmp_path


def test_a_network_as_published_is_read(copied: Path) -> None:
    assert verified(NAME, copied) == (copied / NAME).read_bytes()


def test_a_changed_network_is_refused(copied: Path) -> None:
    content = bytearray((copied / NAME).read_bytes())
    content[1000] ^= 1
    (copied / NAME).write_bytes(content)
    with pytest.raises(BadPack, match="not as published"):
        verified(NAME, copied)


@pytest.mark.parametrize("lost", [NAME, TABLE])
def test_what_is_missing_is_told(copied: Path, lost: str) -> None:
    (copied / lost).unlink()
    with pytest.raises(BadPack, match="cannot be read"):
        verified(NAME, copied)


def test_what_is_not_in_the_table_is_refused(copied: Path) -> None:
    (copied / "other.tflite").write_bytes(b"")
    with pytest.raises(BadPack, match="cannot be read"):
        verified("other.tflite", copied)
