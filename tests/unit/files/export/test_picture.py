"""Exported pictures: their size, their colours, which way is up, and from which kinds of files they are made."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from aesthetic_gui.files.export.carrying import carried
from aesthetic_gui.files.export.picture import render
from aesthetic_gui.files.export.rendition import (
    PROFILE_NAMES,
    SUFFIXES,
    Along,
    ColourSpace,
    ExportError,
    Format,
    Rendition,
    Sharpening,
    icc_profile,
)
from aesthetic_gui.files.xmp import Wanted, embedded_marks
from aesthetic_gui.photo import Decision, Unreadable
from tests.unit.files.decoding import icc
from tests.unit.files.export.sources import PATCHES, delta_e, lab_of, patches

RENDERED = (Format.JPEG, Format.WEBP, Format.AVIF)


def made(source: Path, rendition: Rendition) -> Image.Image:
    """The picture that its maker wrote, at a path that says nothing of its kind."""
    target = source.parent / "staged.part"
    render(source, rendition)(target)
    with Image.open(io.BytesIO(target.read_bytes())) as image:
        image.load()
    target.unlink()
    return image


def saved(image: Image.Image, path: Path, **options: object) -> Path:
    image.save(path, **options)
    return path


@pytest.mark.parametrize("kind", RENDERED)
@pytest.mark.parametrize("space", ColourSpace)
def test_each_format_has_the_size_asked_for_and_its_profile_inside(
    kind: Format, space: ColourSpace, tmp_path: Path
) -> None:
    source = saved(patches(), tmp_path / "a.png")
    image = made(source, Rendition(kind, long_edge=300, profile=space))
    assert (image.format, image.size) == (kind.upper(), (300, 200))
    assert image.info["icc_profile"] == icc_profile(space)
    assert PROFILE_NAMES[space].encode() in image.info["icc_profile"]
    assert SUFFIXES[kind].lstrip(".") in ("jpg", "webp", "avif")


@pytest.mark.parametrize("kind", RENDERED)
@pytest.mark.parametrize(
    ("profile", "space"),
    [(icc.display_p3(), ColourSpace.DISPLAY_P3), (icc.adobe_rgb(), ColourSpace.ADOBE_RGB)],
    ids=["p3", "adobe"],
)
def test_a_wide_gamut_keeps_its_colours(kind: Format, profile: bytes, space: ColourSpace, tmp_path: Path) -> None:
    source = saved(patches(), tmp_path / "wide.jpg", quality=98, subsampling=0, icc_profile=profile)
    with Image.open(source) as original:
        wanted = lab_of(original)
    assert delta_e(lab_of(made(source, Rendition(kind, 600, 95, space))), wanted) < 2.5
    as_srgb = lab_of(made(source, Rendition(kind, 600, 95, ColourSpace.SRGB)))
    assert delta_e(as_srgb, wanted) > 8  # what sRGB cannot show is lost there, and nowhere else
    grey = PATCHES.index((128, 128, 128))
    assert np.linalg.norm(as_srgb[grey] - wanted[grey]) < 1.5


def test_a_photograph_in_srgb_looks_the_same_in_every_colour_space(tmp_path: Path) -> None:
    source = saved(patches(), tmp_path / "a.png")
    labs = [lab_of(made(source, Rendition(Format.JPEG, 600, 95, space))) for space in ColourSpace]
    assert max(delta_e(labs[0], lab) for lab in labs[1:]) < 2


@pytest.mark.parametrize("kind", RENDERED)
def test_a_small_photograph_is_never_enlarged(kind: Format, tmp_path: Path) -> None:
    source = saved(patches(300, 200), tmp_path / "small.jpg")
    assert made(source, Rendition(kind, long_edge=2048)).size == (300, 200)
    assert made(source, Rendition(kind, long_edge=None)).size == (300, 200)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright_and_says_so(orientation: int, tmp_path: Path) -> None:
    turn = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,  # the inverse of what has to be done
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = patches().transpose(turn[orientation]) if orientation in turn else patches()
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = made(saved(stored, tmp_path / "a.jpg", exif=exif, quality=95), Rendition(long_edge=300))
    assert image.size == (300, 200)
    assert image.getexif()[0x0112] == 1
    assert np.abs(np.subtract(image.getpixel((50, 50)), PATCHES[0])).max() < 12
    assert np.abs(np.subtract(image.getpixel((250, 150)), PATCHES[5])).max() < 12


def test_a_tiff_of_16_bits_comes_out_right(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "deep.tif", np.asarray(patches()).astype(np.uint16) * 257, photometric="rgb")
    image = made(tmp_path / "deep.tif", Rendition(long_edge=300, quality=95))
    assert image.size == (300, 200)
    assert np.abs(np.subtract(image.getpixel((150, 50)), PATCHES[1])).max() < 12


@pytest.mark.parametrize("name", ["phone.heic", "kodak_dc50.kdc", "srgb_8bit.avif", "cmyk_jpeg.tif"])
def test_real_files_of_other_kinds_are_rendered(name: str, shared_data: Path, tmp_path: Path) -> None:
    target = tmp_path / "staged.part"
    render(shared_data / "formats" / name, Rendition(long_edge=400))(target)
    with Image.open(target) as image:
        assert image.format == "JPEG"
        assert max(image.size) <= 400
        assert np.asarray(image).std() > 10


def test_a_photograph_that_cannot_be_read_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff\xe0 no photograph")
    for source in (broken, tmp_path / "gone.jpg"):
        with pytest.raises(Unreadable):
            render(source, Rendition(long_edge=300))(tmp_path / "staged.part")
        assert not (tmp_path / "staged.part").exists()


def test_a_file_that_is_there_already_is_not_overwritten(tmp_path: Path) -> None:
    source, target = saved(patches(), tmp_path / "a.png"), tmp_path / "mine.txt"
    target.write_text("mine")
    with pytest.raises(FileExistsError):
        render(source, Rendition(long_edge=300))(target)
    assert target.read_text() == "mine"


def test_the_same_photograph_gives_the_same_bytes(tmp_path: Path) -> None:
    source = saved(patches(), tmp_path / "a.png")
    for name in ("one", "two"):
        render(source, Rendition(long_edge=300))(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_makers_may_run_at_once(tmp_path: Path) -> None:
    source = saved(patches(), tmp_path / "a.jpg", icc_profile=icc.adobe_rgb())
    renditions = [Rendition(kind, 300, profile=space) for kind in RENDERED for space in ColourSpace]
    for number, rendition in enumerate(renditions):
        render(source, rendition)(tmp_path / f"alone-{number}")
    with ThreadPoolExecutor(4) as threads:
        jobs = [threads.submit(render(source, one), tmp_path / f"at-once-{n}") for n, one in enumerate(renditions)]
    assert [job.exception() for job in jobs] == [None] * len(renditions)
    for number in range(len(renditions)):
        assert (tmp_path / f"alone-{number}").read_bytes() == (tmp_path / f"at-once-{number}").read_bytes()


def test_sharpening_makes_edges_steeper_and_colours_none(tmp_path: Path) -> None:
    ramp = np.clip((np.arange(600) - 290) * 12 + 60, 60, 190).astype(np.uint8)
    grey = Image.fromarray(np.repeat(np.repeat(ramp[None, :, None], 400, 0), 3, 2))
    source = saved(grey, tmp_path / "edge.png")
    steepest = []
    for sharpening in Sharpening:
        pixels = np.asarray(made(source, Rendition(Format.JPEG, 300, 98, sharpen=sharpening)), np.int16)
        steepest.append(int(np.diff(pixels[:, :, 1].mean(0)).max()))
        assert np.ptp(pixels, axis=2).max() <= 3
    assert steepest[0] < steepest[1] < steepest[2]


def test_a_better_quality_makes_a_larger_file(tmp_path: Path) -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (300, 400, 3), np.uint8))
    source = saved(noise, tmp_path / "noise.png")
    for kind in RENDERED:
        sizes = []
        for quality in (40, 70, 95):
            render(source, Rendition(kind, quality=quality))(target := tmp_path / f"{kind}{quality}")
            sizes.append(target.stat().st_size)
        assert sizes == sorted(sizes)
        assert sizes[0] < sizes[2] * 0.7


def test_what_a_format_cannot_hold_is_said_with_what_to_do(tmp_path: Path) -> None:
    source = saved(Image.new("RGB", (16_500, 8)), tmp_path / "strip.png")
    with pytest.raises(ExportError, match=r"16,500 × 8 pixels.*Choose a smaller size"):
        render(source, Rendition(Format.WEBP, metadata=Along.NONE))(tmp_path / "staged.part")


@pytest.mark.parametrize("settings", [{"long_edge": 0}, {"quality": 0}, {"quality": 101}])
def test_settings_that_make_no_picture_are_refused(settings: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"long edge|quality"):
        Rendition(**settings)


def test_an_original_is_not_rendered(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="copied"):
        render(tmp_path / "a.jpg", Rendition(Format.ORIGINAL))


@pytest.mark.parametrize("turn", range(4))
def test_a_photograph_is_made_as_the_photographer_has_turned_it(turn: int, tmp_path: Path) -> None:
    """Turned before it is reduced and marked; the file says that it is upright."""
    image = Image.new("RGB", (60, 40), "black")
    image.paste("red", (0, 0, 30, 20))
    exif = Image.Exif()
    exif[0x0112] = 8
    source = saved(image, tmp_path / "a.png", exif=exif)  # upright 40 x 60
    target = tmp_path / "made.jpg"
    render(source, Rendition(long_edge=30, metadata=Along.ALL), decision=Decision(turn=turn))(target)
    upright = image.transpose(Image.Transpose.ROTATE_90)
    wanted = upright.rotate(-90 * turn, expand=True).resize((30, 20) if turn % 2 else (20, 30))
    with Image.open(target) as made:
        assert made.size == wanted.size
        assert made.getexif().get(0x0112, 1) == 1
        difference = np.abs(np.asarray(made, np.int16) - np.asarray(wanted, np.int16))
    assert difference.mean() < 20


def test_a_photograph_that_was_only_turned_keeps_the_stars_it_came_with(tmp_path: Path) -> None:
    """They may not have been read yet: what is not decided here is what the file says."""
    source = tmp_path / "rated.jpg"
    carried(saved(Image.new("RGB", (60, 40)), tmp_path / "a.jpg"), lambda: Wanted(Decision(stars=5)))(source)
    target = tmp_path / "made.jpg"
    render(source, Rendition(metadata=Along.ALL), decision=Decision(turn=1))(target)
    assert (embedded_marks(target) or Wanted(Decision()).decision).stars == 5
