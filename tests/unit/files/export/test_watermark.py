"""Watermarks: where they are asked for, as strong as asked for, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aesthetic_gui.files.export.picture import render
from aesthetic_gui.files.export.rendition import Corner, ExportError, Rendition, Watermark
from aesthetic_gui.files.export.watermark import marked

GREY = np.full((400, 600, 3), 120, np.uint8)
HALVES = {
    Corner.TOP_LEFT: (slice(0, 200), slice(0, 300)),
    Corner.TOP_RIGHT: (slice(0, 200), slice(300, 600)),
    Corner.BOTTOM_LEFT: (slice(200, 400), slice(0, 300)),
    Corner.BOTTOM_RIGHT: (slice(200, 400), slice(300, 600)),
    Corner.CENTRE: (slice(150, 250), slice(150, 450)),
}


@pytest.fixture
def logo(tmp_path: Path) -> Path:
    """A red disc's square with a transparent half."""
    pixels = np.zeros((100, 200, 4), np.uint8)
    pixels[:, :100] = (255, 0, 0, 255)
    Image.fromarray(pixels).save(tmp_path / "logo.png")
    return tmp_path / "logo.png"


def changed(mark: Watermark) -> np.ndarray:
    return (marked(GREY, mark) != GREY).any(axis=2)


@pytest.mark.parametrize("corner", Corner)
def test_a_text_changes_its_corner_and_nothing_else(corner: Corner) -> None:
    where = changed(Watermark("© Jörg", corner=corner, size=0.06))
    assert where[HALVES[corner]].sum() == where.sum() > 100
    margin = round(0.03 * 400)
    assert not where[:margin].any()
    assert not where[-margin:].any()
    assert not where[:, :margin].any()
    assert not where[:, -margin:].any()


def test_opacity_is_how_far_the_picture_changes(logo: Path) -> None:
    strong, weak = (marked(GREY, Watermark(picture=logo, size=0.5, opacity=share)) for share in (1.0, 0.25))
    assert tuple(strong.reshape(-1, 3)[strong[..., 0].argmax()]) == (255, 0, 0)
    assert abs(int(weak[..., 0].max()) - (120 + 0.25 * 135)) <= 1
    assert (marked(GREY, Watermark("text", opacity=0)) == GREY).all()


def test_what_is_transparent_in_a_mark_stays_as_it_was(logo: Path) -> None:
    where = changed(Watermark(picture=logo, size=0.5, opacity=1, corner=Corner.TOP_LEFT))
    left, right = np.flatnonzero(where.any(axis=0))[[0, -1]]
    assert right - left == pytest.approx(100, abs=3)  # half of 200, which is half of the short edge


def test_a_mark_is_as_large_as_its_share_of_the_short_edge(logo: Path) -> None:
    for size in (0.1, 0.2, 0.4):
        where = changed(Watermark(picture=logo, size=size, opacity=1))
        assert where.any(axis=1).sum() == pytest.approx(400 * size / 2, abs=2)


def test_a_long_text_is_made_to_fit() -> None:
    where = changed(Watermark("a very long line of text that would never fit " * 2, size=0.2, opacity=1))
    columns = np.flatnonzero(where.any(axis=0))
    assert 12 <= columns[0] < columns[-1] < 600 - 12


def test_white_letters_can_be_read_on_white() -> None:
    white = np.full((400, 600, 3), 255, np.uint8)
    assert marked(white, Watermark("Muster", size=0.1, opacity=1)).min() < 190


@pytest.mark.parametrize("text", ["", "   ", "\udcff\x00\n", "日本語 שלום 😀"])
def test_any_text_can_be_asked_for(text: str) -> None:
    assert marked(GREY, Watermark(text)).shape == GREY.shape


def test_in_an_exported_jpeg_the_rest_is_the_same_to_the_bit(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (50, 75, 3), np.uint8)
    Image.fromarray(noise).resize((600, 400), Image.Resampling.BICUBIC).save(tmp_path / "a.png")
    render(tmp_path / "a.png", Rendition())(tmp_path / "plain")
    render(tmp_path / "a.png", Rendition(watermark=Watermark("© Muster", size=0.05)))(tmp_path / "marked")
    with Image.open(tmp_path / "plain") as plain, Image.open(tmp_path / "marked") as with_mark:
        where = (np.asarray(plain) != np.asarray(with_mark)).any(axis=2)
    assert where[340:, 400:].sum() == where.sum() > 100


def test_a_mark_that_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"no picture")
    for name in ("logo.png", "gone.png"):
        with pytest.raises(ExportError, match=f"{name} cannot be read. Choose a PNG"):
            marked(GREY, Watermark(picture=tmp_path / name))


def test_a_mark_that_was_changed_is_read_again(logo: Path) -> None:
    before = marked(GREY, Watermark(picture=logo, size=0.5, opacity=1))
    Image.new("RGBA", (200, 100), (0, 0, 255, 255)).save(logo)
    after = marked(GREY, Watermark(picture=logo, size=0.5, opacity=1))
    assert before[..., 2].max() == 120
    assert after[..., 2].max() == 255
