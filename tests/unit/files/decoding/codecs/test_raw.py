"""RAW files: the right picture, upright, in the camera's tones, from as little of the file as will do."""

from __future__ import annotations

import io
import os
import shutil
import struct
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageCms
from skimage import data
from sklearn.datasets import load_sample_image

from aesthetic_gui.files.decoding import profiles
from aesthetic_gui.files.decoding.codecs.opened import Opened, Refused, finished
from aesthetic_gui.files.decoding.codecs.raw import open_picture
from aesthetic_gui.files.decoding.codecs.raw_header import RawHeader, read_header
from aesthetic_gui.files.formats import RAW
from aesthetic_gui.photo import Trouble
from aesthetic_gui.scoring.pack import load_pack
from aesthetic_gui.scoring.runtime import start_runtime
from tests.unit.files.decoding import icc
from tests.unit.files.decoding.dng import ASCII, LONG, SHORT, Dng, Entry, jpeg, turned_from_upright

pytestmark = pytest.mark.slow

RGB = NDArray[np.uint8]
JPEG_XL = 52546  # a compression that LibRaw leaves to others


@pytest.fixture(scope="module")
def photograph() -> RGB:
    """600 × 400, unlike itself however it is turned, and as soft as a lens is for the sensor behind it."""
    picture = Image.fromarray(load_sample_image("china.jpg")[:400, :600])
    return np.asarray(picture.resize((200, 133), Image.Resampling.BOX).resize((600, 400), Image.Resampling.BICUBIC))


def written(folder: Path, content: bytes, name: str = "a.dng") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def upright(opened: Opened) -> RGB:
    return finished(opened, None, None)


def far(rgb: RGB, photograph: RGB) -> float:
    """Mean difference in grey levels, of the smaller's size."""
    other = Image.fromarray(photograph).resize(rgb.shape[1::-1], Image.Resampling.BOX)
    return float(np.abs(rgb.astype(int) - np.asarray(other)).mean())


def refused(path: Path, longest_side: int | None = 200) -> Refused:
    with pytest.raises(Refused) as caught:
        open_picture(path, longest_side)
    return caught.value


@pytest.mark.parametrize("kind", [
    Dng(),
    Dng(bits=12, black=128, pattern="BGGR"),
    Dng(bits=14, black=512, pattern="GRBG", big_endian=True),
    Dng(bits=14, pattern="GBRG", lossless_jpeg=True),
    Dng(lossless_jpeg=True),
    Dng(border=8, baseline=0.5),
], ids=["16 bit", "12 bit", "14 bit", "14 bit compressed", "16 bit compressed", "cropped"])  # fmt: skip
def test_the_photograph_comes_back(tmp_path: Path, photograph: RGB, kind: Dng) -> None:
    path = written(tmp_path, kind.of(photograph))
    whole, half = open_picture(path, None), open_picture(path, 300)
    assert (whole.image.size, half.image.size) == ((600, 400), (300, 200))
    assert whole.metadata == half.metadata
    assert (whole.metadata.width, whole.metadata.height) == (600, 400)
    assert far(upright(whole), photograph) < 3
    assert far(upright(half), photograph) < 3
    assert not whole.preview
    assert not half.preview


