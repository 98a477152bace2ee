"""Whatever is wrong with a file, the photographer reads why, and nothing else happens."""

from __future__ import annotations

import errno
import io
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from aesthetic_gui.files import reading
from aesthetic_gui.files.decoding import isolation
from aesthetic_gui.files.decoding.codecs import opened, pillow
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.photo import Trouble, Unreadable
from tests.unit.files.content import content_id

# Pillow remarks on damaged metadata that it can read past; see the filter that decode.py sets for the program itself
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::UserWarning:PIL")]

ROOT = Path(__file__).resolve().parents[4]
EXCEPTION_NAME = re.compile(
    r"[A-Z][a-z]+(Error|Exception|Warning)|Errno|Traceback|BytesIO|0x[0-9a-f]{4}|/tmp/|/usr/|/home/"
    r"|lib(jpeg|heif|tiff|jxl|raw)|struct|buffer|None",
    re.I,
)


def reason_for(path: Path, data: bytes | None = None) -> str:
    """Why ``path`` is unreadable; it has to be."""
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(Unreadable) as raised:
        decode(path)
    assert raised.value.path == path
    assert raised.value.__context__ is None  # nothing keeps the file's bytes alive
    assert not EXCEPTION_NAME.search(raised.value.reason), raised.value.reason
    return raised.value.reason


def picture_or_reason(path: Path) -> NDArray[np.uint8] | str:
    try:
        return decode(path).rgb
    except Unreadable as unreadable:
        return unreadable.reason


def is_fine(outcome: NDArray[np.uint8] | str) -> bool:
    """A picture as promised, or a reason in words."""
    if isinstance(outcome, str):
        return bool(outcome) and not EXCEPTION_NAME.search(outcome)
    return outcome.dtype == np.uint8 and outcome.ndim == 3 and max(outcome.shape[:2]) <= 640


def encoded(kind: str, width: int = 60, height: int = 40, **options: object) -> bytes:
    rng = np.random.default_rng(1)
    coarse = Image.fromarray(rng.integers(0, 256, (8, 8, 3), dtype=np.uint8))
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Maker", 6
    exif.get_ifd(0x8769)[0x9003] = "2024:05:06 07:08:09"
    stream = io.BytesIO()
    coarse.resize((width, height), Image.Resampling.BICUBIC).save(stream, kind, exif=exif, **options)
    return stream.getvalue()


ENCODED = {
    "a.jpg": encoded("JPEG"),
    "progressive.jpg": encoded("JPEG", progressive=True),
    "a.png": encoded("PNG"),
    "a.tif": encoded("TIFF"),
    "lzw.tif": encoded("TIFF", compression="tiff_lzw"),
    "jpeg.tif": encoded("TIFF", compression="jpeg"),
    "a.webp": encoded("WEBP"),
    "a.avif": encoded("AVIF"),
    "a.gif": encoded("GIF"),
    "a.bmp": encoded("BMP"),
}


