"""One photograph, read: upright, in sRGB, at the size asked for, identified by its bytes."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import xxhash
from numpy.typing import NDArray
from PIL import Image

from aesthetic_gui.files.decoding.decode import WORKING_SIDE, Decoded, decode
from aesthetic_gui.files.decoding.pixels import reduce, to_array
from tests.unit.files.content import content_id

RGB = NDArray[np.uint8]


def smooth_noise(width: int, height: int, seed: int = 0) -> RGB:
    """A picture with structure at two scales, uint8 (height, width, 3)."""
    rng = np.random.default_rng(seed)
    layers = []
    for cells in (5, 40):
        coarse = rng.integers(0, 256, (cells, cells, 3), dtype=np.uint8)
        layers.append(np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC), np.float32))
    return (0.7 * layers[0] + 0.3 * layers[1]).astype(np.uint8)


def mean_difference(one: RGB, other: RGB) -> float:
    return float(np.abs(one.astype(np.int16) - other).mean())


@pytest.fixture(scope="module")
def camera_jpeg(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A 24-megapixel JPEG."""
    path = tmp_path_factory.mktemp("camera") / "IMG_1.JPG"
    Image.fromarray(smooth_noise(1500, 1000)).resize((6000, 4000), Image.Resampling.BILINEAR).save(path, quality=90)
    return path


def is_as_promised(decoded: Decoded) -> bool:
    rgb = decoded.rgb
    return (
        rgb.dtype == np.uint8 and rgb.ndim == 3 and rgb.shape[2] == 3 and rgb.flags.c_contiguous and rgb.flags.writeable
    )


def test_a_camera_jpeg_comes_at_the_working_size_with_its_own_size_told(camera_jpeg: Path) -> None:
    decoded = decode(camera_jpeg)
    assert is_as_promised(decoded)
    assert decoded.rgb.shape == (427, WORKING_SIDE, 3)
    assert (decoded.metadata.width, decoded.metadata.height) == (6000, 4000)


def test_scaling_while_decoding_gives_the_same_picture_as_scaling_afterwards(camera_jpeg: Path) -> None:
    full = decode(camera_jpeg, None).rgb
    assert full.shape == (4000, 6000, 3)
    for side in (640, 360, 1000, 2999):
        assert mean_difference(decode(camera_jpeg, side).rgb, reduce(full, side)) < 1.0


@pytest.mark.parametrize(("width", "height", "side", "shape"), [
    (64, 48, 640, (48, 64)), (640, 480, 640, (480, 640)), (641, 480, 640, (479, 640)), (480, 1300, 640, (640, 236)),
    (3000, 1, 640, (1, 640)), (1, 3000, 640, (640, 1)), (1, 1, 640, (1, 1)), (2560, 2560, 640, (640, 640)),
])  # fmt: skip
def test_nothing_is_enlarged_and_the_longest_side_is_exact(
    tmp_path: Path, width: int, height: int, side: int, shape: tuple[int, int]
) -> None:
    for extension in ("jpg", "png"):
        path = tmp_path / f"a.{extension}"
        Image.new("RGB", (width, height), (200, 100, 50)).save(path)
        decoded = decode(path, side)
        assert decoded.rgb.shape[:2] == shape
        assert np.abs(decoded.rgb.astype(int) - (200, 100, 50)).max() <= 3


def test_area_reduction_is_the_mean_of_what_each_pixel_covers() -> None:
    columns = np.repeat(np.array([0, 30, 60, 90, 120, 150], np.uint8)[None, :], 4, axis=0)
    picture = np.stack([columns] * 3, axis=-1)
    assert reduce(picture, 4)[0, :, 0].tolist() == [10, 50, 100, 140]  # 1.5 columns each: (0 + 15) / 1.5, …
    assert reduce(picture, 6) is picture


@pytest.mark.parametrize("size", [(3, 2), (2000, 1500), (1, 3000), (1_100_000, 2)])
@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_an_image_as_an_array_is_the_same_picture(size: tuple[int, int], mode: str) -> None:
    image = Image.effect_noise(size, 60).convert(mode)
    assert np.array_equal(to_array(image), np.asarray(image))