def test_exiftool_has_no_complaint(tmp_path: Path, photograph: RGB) -> None:
    if not (exiftool := shutil.which("exiftool")):
        pytest.skip("exiftool is not installed")
    kind = Dng(previews=[jpeg(photograph)], thumbnail=photograph[::4, ::4], bits=14, lossless_jpeg=True)
    path = written(tmp_path, kind.of(photograph))
    command = [exiftool, "-s3", "-warning", "-error", "-FileType", "-Model", "-DateTimeOriginal", "-ISO", str(path)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\n")
    assert told[:-1] == ["DNG", "T-1000", "2024:05:06 07:08:09", "400"]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_to_hold_the_camera(tmp_path: Path, photograph: RGB, orientation: int) -> None:
    on_sensor = turned_from_upright(photograph, orientation)
    kind = Dng(orientation=orientation, previews=[jpeg(on_sensor, 300)], border=4)
    path = written(tmp_path, kind.of(on_sensor))
    bare = written(tmp_path, Dng(orientation=orientation).of(on_sensor), "bare.dng")
    for opened, size in (
        (open_picture(path, 300), (300, 200)),
        (open_picture(path, None), (600, 400)),
        (open_picture(bare, 300), (300, 200)),
    ):
        rgb = upright(opened)
        assert rgb.shape[1::-1] == size
        assert far(rgb, photograph) < 5
        assert (opened.metadata.width, opened.metadata.height) == (600, 400)
    assert open_picture(path, 300).preview


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_a_preview_that_says_how_it_lies_is_believed(tmp_path: Path, photograph: RGB, orientation: int) -> None:
    on_sensor = turned_from_upright(photograph, orientation)
    tags = Image.Exif()
    for says, stored in ((1, photograph), (orientation, on_sensor)):
        tags[0x0112] = says
        kind = Dng(orientation=orientation, previews=[jpeg(stored, 300, exif=tags)])
        opened = open_picture(written(tmp_path, kind.of(on_sensor)), 300)
        assert opened.preview
        assert far(upright(opened), photograph) < 5


def test_a_preview_that_was_turned_without_a_word(tmp_path: Path, photograph: RGB) -> None:
    on_sensor = turned_from_upright(photograph, 6)
    opened = open_picture(written(tmp_path, Dng(orientation=6, previews=[jpeg(photograph, 300)]).of(on_sensor)), 300)
    assert opened.preview
    assert far(upright(opened), photograph) < 5


def test_the_smallest_preview_that_is_big_enough(tmp_path: Path, photograph: RGB) -> None:
    sides = (600, 150, 300)
    # each of its own brightness, to tell which was taken
    previews = [jpeg((photograph * (side / 600)).astype(np.uint8), side, quality=98) for side in sides]
    path = written(tmp_path, Dng(previews=previews, thumbnail=photograph[::8, ::8]).of(photograph))
    for wanted, taken in ((100, 150), (150, 150), (151, 300), (300, 300), (301, 600), (4000, 600)):
        opened = open_picture(path, wanted)
        assert opened.preview
        assert upright(opened).mean() == pytest.approx(photograph.mean() * taken / 600, abs=2)
        assert (opened.metadata.width, opened.metadata.height) == (600, 400)
    assert open_picture(path, 100).image.size == (150, 100)
    assert not open_picture(path, None).preview


def test_what_may_be_scored_comes_from_no_preview_that_is_hardly_larger(tmp_path: Path, photograph: RGB) -> None:
    large = np.tile(photograph, (3, 3, 1))
    small = written(tmp_path, Dng(previews=[jpeg(large, 800)]).of(large), "small.dng")
    enough = written(tmp_path, Dng(previews=[jpeg(large, 1024)]).of(large), "enough.dng")
    assert [open_picture(path, 640).preview for path in (small, enough)] == [False, True]
    assert open_picture(small, 320).preview


def test_what_may_be_scored_comes_from_no_coarse_preview_unless_it_is_the_jpeg_of_the_pair(
    tmp_path: Path, photograph: RGB
) -> None:
    large = np.tile(photograph, (3, 3, 1))
    coarse = written(tmp_path, Dng(previews=[jpeg(large, 1024, quality=70)]).of(large), "coarse.dng")
    whole = written(tmp_path, Dng(previews=[jpeg(large, quality=70)]).of(large), "whole.dng")
    assert [open_picture(path, 640).preview for path in (coarse, whole)] == [False, True]
    assert open_picture(coarse, 320).preview


@pytest.mark.parametrize(("side", "is_enough"), [(1800, True), (1024, True), (800, False)])
def test_libraws_own_preview_serves_where_the_container_is_not_known(
    tmp_path: Path, photograph: RGB, monkeypatch: pytest.MonkeyPatch, side: int, is_enough: bool
) -> None:
    monkeypatch.setattr("aesthetic_gui.files.decoding.codecs.raw.read_header", lambda _: RawHeader())
    large = np.tile(photograph, (3, 3, 1))
    path = written(tmp_path, Dng(previews=[jpeg(large, side)]).of(large))
    assert open_picture(path, 640).preview == is_enough


def test_a_preview_of_another_shape_is_not_the_photograph(tmp_path: Path, photograph: RGB) -> None:
    black_bars = np.pad(photograph, [(25, 25), (0, 0), (0, 0)])  # 4:3, as many small ones are
    path = written(tmp_path, Dng(previews=[jpeg(black_bars), jpeg(photograph[:, :500])]).of(photograph))
    opened = open_picture(path, 300)
    assert not opened.preview
    assert far(upright(opened), photograph) < 3


def test_a_preview_of_plain_pixels(tmp_path: Path, photograph: RGB) -> None:
    small = np.asarray(Image.fromarray(photograph).resize((300, 200), Image.Resampling.BOX))
    path = written(tmp_path, Dng(thumbnail=small).of(photograph))
    opened = open_picture(path, 200)
    assert opened.preview
    assert np.array_equal(upright(opened), small)


def test_a_mask_is_no_preview(tmp_path: Path, photograph: RGB) -> None:
    content = Dng(previews=[jpeg(255 - photograph)]).of(photograph)
    kind = struct.pack("<HHLL", 254, LONG, 1, 1)
    assert content.count(kind) == 1
    path = written(tmp_path, content.replace(kind, struct.pack("<HHLL", 254, LONG, 1, 65540)))
    with path.open("rb") as file:
        assert not read_header(file).previews


@pytest.mark.parametrize("start", [b"\xff\xd8\xff\xe0", b""], ids=["no picture", "no JPEG"])
def test_a_broken_preview_is_none(tmp_path: Path, photograph: RGB, start: bytes) -> None:
    preview = jpeg(photograph)
    content = Dng(previews=[preview]).of(photograph)
    path = written(tmp_path, content.replace(preview, start.ljust(len(preview), b"\0")))
    opened = open_picture(path, 300)
    assert not opened.preview
    assert far(upright(opened), photograph) < 3
    assert (opened.metadata.width, opened.metadata.height) == (600, 400)


def test_previews_keep_their_colours(tmp_path: Path, photograph: RGB) -> None:
    p3 = ImageCms.ImageCmsProfile(io.BytesIO(icc.display_p3())).tobytes()
    path = written(tmp_path, Dng(previews=[jpeg(photograph, icc_profile=p3)]).of(photograph))
    assert open_picture(path, 300).image.info["icc_profile"] == p3
    adobe = {40961: (SHORT, [2])}
    path = written(tmp_path, Dng(previews=[jpeg(photograph)], exif=adobe).of(photograph))
    assert open_picture(path, 300).image.info["icc_profile"] == profiles.adobe_rgb()


def test_the_tones_of_the_preview_are_those_of_the_picture(tmp_path: Path, photograph: RGB) -> None:
    """A sensor that got a quarter of the light, and a camera that knew."""
    dark = Dng(gain=0.25, bits=14)
    known = written(tmp_path, Dng(gain=0.25, bits=14, previews=[jpeg(photograph, 200)]).of(photograph))
    assert far(upright(open_picture(written(tmp_path, dark.of(photograph), "b.dng"), None)), photograph) > 40
    for longest_side in (None, 300):
        opened = open_picture(known, longest_side)
        assert not opened.preview
        assert far(upright(opened), photograph) < 6
    other = written(tmp_path, Dng(previews=[jpeg(load_sample_image("flower.jpg")[:400, :600], 200)]).of(photograph))
    assert far(upright(open_picture(other, None)), photograph) < 3


def test_colours_do_not_lie_apart_at_half_size(tmp_path: Path) -> None:
    """A grey diagonal edge, along which LibRaw's own half has reds and blues that differ by 71 levels."""
    rows, columns = np.mgrid[:400, :600]
    grey = np.repeat(np.clip((columns + rows - 500) * 20 + 128, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)
    rgb = upright(open_picture(written(tmp_path, Dng(bits=14).of(grey)), 300)).astype(int)
    assert np.abs(rgb[..., 0] - rgb[..., 2]).max() < 30
    assert np.abs(rgb[..., 0] - rgb[..., 2]).mean() < 0.5


def test_what_the_camera_wrote(tmp_path: Path, photograph: RGB) -> None:
    for kind in (Dng(), Dng(previews=[jpeg(photograph)], big_endian=True), Dng(thumbnail=photograph[::4, ::4])):
        metadata = open_picture(written(tmp_path, kind.of(photograph)), 200).metadata
        assert metadata.captured_at is not None
        assert metadata.captured_at.isoformat() == "2024-05-06T07:08:09.070000"
        assert (metadata.camera, metadata.lens) == ("Testar T-1000", "Planar 85mm F1.4")
        assert (metadata.exposure_time, metadata.f_number, metadata.iso) == (0.004, 2.8, 400)
        assert metadata.focal_length == 85


def tiff(tags: dict[int, Entry], exif: dict[int, Entry] | None = None) -> bytes:
    """A TIFF of a header and tags only, as cameras put into their containers."""
    from tests.unit.files.decoding.dng import _Writer

    return _Writer("<").write((dict(tags), b""), [], exif or {})


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">L4s", len(content) + 8, name) + content


CAMERA: dict[int, Entry] = {271: (ASCII, "Canon"), 272: (ASCII, "Canon EOS R5"), 274: (SHORT, [6])}
SETTINGS: dict[int, Entry] = {33434: (5, [Fraction(1, 60)]), 34855: (SHORT, [800]), 42036: (ASCII, "RF50mm F1.2")}


def containers(preview: bytes) -> dict[str, bytes]:
    """Files of headers alone, built after descriptions: no real ones of these cameras are at hand."""
    camera_id = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
    preview_id = bytes.fromhex("eaf42b5e1c984b88b9fbb7dc406e4d16")
    boxes = box(b"CNCV", b"CanonCR3") + box(b"CMT1", tiff(CAMERA)) + box(b"CMT2", tiff(SETTINGS))
    prvw = box(b"PRVW", bytes(6) + struct.pack(">HHHHL", 1, 600, 400, 1, len(preview)) + preview)
    cr3 = (
        box(b"ftyp", b"crx \x00\x00\x00\x01crx isom")
        + box(b"moov", box(b"uuid", camera_id + boxes))
        + box(b"uuid", preview_id + bytes(8) + prvw)
    )
    whole = tiff(CAMERA, SETTINGS)
    stream = io.BytesIO()
    exif = Image.Exif()
    exif.load(b"Exif\0\0" + whole)
    with Image.open(io.BytesIO(preview)) as image:
        image.save(stream, "JPEG", exif=exif)
    raf = b"FUJIFILMCCD-RAW 0201".ljust(84, b"\0") + struct.pack(">LL", 148, len(stream.getvalue()))
    mrw = b"\0MRM" + struct.pack(">L", 8 + len(whole)) + b"\0TTW" + struct.pack(">L", len(whole)) + whole
    return {
        "cr3": cr3,
        "raf": raf.ljust(148, b"\0") + stream.getvalue(),
        "mrw": mrw,
        "orf": b"IIRO" + whole[4:],
        "rw2": b"IIU\0" + whole[4:],
        "nef": whole,
        "kdc": tiff(CAMERA | SETTINGS),  # TIFF/EP: everything in the first directory
    }


@pytest.mark.parametrize("name", ["cr3", "raf", "mrw", "orf", "rw2", "nef", "kdc"])
def test_the_tags_of_every_container(photograph: RGB, name: str) -> None:
    from aesthetic_gui.files import exif

    preview = jpeg(photograph)
    header = read_header(io.BytesIO(containers(preview)[name]))
    metadata = exif.metadata_of_tags(header.tags, header.camera_tags, (600, 400))
    assert (metadata.camera, metadata.lens, metadata.iso) == ("Canon EOS R5", "RF50mm F1.2", 800)
    assert metadata.exposure_time == pytest.approx(1 / 60)
    assert exif.orientation_of(header.tags) == 6
    found = [(image.width, image.height) for image in header.previews]
    assert found == ([(600, 400)] if name in ("cr3", "raf") else [])


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["cr3", "raf", "mrw", "orf", "nef", "dng"]), st.randoms(use_true_random=False))
def test_hostile_headers_are_read_or_left_out(photograph: RGB, name: str, random: object) -> None:
    small = photograph[:32, :48]
    content = bytearray(Dng(previews=[jpeg(small)]).of(small) if name == "dng" else containers(jpeg(small))[name])
    for _ in range(random.randrange(1, 12)):  # type: ignore[attr-defined]
        content[random.randrange(len(content))] = random.randrange(256)  # type: ignore[attr-defined]
    header = read_header(io.BytesIO(bytes(content[: random.randrange(len(content) + 1)])))  # type: ignore[attr-defined]
    assert all(image.width > 0 and image.height > 0 for image in header.previews)
    assert -2 <= header.baseline_exposure <= 4


