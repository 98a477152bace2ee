"""Another packet comes into a JPEG or PNG, and every other byte stays."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from aesthetic_gui.files.containers import read_notes
from aesthetic_gui.files.containers.splicing import CannotHold, Splice, splices
from tests.unit.files.containers.samples import IN_PNG, STANDARD, jpeg, picture, png, rating, segment
from tests.unit.files.decoding.camera_jpeg import DISPARITY, FULL_HD, preview_of, with_images

NEW = b"<x:xmpmeta>" + b"new " * 40 + b"</x:xmpmeta>"
EXIF = b"Exif\x00\x00" + rating(3)


def spliced(data: bytes, packet: bytes = NEW) -> bytes:
    changes = splices(io.BytesIO(data), packet)
    assert list(changes) == sorted(changes)
    return apply(data, changes)


def apply(data: bytes, changes: tuple[Splice, ...]) -> bytes:
    parts, place = [], 0
    for change in changes:
        assert place <= change.start <= change.end <= len(data)
        parts += [data[place : change.start], change.new]
        place = change.end
    return b"".join([*parts, data[place:]])


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"))


def noise(size: tuple[int, int] = (96, 64)) -> Image.Image:
    made = np.random.default_rng(3)
    return Image.fromarray(made.integers(0, 255, (size[1], size[0], 3), np.uint8))


FILES = {
    "a plain JPEG": jpeg(),
    "a JPEG with EXIF": jpeg(EXIF),
    "a JPEG with a packet": jpeg(EXIF, STANDARD + b"<x:xmpmeta>old</x:xmpmeta>"),
    "a JPEG with a packet before its EXIF": jpeg(STANDARD + b"<x:xmpmeta>old</x:xmpmeta>", EXIF),
    "a camera's JPEG": with_images(picture("JPEG"), [(FULL_HD, picture("JPEG", (4, 4)))]),
    "a JPEG with filling": b"\xff\xd8\xff\xff" + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + picture("JPEG")[2:],
    "a PNG": picture("PNG"),
    "a PNG with a packet": png(IN_PNG + bytes(4) + b"<x:xmpmeta>old</x:xmpmeta>", b"iTXt"),
    "a PNG with a packet of ImageMagick's": png(b"Raw profile type xmp\0\n", b"tEXt"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_packet_is_found_again_and_the_pixels_are_the_same(name: str) -> None:
    data = FILES[name]
    written = spliced(data)
    assert read_notes(io.BytesIO(written)).xmp == NEW
    assert written.count(b"old") == 0
    assert (pixels(written) == pixels(data)).all()
    assert spliced(written) == written


def test_exif_stays_the_first_segment() -> None:
    written = spliced(jpeg(EXIF))
    assert written[:12] == jpeg(EXIF)[:12]
    exif = read_notes(io.BytesIO(written)).exif
    exif.seek(0)
    assert exif.read() == rating(3)


def test_a_packet_that_is_taken_in_and_out_again_leaves_the_same_bytes() -> None:
    old = b"<x:xmpmeta>old</x:xmpmeta>"
    for data in (jpeg(EXIF, STANDARD + old), png(IN_PNG + bytes(4) + old, b"iTXt")):
        assert spliced(spliced(data), old) == data


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("old", [b"", b"<x:xmpmeta>a longer packet than the new one" + b" " * 900 + b"</x:xmpmeta>"])
def test_the_pictures_behind_a_cameras_photograph_are_found_as_before(order: str, old: bytes) -> None:
    main, preview = picture("JPEG", (64, 48)), preview_of(noise(), 40)
    data = with_images(main, [(FULL_HD, preview)], order)
    if old:
        data = spliced(data, old)
    written = Image.open(io.BytesIO(spliced(data)))
    assert written.n_frames == 2  # type: ignore[attr-defined]
    written.seek(1)
    assert written.tobytes() == Image.open(io.BytesIO(preview)).tobytes()
    first = written.mpinfo[0xB002][0]  # type: ignore[attr-defined]
    assert first["DataOffset"] == 0
    assert first["Size"] == len(spliced(data)) - len(preview)


def test_exiftool_takes_the_pictures_behind_out_as_before(tmp_path: Path) -> None:
    if not (exiftool := shutil.which("exiftool")):
        pytest.skip("exiftool is not on this machine")
    preview = preview_of(noise(), 40)
    file = tmp_path / "a.jpg"
    file.write_bytes(spliced(with_images(picture("JPEG", (64, 48)), [(DISPARITY, preview)])))
    run = subprocess.run([exiftool, "-b", "-MPImage2", str(file)], capture_output=True, check=True, timeout=30)
    assert run.stdout == preview


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"II*\0" + bytes(40), "only a JPEG or a PNG"),
        (jpeg(STANDARD + b"one", STANDARD + b"two"), "several"),
        (png(IN_PNG + bytes(4) + b"one", b"iTXt").replace(b"IEND", b"IENX"), "damaged"),
        (jpeg()[:30], "damaged"),
        (jpeg(b"JP\0\1 jumb c2pa", marker=0xEB), "signed"),
        (
            with_images(jpeg(), [(FULL_HD, jpeg())])[:2]
            + with_images(jpeg(STANDARD + b"<x:xmpmeta>old</x:xmpmeta>"), [(FULL_HD, jpeg())])[2:],
            "index",
        ),
    ],
)
def test_what_would_not_hold_any_more_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(CannotHold, match=why):
        splices(io.BytesIO(data), NEW)


def test_a_packet_that_is_longer_than_a_segment_is_refused() -> None:
    with pytest.raises(CannotHold, match="no room"):
        splices(io.BytesIO(jpeg()), b"x" * 66_000)


segments = st.lists(
    st.tuples(st.sampled_from([0xE0, 0xE1, 0xE2, 0xED, 0xFE]), st.binary(max_size=60))
    | st.just((0xE1, STANDARD + b"<x:xmpmeta>old</x:xmpmeta>"))
    | st.just((0xE1, EXIF)),
    max_size=6,
)


@settings(max_examples=200, deadline=None)
@given(segments, st.binary(min_size=1, max_size=300), st.binary(max_size=40))
def test_whatever_segments_a_jpeg_has_they_stay(made: list[tuple[int, bytes]], packet: bytes, behind: bytes) -> None:
    data = b"\xff\xd8" + b"".join(segment(*one) for one in made) + picture("JPEG")[2:] + behind
    try:
        changes = splices(io.BytesIO(data), packet)
    except CannotHold:
        assert sum(content.startswith(STANDARD) for _, content in made) > 1 or any(b"MPF" in one for _, one in made)
        return
    written = apply(data, changes)
    (new,) = changes
    assert written[: new.start] + written[new.start + len(new.new) :] == data[: new.start] + data[new.end :]
    old = data[new.start : new.end]
    assert old in (b"", segment(0xE1, STANDARD + b"<x:xmpmeta>old</x:xmpmeta>"))
    assert new.new == segment(0xE1, STANDARD + packet)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(FILES)), st.data())
def test_no_damage_raises_anything_but_a_refusal(name: str, choices: st.DataObject) -> None:
    data = bytearray(FILES[name])
    for _ in range(choices.draw(st.integers(1, 5))):
        place = choices.draw(st.integers(0, min(len(data) - 1, 300)))
        data[place : place + choices.draw(st.integers(1, 4))] = choices.draw(st.binary(min_size=1, max_size=4))
    try:
        changes = splices(io.BytesIO(data), NEW)
    except ValueError:
        return
    assert len(apply(bytes(data), changes)) >= len(NEW)