def test_the_eight_orientations_give_the_same_upright_picture(shared_data: Path) -> None:
    upright = [decode(shared_data / "formats" / f"orientation_{number}.jpg") for number in range(1, 9)]
    assert all((one.metadata.width, one.metadata.height) == (1200, 1800) for one in upright)
    assert all(one.rgb.shape == (640, 427, 3) and is_as_promised(one) for one in upright)
    assert all(mean_difference(one.rgb, upright[0].rgb) < 2 for one in upright)  # each has its number drawn on it


@pytest.mark.parametrize("extension", ["jpg", "png", "tif", "webp", "avif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_format_is_turned_upright_once(tmp_path: Path, extension: str, orientation: int) -> None:
    upright = smooth_noise(96, 64)
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    picture = Image.fromarray(upright)
    stored = picture.transpose(back[orientation]) if orientation in back else picture
    exif = Image.Exif()
    exif[274] = orientation
    path = tmp_path / f"a.{extension}"
    stored.save(path, exif=exif, quality=95)
    decoded = decode(path)
    assert (decoded.metadata.width, decoded.metadata.height) == (96, 64)
    lossless = extension in ("png", "tif")
    assert mean_difference(decoded.rgb, upright) <= (0 if lossless else 10)  # any other turn: over 40


@pytest.mark.parametrize(("name", "size"), [
    ("canon_5d_12mp", (2912, 4368)), ("canon_5d_mark_iii_22mp", (5760, 3840)), ("leica_t_16mp", (3264, 4928)),
    ("nikon_d3100_14mp", (4608, 3072)), ("oppo_r7_plus_13mp", (3120, 4160)),
])  # fmt: skip
def test_camera_originals_are_read(shared_data: Path, name: str, size: tuple[int, int]) -> None:
    decoded = decode(shared_data / "cameras" / f"{name}.jpg")
    assert is_as_promised(decoded)
    assert max(decoded.rgb.shape) == WORKING_SIDE
    assert (decoded.metadata.width, decoded.metadata.height) == size


def test_a_portrait_stays_a_portrait(shared_data: Path) -> None:
    assert decode(shared_data / "cameras" / "leica_t_16mp.jpg").rgb.shape == (640, 424, 3)


@pytest.mark.parametrize("name", ["denali.webp", "srgb_8bit.avif", "cmyk_jpeg.tif", "rgb_16bit.tiff"])
def test_formats_other_than_jpeg_are_read(shared_data: Path, name: str) -> None:
    decoded = decode(shared_data / "formats" / name)
    assert is_as_promised(decoded)
    assert 10 < decoded.rgb.mean() < 245


def test_a_wrong_extension_does_not_matter(tmp_path: Path) -> None:
    picture = smooth_noise(60, 40)
    Image.fromarray(picture).save(tmp_path / "really_a_png.jpg", format="PNG")
    assert np.array_equal(decode(tmp_path / "really_a_png.jpg").rgb, picture)


def test_the_identity_is_size_and_hash_of_every_byte(camera_jpeg: Path, tmp_path: Path) -> None:
    data = camera_jpeg.read_bytes()
    expected = f"{len(data):x}-{xxhash.xxh3_128_hexdigest(data)}"
    assert decode(camera_jpeg).content_id == content_id(camera_jpeg) == expected
    other = tmp_path / "other name.png"
    other.write_bytes(data)
    assert content_id(other) == expected
    other.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert content_id(other) != expected


def test_decoding_does_not_touch_the_file(camera_jpeg: Path) -> None:
    before = (hashlib.sha256(camera_jpeg.read_bytes()).hexdigest(), camera_jpeg.stat().st_mtime_ns)
    decode(camera_jpeg)
    assert (hashlib.sha256(camera_jpeg.read_bytes()).hexdigest(), camera_jpeg.stat().st_mtime_ns) == before


@pytest.mark.slow
def test_several_threads_get_what_one_gets(shared_data: Path) -> None:
    photos = sorted((shared_data / "cameras").glob("*.jpg"))
    alone = {photo: decode(photo).rgb for photo in photos}
    with ThreadPoolExecutor(4) as pool:
        for photo, decoded in zip(photos * 3, pool.map(decode, photos * 3), strict=True):
            assert np.array_equal(decoded.rgb, alone[photo])