def with_raw_tags(photograph: RGB, tags: dict[int, Entry], **kind: object) -> bytes:
    """A DNG whose mosaic's directory says something else."""

    class Other(Dng):
        def _raw_directory(self, *arguments: object) -> tuple[dict[int, Entry], bytes]:
            found, picture = super()._raw_directory(*arguments)  # type: ignore[arg-type]
            return found | tags, picture

    return Other(**kind).of(photograph)  # type: ignore[arg-type]


def test_what_cannot_be_decoded_is_shown_by_its_largest_preview(tmp_path: Path, photograph: RGB) -> None:
    new = {259: (SHORT, [JPEG_XL])}
    trouble = refused(written(tmp_path, with_raw_tags(photograph, new)))
    assert (trouble.trouble, trouble.reason) == (
        Trouble.UNSUPPORTED,
        "a RAW of a kind that this version cannot read, or damaged (Testar T-1000)",
    )
    previews = [jpeg(photograph, 300), jpeg(photograph, 480)]
    path = written(tmp_path, with_raw_tags(photograph, new, previews=previews))
    for longest_side in (600, None):
        opened = open_picture(path, longest_side)
        assert (opened.image.size, opened.preview) == ((480, 320), True)
        assert (opened.metadata.width, opened.metadata.height) == (600, 400)


