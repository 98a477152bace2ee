"""A reason is saved as a picture, and nothing that is there is written over."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aesthetic_gui.culling.explaining import overlays
from aesthetic_gui.explain import methods
from aesthetic_gui.photo import Explanation

RGB = np.full((120, 180, 3), 90, np.uint8)
HEAT = np.linspace(-1, 1, 20 * 30, dtype=np.float32).reshape(20, 30)
REASON = Explanation("cam", HEAT, notes={"value": 0.4, "mean": 5.2, "base": 0.1, "sum": 0.3, "scale": 0.2})


@pytest.mark.parametrize("method", methods.METHODS, ids=lambda method: method.id)
def test_the_overlay_is_saved_with_its_legend(method: methods.Method, tmp_path: Path) -> None:
    reason = Explanation(method.id, HEAT, notes=REASON.notes, fidelity=0.8)
    path = overlays.save(RGB, reason, tmp_path / "overlay.png")
    with Image.open(path) as saved:
        assert saved.format == "PNG"
        assert saved.width >= RGB.shape[1]
        assert saved.height > RGB.shape[0] + 60
    assert [entry.name for entry in tmp_path.iterdir()] == ["overlay.png"]


def test_an_existing_file_is_never_overwritten_unless_asked(tmp_path: Path) -> None:
    path = tmp_path / "overlay.png"
    path.write_bytes(b"precious")
    with pytest.raises(overlays.OverlayExists, match="exists already"):
        overlays.save(RGB, REASON, path)
    assert path.read_bytes() == b"precious"
    overlays.save(RGB, REASON, path, replace_existing=True)
    assert path.read_bytes().startswith(b"\x89PNG")


def test_the_photograph_itself_is_never_overwritten_even_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    Image.fromarray(RGB).save(path)
    before = path.read_bytes()
    (tmp_path / "alias.png").symlink_to(path)
    for name in (path, tmp_path / "alias.png"):
        with pytest.raises(overlays.OverlayNotSaved, match="the photograph itself"):
            overlays.save(RGB, REASON, name, replace_existing=True, original=path)
    assert path.read_bytes() == before


def test_a_name_that_is_no_png_is_refused(tmp_path: Path) -> None:
    with pytest.raises(overlays.OverlayNotSaved, match=r"ends in \.png"):
        overlays.save(RGB, REASON, tmp_path / "overlay.jpg")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(overlays.OverlayNotSaved, match="could not be saved"):
        overlays.save(RGB, REASON, tmp_path / "nowhere" / "overlay.png")


def test_a_failing_disk_leaves_neither_a_half_file_nor_a_reserved_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(overlays.OverlayNotSaved, match="No space left"):
        overlays.save(RGB, REASON, tmp_path / "overlay.png")
    assert list(tmp_path.iterdir()) == []


def test_a_dangling_link_is_not_followed_to_a_new_file(tmp_path: Path) -> None:
    link = tmp_path / "overlay.png"
    link.symlink_to(tmp_path / "gone.png")
    with pytest.raises(overlays.OverlayExists):
        overlays.save(RGB, REASON, link)
    assert not (tmp_path / "gone.png").exists()