@pytest.mark.parametrize(("name", "data", "reason"), [
    ("a.jpg", b"", "the file is empty"),
    ("a.cr2", b"", "the file is empty"),
    ("a.jpg", bytes(5000), "it holds nothing but zeros: its content was lost"),
    ("a.jpg", b"<html>not found</html>", "not a photograph, or damaged beyond reading"),
    ("a.jpg", b"\xff", "not a photograph, or damaged beyond reading"),
    ("a.jxl", b"whatever", "its name says JPEG XL, its content does not: not a photograph, or damaged beyond reading"),
    ("a.heic", b"whatever", "its name says HEIC, its content does not: not a photograph, or damaged beyond reading"),
    ("a.psd", b"whatever", "its name says PSD, its content does not: not a photograph, or damaged beyond reading"),
    ("a.nef", bytes(500), "it holds nothing but zeros: its content was lost"),
    ("a.png", b"GIF89a" + bytes(80), "GIF, but damaged beyond reading"),
])  # fmt: skip
def test_each_kind_of_wrong_file_has_its_reason(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    assert reason_for(tmp_path / name, data) == reason


@pytest.mark.parametrize("name", ENCODED)
def test_the_pictures_that_are_broken_below_are_well(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(ENCODED[name])
    decoded = decode(tmp_path / name)
    assert decoded.rgb.shape == ((40, 60, 3) if name == "a.gif" or name == "a.bmp" else (60, 40, 3))


@pytest.mark.parametrize("name", ["a.jpg", "progressive.jpg", "a.png"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_a_truncated_photograph_is_said_to_end_too_early(tmp_path: Path, name: str, share: float) -> None:
    data = ENCODED[name]
    assert reason_for(tmp_path / name, data[: max(16, int(len(data) * share))]) == "the file ends too early (truncated)"


@pytest.mark.parametrize("name", ["a.tif", "lzw.tif", "a.webp", "a.avif", "a.bmp"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_truncated_files_of_other_formats_are_unreadable(tmp_path: Path, name: str, share: float) -> None:
    data = ENCODED[name]
    reason_for(tmp_path / name, data[: int(len(data) * share)])


def test_a_large_truncated_jpeg_is_unreadable_although_it_is_scaled_while_decoding(tmp_path: Path) -> None:
    data = encoded("JPEG", 3000, 2000)
    for missing in (10, 1000, len(data) // 2):
        assert reason_for(tmp_path / "a.jpg", data[:-missing]) == "the file ends too early (truncated)"


def test_all_malformed_files_are_unreadable_or_decode(shared_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = sorted((shared_data / "malformed").iterdir())
    assert len(files) == 160
    started = time.perf_counter()
    assert all(is_fine(picture_or_reason(path)) for path in files)
    assert time.perf_counter() - started < 30
    assert capsys.readouterr() == ("", "")


def test_pillows_remarks_on_damaged_metadata_do_not_reach_the_terminal(tmp_path: Path) -> None:
    broken_exif = b"Exif\0\0II*\0\x08\0\0\0\x05\0" + struct.pack("<HHII", 0x010F, 2, 400, 999_999)
    path = tmp_path / "a.jpg"
    Image.new("RGB", (30, 20)).save(path, exif=broken_exif)
    with pytest.warns(UserWarning, match="orrupt EXIF|larger than file|offset too large"), Image.open(path) as image:
        image.getexif().get(0x0112)
    program = (
        "import sys; from pathlib import Path\n"
        "from aesthetic_gui.files.decoding.decode import decode; decode(Path(sys.argv[1]))"
    )
    ran = subprocess.run([sys.executable, "-c", program, path], capture_output=True, check=True, cwd=ROOT)
    assert (ran.stdout, ran.stderr) == (b"", b"")


def mutated(data: bytes) -> st.SearchStrategy[bytes]:
    """``data`` with some bytes changed, some left out and the end cut off."""
    changes = st.lists(st.tuples(st.integers(0, len(data) - 1), st.integers(0, 255)), max_size=12)
    gap = st.tuples(st.integers(0, len(data)), st.integers(0, 40))
    return st.builds(_mutate, st.just(data), changes, gap, st.integers(0, len(data)) | st.just(len(data)))


def _mutate(data: bytes, changes: list[tuple[int, int]], gap: tuple[int, int], end: int) -> bytes:
    altered = bytearray(data)
    for position, value in changes:
        altered[position] = value
    del altered[gap[0] : gap[0] + gap[1]]
    return bytes(altered[:end])


@pytest.mark.parametrize(
    "name", ["a.jpg", "progressive.jpg", "a.png", "a.tif", "lzw.tif", "jpeg.tif", "a.webp", "a.gif", "a.bmp"]
)
@pytest.mark.parametrize("examples", [30, pytest.param(150, marks=pytest.mark.slow)])
def test_no_mutation_of_a_photograph_raises_anything_but_unreadable(name: str, examples: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)

        @settings(max_examples=examples, deadline=None)
        @given(mutated(ENCODED[name]))
        def try_one(data: bytes) -> None:
            path.write_bytes(data)
            assert is_fine(picture_or_reason(path))

        try_one()


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*", b"BM", b"GIF89a"]),
)
def test_random_bytes_are_unreadable(data: bytes, start: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.jpg")
        path.write_bytes(start + data)
        assert is_fine(picture_or_reason(path))


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be of any size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(99))) + chunk(b"IEND", b"")
    )


def test_a_bomb_is_refused_by_its_header_and_its_size_is_told(tmp_path: Path) -> None:
    reason = reason_for(tmp_path / "a.png", png_claiming(60_000, 50_000))
    assert (
        reason
        == "too large: 60,000 × 50,000 pixels (3,000 megapixels), and 250 megapixels is the most this program opens"
    )
    jpeg = bytearray(ENCODED["a.jpg"])
    frame = jpeg.index(b"\xff\xc0")
    jpeg[frame + 5 : frame + 9] = struct.pack(">HH", 60_000, 60_000)
    assert "500 megapixels is the most" in reason_for(tmp_path / "a.jpg", bytes(jpeg))


def test_sizes_between_pillows_limits_and_ours_raise_no_warning(tmp_path: Path) -> None:
    """Pillow warns from 89 megapixels on, and warnings are errors here; a real one of 120 is read."""
    Image.new("L", (12_000, 10_000), 90).save(tmp_path / "large.jpg")
    assert decode(tmp_path / "large.jpg").rgb.shape == (533, 640, 3)


def test_a_file_of_more_than_a_gibibyte_is_too_large(tmp_path: Path) -> None:
    with (tmp_path / "a.tif").open("wb") as file:
        file.truncate((1 << 30) + 1)  # sparse: takes no room
    assert reason_for(tmp_path / "a.tif").startswith("too large: 1.0 GiB")


@pytest.mark.parametrize("name", ["a.jpg", "a.cr2", "a.heic", "a.png", "a.tif"])
def test_a_file_of_a_tebibyte_is_too_large(tmp_path: Path, name: str) -> None:
    with (tmp_path / name).open("wb") as file:
        file.write(b"\xff\xd8\xff\xe0" if name == "a.jpg" else b"II*\0\x08\0\0\0")
        try:
            file.truncate(1 << 40)  # sparse: takes no room
        except OSError as error:
            pytest.skip(f"this disk holds no such file: {error}")
    started = time.perf_counter()
    assert reason_for(tmp_path / name).startswith("too large: 1024.0 GiB")
    assert time.perf_counter() - started < 2


def test_large_files_are_not_read_into_the_programs_own_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    isolation.close()
    path = tmp_path / "a.jpg"
    path.write_bytes(ENCODED["a.jpg"])
    here = decode(path)
    assert not isolation._children._all
    monkeypatch.setattr(pillow, "LARGEST_FILE", len(ENCODED["a.jpg"]) - 1)
    there = decode(path)
    assert isolation._children._all
    assert np.array_equal(here.rgb, there.rgb)
    assert (here.content_id, here.metadata) == (there.content_id, there.metadata)


def test_what_is_no_file_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    (tmp_path / "folder.jpg").mkdir()
    (tmp_path / "link.jpg").symlink_to(tmp_path / "pipe.jpg")
    assert reason_for(tmp_path / "pipe.jpg") == "not a file"
    assert reason_for(tmp_path / "link.jpg") == "not a file"
    assert reason_for(tmp_path / "folder.jpg") == "a folder, not a file"
    assert reason_for(Path("/dev/zero")) == "not a file"
    for number, device in enumerate(("zero", "stdin", "urandom", "full", "tty", "null", "fd/0")):
        if Path("/dev", device).exists():
            (tmp_path / f"{number}.jpg").symlink_to(Path("/dev", device))
            assert reason_for(tmp_path / f"{number}.jpg") == "not a file"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.fspath(tmp_path / "socket.cr2"))
        assert reason_for(tmp_path / "socket.cr2") == "not a file"
    (tmp_path / "up.jpg").symlink_to("..")
    assert reason_for(tmp_path / "up.jpg") == "a folder, not a file"


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs Linux's /proc")
def test_what_only_looks_like_a_file_is_no_photograph() -> None:
    """The kernel's own say that they are empty, and are not; one of them would keep its reader waiting."""
    for name in ("/proc/self/environ", "/proc/kmsg", "/proc/self/maps"):
        assert reason_for(Path(name)) in ("not a file", "no permission to read it")


def test_one_file_under_several_names_is_one_photograph(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(ENCODED["a.jpg"])
    os.link(tmp_path / "a.jpg", tmp_path / "b.jpg")
    (tmp_path / "c.png").symlink_to("a.jpg")
    found = [decode(tmp_path / name) for name in ("a.jpg", "b.jpg", "c.png")]
    assert len({one.content_id for one in found}) == 1
    assert all(np.array_equal(one.rgb, found[0].rgb) for one in found)


def test_a_pipe_that_takes_the_files_place_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, really_open = tmp_path / "a.jpg", os.open

    def swap_then_open(name: Path, flags: int, *mode: int) -> int:
        path.unlink()
        os.mkfifo(path)
        return really_open(name, flags, *mode)

    path.write_bytes(ENCODED["a.jpg"])
    monkeypatch.setattr(reading.os, "open", swap_then_open)
    assert reason_for(path) == "not a file"


def test_what_is_gone_is_said_to_be_gone(tmp_path: Path) -> None:
    assert reason_for(tmp_path / "gone.jpg") == "no longer there"
    assert reason_for(tmp_path / "gone.cr2") == "no longer there"
    assert reason_for(tmp_path / "no folder" / "a.jpg") == "no longer there"
    assert reason_for(tmp_path / "a\0b.jpg") == "no longer there"
    (tmp_path / "file").touch()
    assert reason_for(tmp_path / "file" / "a.jpg") == "no longer there"
    (tmp_path / "link.jpg").symlink_to("gone.jpg")
    assert reason_for(tmp_path / "link.jpg") == "a link to a file that is no longer there"
    (tmp_path / "circle.jpg").symlink_to("circle.jpg")
    assert reason_for(tmp_path / "circle.jpg") == "a link that leads in a circle"
    assert reason_for(tmp_path / ("x" * 300)) == "its name is too long for this disk"


def test_a_photograph_without_permission_is_unreadable(tmp_path: Path, without_privileges: Callable[..., Any]) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(ENCODED["a.jpg"])
    path.chmod(0)
    with without_privileges(tmp_path):
        assert reason_for(path) == "no permission to read it"


def test_an_error_of_the_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.jpg").write_bytes(b"x")

    def dying(*_: object) -> int:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(reading.os, "open", dying)
    assert reason_for(tmp_path / "a.jpg") == "the disk or card reports an error while reading it"


def test_an_unusual_error_of_the_disk_is_told_in_its_own_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.jpg").write_bytes(b"x")

    def no_link(*_: object) -> int:
        raise OSError(errno.ENOLINK, os.strerror(errno.ENOLINK))

    monkeypatch.setattr(reading.os, "open", no_link)
    assert reason_for(tmp_path / "a.jpg") == "the disk could not read it (Link has been severed)"


def test_photographs_that_vanish_or_change_while_being_read_end_in_a_reason_or_a_picture(tmp_path: Path) -> None:
    path, data, stop = tmp_path / "a.jpg", encoded("JPEG", 1500, 1000), threading.Event()

    def meddle() -> None:
        while not stop.is_set():
            path.write_bytes(data)
            path.write_bytes(data[: len(data) // 2])
            path.unlink()

    meddler = threading.Thread(target=meddle)
    meddler.start()
    outcomes = set()
    for _ in range(150):
        outcome = picture_or_reason(path)
        outcomes.add(outcome if isinstance(outcome, str) else outcome.shape)
    stop.set()
    meddler.join()
    reasons = {"no longer there", "the file is empty", "it was being changed while it was read"}
    assert outcomes <= {(640, 427, 3), "the file ends too early (truncated)", *reasons}


@pytest.mark.parametrize("name", ["a.jpg", "a.tif"])
def test_a_file_that_grows_while_it_is_read_ends_in_a_reason_or_a_picture(tmp_path: Path, name: str) -> None:
    data, stop = encoded("TIFF" if name == "a.tif" else "JPEG", 900, 600), threading.Event()
    path = tmp_path / name

    def grow() -> None:
        while not stop.is_set():
            with path.open("wb", buffering=0) as file:
                for start in range(0, len(data), len(data) // 8):
                    file.write(data[start : start + len(data) // 8])
                    time.sleep(0.002)

    path.touch()
    grower = threading.Thread(target=grow)
    grower.start()
    troubles = set()
    try:
        for _ in range(60):
            try:
                assert max(decode(path).rgb.shape) == 640
            except Unreadable as unreadable:
                troubles.add(unreadable.trouble)
    finally:
        stop.set()
        grower.join()
    assert troubles <= {Trouble.EMPTY, Trouble.TRUNCATED, Trouble.CHANGED, Trouble.NOT_A_PHOTOGRAPH, Trouble.DAMAGED}
    assert max(decode(path).rgb.shape) == 640


def test_a_file_replaced_by_another_while_it_is_read_is_one_of_them(tmp_path: Path) -> None:
    path, stop = tmp_path / "a.tif", threading.Event()
    for name, colour in (("dark", 20), ("light", 230)):
        Image.new("L", (700, 500), colour).save(tmp_path / f"{name}.tif")

    def replace() -> None:
        while not stop.is_set():
            for name in ("dark", "light"):
                shutil.copy(tmp_path / f"{name}.tif", tmp_path / "next.tif")
                os.replace(tmp_path / "next.tif", path)  # noqa: PTH105

    shutil.copy(tmp_path / "dark.tif", path)
    colours = {content_id(tmp_path / f"{name}.tif"): colour for name, colour in (("dark", 20), ("light", 230))}
    troubles = set()
    replacer = threading.Thread(target=replace)
    replacer.start()
    try:
        for _ in range(40):
            try:
                decoded = decode(path)
            except Unreadable as unreadable:
                troubles.add(unreadable.trouble)
            else:
                assert np.all(decoded.rgb == colours[decoded.content_id])
    finally:
        stop.set()
        replacer.join()
    assert troubles <= {Trouble.CHANGED}


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=1, max_size=250).filter(lambda name: not {0, 47} & set(name) and name not in (b".", b"..")))
def test_any_name_a_disk_can_hold_decodes(name: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / os.fsdecode(name + b".jpg")
        path.write_bytes(ENCODED["a.jpg"])
        assert decode(path).rgb.shape == (60, 40, 3)
        path.write_bytes(b"x")
        assert reason_for(path) == "not a photograph, or damaged beyond reading"


def test_too_little_memory_is_a_reason_not_a_crash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_memory(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(opened.pixels, "render", no_memory)
    assert reason_for(tmp_path / "a.jpg", ENCODED["a.jpg"]) == "there is not enough memory to open it"