def test_what_is_too_large_is_refused_by_its_header(tmp_path: Path, photograph: RGB) -> None:
    huge: dict[int, Entry] = {256: (LONG, [30_000]), 257: (LONG, [9_000])}
    path = written(tmp_path, with_raw_tags(photograph, huge, lossless_jpeg=True, previews=[jpeg(photograph)]))
    assert refused(path).trouble is Trouble.TOO_LARGE
    assert "270 megapixels" in refused(path).reason


def test_damaged_files_have_a_reason(tmp_path: Path, photograph: RGB) -> None:
    content = Dng(previews=[jpeg(photograph)], lossless_jpeg=True, bits=14).of(photograph)
    for end in (len(content) // 3, 2000, 200):
        assert refused(written(tmp_path, content[:end])).trouble is Trouble.TRUNCATED
    for other in (bytes(4000), np.random.default_rng(0).bytes(4000), b"II*\0\x10\0\0\0CR\2\0" + bytes(3000)):
        trouble = refused(written(tmp_path, other))
        assert trouble.trouble is Trouble.NOT_A_PHOTOGRAPH
        assert trouble.reason == "not a RAW that this version knows, or damaged beyond reading"
    assert refused(tmp_path / "none.dng").trouble is Trouble.GONE
    assert refused(tmp_path).trouble is Trouble.NOT_A_FILE


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names, or do not take them")
def test_a_name_that_is_no_text(tmp_path: Path, photograph: RGB) -> None:
    path = tmp_path / os.fsdecode(b"\xff\xfe.dng")
    path.write_bytes(Dng().of(photograph))
    assert open_picture(path, 300).image.size == (300, 200)


@pytest.mark.skipif(sys.platform != "linux", reason="counts what Linux says was read")
@pytest.mark.slow
def test_a_preview_is_read_without_the_rest_of_the_file(tmp_path: Path, photograph: RGB) -> None:
    large = np.tile(photograph, (6, 6, 1))
    path = written(tmp_path, Dng(previews=[jpeg(large, 1200), jpeg(large)]).of(large))
    open_picture(path, 640)

    def read() -> int:
        return int(Path("/proc/self/io").read_text().split()[1])

    before = read()
    assert open_picture(path, 640).preview
    assert read() - before < path.stat().st_size / 10


def test_a_real_camera(shared_data: Path) -> None:
    path = shared_data / "formats" / "kodak_dc50.kdc"
    whole, small = open_picture(path, None), open_picture(path, 64)
    assert (whole.image.size, small.image.size, small.preview) == ((768, 512), (96, 64), True)
    assert whole.metadata.camera == "Kodak Digital Science DC50 Zoom Camera"
    assert whole.metadata.captured_at is not None
    assert whole.metadata.captured_at.isoformat() == "1997-04-23T08:00:47"
    assert (whole.metadata.f_number, whole.metadata.focal_length) == (6.2, 37)
    assert far(upright(small), upright(whole)) < 12


def test_what_the_program_takes_for_a_raw() -> None:
    names = "cr2 cr3 crw nef nrw arw sr2 srf dng raf orf ori rw2 rwl pef srw 3fr fff iiq x3f kdc dcr mrw erf mef mos"
    assert {f".{name}" for name in names.split()} <= RAW


@pytest.mark.slow
def test_scores_do_not_depend_on_which_file_of_a_pair_was_read(tmp_path: Path) -> None:
    pack = load_pack()
    runtime = start_runtime(pack, "cpu")

    def mean(opened: Opened) -> float:
        outputs = runtime.predict(pack.prepare(finished(opened, 640, None))[None])
        return pack.score(outputs.distribution[0]).mean

    from aesthetic_gui.files.decoding.codecs import pillow

    try:
        for picture in (
            load_sample_image("china.jpg"),
            load_sample_image("flower.jpg"),
            data.astronaut(),
            data.coffee(),
        ):
            sensor = Image.fromarray(picture).resize(
                (picture.shape[1] * 4, picture.shape[0] * 4), Image.Resampling.LANCZOS
            )
            rgb = np.asarray(sensor)
            photo = jpeg(rgb, quality=95)
            expected = mean(pillow.open_picture(photo, 640))
            paired = written(tmp_path, Dng(previews=[jpeg(rgb, 160), photo]).of(rgb))
            assert mean(open_picture(paired, 640)) == pytest.approx(expected, abs=0.01)
            for kind in (Dng(bits=14, black=512), Dng(bits=14, gain=0.5, previews=[jpeg(rgb, 320)])):
                path = written(tmp_path, kind.of(rgb))
                assert not open_picture(path, 640).preview
                assert mean(open_picture(path, 640)) == pytest.approx(expected, abs=0.1)
    finally:
        runtime.close()
