"""Decoders in processes of their own: whatever happens there, the program goes on and says why."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image, ImageCms

from aesthetic_gui import __main__
from aesthetic_gui.children import frames
from aesthetic_gui.files.decoding import isolation, metadata_told
from aesthetic_gui.files.decoding.codecs import opened, pillow
from aesthetic_gui.files.decoding.codecs.opened import Refused
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.files.kinds import Kind
from aesthetic_gui.photo import Metadata, Trouble, Unreadable

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[4]

# a child like the real one, but for what its codec does
CHILD = """
import ctypes, os, sys, time
from aesthetic_gui.files.decoding import decoder_process
def _open(kind, path, data, side):
    {deed}
decoder_process._open = _open
sys.exit(decoder_process.main())
"""


strangers: set[int] = set()  # children of this process that are no decoders, as the e2e tests' screen


@pytest.fixture(autouse=True)
def no_children_left() -> Iterator[None]:
    isolation.close()
    strangers.clear()
    strangers.update(child.pid for child in psutil.Process().children())
    yield
    isolation.close()


@pytest.fixture
def tiff(tmp_path: Path) -> Path:
    path = tmp_path / "a.tif"
    Image.effect_noise((300, 200), 50).convert("RGB").save(path)
    return path


@pytest.fixture
def child_that(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """``child_that("time.sleep(9)")``: from now on children do this instead of decoding."""

    def set_deed(deed: str) -> None:
        program = CHILD.format(deed=deed)
        monkeypatch.setattr(isolation, "command", lambda: [sys.executable, "-c", program])

    return set_deed


def children() -> list[psutil.Process]:
    own = [child for child in psutil.Process().children() if child.pid not in strangers]
    return [child for child in own if lives(child.pid)]


def lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def trouble_of(path: Path) -> tuple[Trouble, str]:
    with pytest.raises(Unreadable) as raised:
        decode(path)
    return raised.value.trouble, raised.value.reason


def test_a_child_gives_what_decoding_here_gives(tiff: Path) -> None:
    for side in (None, 300, 90):
        picture = isolation.decode(tiff, Kind.TIFF, side)
        here = pillow.open_picture(tiff.read_bytes(), side)
        assert np.array_equal(picture.rgb, opened.finished(here, side, None))
        assert picture.rgb.flags.c_contiguous
        assert picture.rgb.flags.writeable
        assert picture.metadata == here.metadata
        assert not picture.preview


def test_a_name_that_is_not_utf8_and_a_monitors_profile_reach_the_child(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff\xfe \n'.tif")
    Image.new("RGB", (8, 8), (9, 99, 199)).save(path)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert np.abs(decode(path, profile=profile).rgb.astype(int) - (9, 99, 199)).max() <= 1


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_a_decoder_killed_in_the_middle_costs_one_photograph(
    tiff: Path, child_that: Callable[[str], None], number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        program = CHILD.format(deed="print('decoding', flush=True); time.sleep(60)")
        patched.setattr(isolation, "command", lambda: [sys.executable, "-c", program])
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(trouble_of, tiff)
            wait_for(lambda: any(child.is_ready for child in isolation._children._all))
            (child,) = children()
            os.kill(child.pid, number)
            trouble, reason = waiting.result(60)
    assert trouble is Trouble.CRASHED
    assert reason == "its decoder crashed on this photograph; it is probably damaged"
    assert decode(tiff).rgb.shape == (200, 300, 3)


@pytest.mark.parametrize("deed", ["ctypes.string_at(0)", "os._exit(3)", "os.abort()", "os.kill(os.getpid(), 9)"])
def test_a_decoder_that_crashes_by_itself_costs_one_photograph(
    tiff: Path, child_that: Callable[[str], None], deed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    child_that(deed)
    assert [trouble_of(tiff)[0] for _ in range(3)] == [Trouble.CRASHED] * 3
    monkeypatch.undo()
    assert decode(tiff).rgb.shape == (200, 300, 3)


@pytest.mark.slow
def test_a_photograph_that_really_crashes_its_decoder_costs_one_photograph(
    shared_data: Path, tmp_path: Path, child_that: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One byte of a phone's HEIC changed: a segmentation fault in pi-heif 1.4, which our codec now steers around."""
    good = shared_data / "formats" / "phone.heic"
    data = bytearray(good.read_bytes())
    data[1308] = 128
    (tmp_path / "a.heic").write_bytes(data)
    child_that("import pi_heif; pi_heif.open_heif(data)")
    assert trouble_of(tmp_path / "a.heic")[0] in (Trouble.CRASHED, Trouble.DAMAGED)  # a later one may be wiser
    isolation.close()
    monkeypatch.undo()
    assert max(decode(tmp_path / "a.heic").rgb.shape) == max(decode(good).rgb.shape) == 640


def test_a_decoder_that_hangs_is_given_up(
    tiff: Path, child_that: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation, "SECONDS", 1)
    monkeypatch.setattr(isolation, "PATIENCE", 1)
    child_that("time.sleep(60)")
    started = time.monotonic()
    assert trouble_of(tiff) == (Trouble.TOO_SLOW, "given up: it was not decoded within 1 seconds")
    assert time.monotonic() - started < 8
    assert not children()


@pytest.mark.slow
def test_a_decoder_that_computes_too_long_is_given_up_and_one_that_is_kept_waiting_is_not(
    tiff: Path, child_that: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What counts is the processor's time, so that a busy computer or a slow card refuses no healthy photograph."""
    monkeypatch.setattr(isolation, "SECONDS", 1)
    monkeypatch.setattr(isolation, "PATIENCE", 20)
    child_that("while True: pass")
    started = time.monotonic()
    assert trouble_of(tiff) == (Trouble.TOO_SLOW, "given up: it was not decoded within 1 seconds")
    assert time.monotonic() - started < 15
    child_that("time.sleep(1.5); raise MemoryError")
    assert trouble_of(tiff)[0] is Trouble.NO_MEMORY


@pytest.mark.slow
def test_a_childs_time_begins_anew_with_each_photograph(
    tiff: Path, child_that: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation, "SECONDS", 1)
    monkeypatch.setattr(isolation, "PATIENCE", 20)
    child_that("end = time.process_time() + 0.6\n    while time.process_time() < end: pass\n    raise MemoryError")
    assert [trouble_of(tiff)[0] for _ in range(3)] == [Trouble.NO_MEMORY] * 3
    assert len(children()) == 1


def test_a_decoder_that_hangs_unwatched_ends_by_itself(tiff: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As one does whose program was killed while it was decoding: nobody is left to stop it."""
    program = CHILD.format(deed="time.sleep(60)")
    child = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, bufsize=0, cwd=ROOT
    )
    name = os.fsencode(tiff)
    limits = {"seconds": 60, "alarm": 1}
    frames.send(child.stdin, {"kind": "TIFF", "path": len(name), "side": 64, **limits}, name)
    assert child.wait(60) == -signal.SIGALRM
    child.stdin.close()


def test_a_decoder_that_wants_too_much_memory_is_refused_it(tiff: Path, child_that: Callable[[str], None]) -> None:
    child_that("bytearray(40 << 30)")
    assert trouble_of(tiff) == (Trouble.NO_MEMORY, "there is not enough memory to open it")
    assert len(children()) == 1  # it goes on with the next


def test_what_a_decoder_prints_is_logged_and_breaks_nothing(
    tiff: Path,
    child_that: Callable[[str], None],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.INFO, "aesthetic_gui.chatter")
    child_that(
        "os.write(1, b'to stdout\\n'); print('by print'); os.write(2, b'to stderr \\xff\\n'); "
        "sys.stdout.flush(); assert not sys.stdin.read(); raise MemoryError"
    )
    assert trouble_of(tiff)[0] is Trouble.NO_MEMORY
    wait_for(lambda: "to stderr" in caplog.text)
    assert {"to stdout", "by print", "to stderr \\xff"} <= {record.getMessage() for record in caplog.records}
    assert capfd.readouterr() == ("", "")


GOOD = {"shape": [2, 3], "metadata": metadata_told.fields_of(Metadata(3, 2)), "preview": False}
BODY = bytes(18)


def answer(message: object, body: bytes = BODY, *, magic: bytes = frames.MAGIC, length: int | None = None) -> bytes:
    text = json.dumps(message).encode()
    return frames.HEADER.pack(magic, len(text) if length is None else length, len(body)) + text + body


HOSTILE = {
    "nothing": b"",
    "garbage": os.urandom(5000),
    "html": b"<html>" * 100,
    "half a header": answer(GOOD)[:9],
    "half a message": answer(GOOD)[:40],
    "half a picture": answer(GOOD)[:-1],
    "wrong magic": answer(GOOD, magic=b"AGd0"),
    "endless message": answer(GOOD, length=0xFFFFFFFF),
    "no object": answer([1, 2]),
    "deep": answer(GOOD, length=60_000) + b"[" * 60_000,
    "wrong size": answer(GOOD, bytes(17)),
    "no shape": answer(GOOD | {"shape": None}),
    "flat": answer(GOOD | {"shape": [18]}),
    "nought": answer(GOOD | {"shape": [0, 3]}, b""),
    "negative": answer(GOOD | {"shape": [-2, -3]}),
    "float": answer(GOOD | {"shape": [2.0, 3]}),
    "larger than asked": answer(GOOD | {"shape": [641, 1]}, bytes(641 * 3)),
    "petabytes": frames.HEADER.pack(frames.MAGIC, 20, 1 << 60) + b'{"shape": [9e9, 9e9]}'[:20],
    "no metadata": answer({"shape": [2, 3]}),
    "size as text": answer(GOOD | {"metadata": {"width": "3", "height": 2}}),
    "infinite": answer(GOOD | {"metadata": {"width": 3, "height": 2, "f_number": float("inf")}}),
    "long name": answer(GOOD | {"metadata": {"width": 3, "height": 2, "camera": "x" * 5000}}),
    "no time": answer(GOOD | {"metadata": {"width": 3, "height": 2, "captured_at": "yesterday"}}),
    "unknown trouble": answer({"trouble": "fire", "reason": "x"}),
    "trouble of no kind": answer({"trouble": {}, "reason": "x"}),
    "no reason": answer({"trouble": "damaged", "reason": None}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_that_a_child_says_is_trusted(
    tiff: Path, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said = tmp_path / "said"
    said.write_bytes(answer({"ready": 1}, b"") + HOSTILE[name])
    program = f"import os; os.read(0, 9999); os.write(1, open({str(said)!r}, 'rb').read())"
    monkeypatch.setattr(isolation, "command", lambda: [sys.executable, "-S", "-c", program])
    assert trouble_of(tiff) == (Trouble.CRASHED, isolation.CRASHED)
    assert not isolation._children._all


def test_the_frame_that_all_the_hostile_ones_are_made_of_is_well(
    tiff: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said = tmp_path / "said"
    said.write_bytes(answer({"ready": 1}, b"") + answer(GOOD))
    program = f"import os; os.read(0, 9999); os.write(1, open({str(said)!r}, 'rb').read())"
    monkeypatch.setattr(isolation, "command", lambda: [sys.executable, "-S", "-c", program])
    assert decode(tiff).rgb.shape == (2, 3, 3)


def test_a_child_that_cannot_start_is_the_programs_fault(tiff: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for start in (["no such program"], [sys.executable, "-c", "raise SystemExit(1)"]):
        monkeypatch.setattr(isolation, "command", lambda start=start: start)
        assert trouble_of(tiff)[0] is Trouble.PROGRAM


def test_a_frozen_program_starts_itself_as_a_decoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert isolation.command() == [sys.executable, __main__.DECODER]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_photograph_does_not_suffer_from_a_decoder_that_is_dying(tiff: Path, number: signal.Signals) -> None:
    """It is asked while it dies of something else, and one that is new tells."""
    for _ in range(5):
        decode(tiff)
        for child in children():
            child.send_signal(number)
        assert decode(tiff).rgb.shape[2] == 3


def test_a_child_that_died_while_idle_is_replaced(tiff: Path) -> None:
    decode(tiff)
    (idle,) = children()
    idle.kill()
    wait_for(lambda: not children())
    assert decode(tiff).rgb.shape == (200, 300, 3)


def test_children_are_replaced_after_a_while_and_reused_until_then(tiff: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "PHOTOGRAPHS", 2)
    pids = []
    for _ in range(4):
        decode(tiff)
        pids.append([child.pid for child in children()])
    assert pids[1] == pids[3] == []  # gone after its second photograph
    assert len(pids[0]) == len(pids[2]) == 1
    assert pids[0] != pids[2]


def test_many_threads_are_served_by_few_children(tiff: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "CHILDREN", 2)
    expected = decode(tiff).rgb
    with ThreadPoolExecutor(8) as pool:
        for decoded in pool.map(decode, [tiff] * 40):
            assert np.array_equal(decoded.rgb, expected)
    assert len(children()) == 2


def test_closing_ends_what_is_under_way_and_what_waits_at_once(
    tiff: Path, child_that: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation, "CHILDREN", 2)
    child_that("time.sleep(60)")
    with ThreadPoolExecutor(5) as pool:
        waiting = [pool.submit(trouble_of, tiff) for _ in range(5)]
        wait_for(lambda: len(children()) == 2 and len(isolation._children._changed._waiters) == 3)
        started = time.monotonic()
        isolation.close()
        outcomes = [one.result(5) for one in waiting]
        assert time.monotonic() - started < 2
    assert outcomes == [(Trouble.PROGRAM, "it was not read: the program was closing")] * 5
    assert not children()
    isolation.close()  # once more does nothing
    monkeypatch.undo()
    assert decode(tiff).rgb.shape == (200, 300, 3)  # and a later one starts again


def running(program: str, *arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)], stdout=subprocess.PIPE, cwd=ROOT, start_new_session=True
    )


DECODES = (
    "import sys; from pathlib import Path; from aesthetic_gui.files.decoding import decode, isolation; "
    "decode.decode(Path(sys.argv[1])); print(*(child._process.pid for child in isolation._children._all), flush=True); "
)


def test_idle_children_do_not_keep_the_program_alive(tiff: Path) -> None:
    with running(DECODES, tiff) as program:
        pid = int(program.stdout.readline())
        assert program.wait(60) == 0
    wait_for(lambda: not lives(pid))


def test_children_end_with_a_program_that_is_killed(tiff: Path) -> None:
    with running(DECODES + "import time; time.sleep(60)", tiff) as program:
        pid = int(program.stdout.readline())
        assert psutil.pid_exists(pid)
        program.kill()
        wait_for(lambda: not lives(pid))


def test_ctrl_c_in_the_terminal_is_not_the_childs_to_hear(tiff: Path) -> None:
    program = DECODES + (
        "import os, signal, time\n"
        "signal.signal(signal.SIGINT, lambda *_: None)\n"
        "os.killpg(0, signal.SIGINT)\n"
        "time.sleep(0.3)\n"
        "(child,) = isolation._children._all; print(child.usable)"
    )
    with running(program, tiff) as process:
        assert process.stdout.read().split()[1:] == [b"True"]


def test_a_module_among_the_photographs_is_not_imported(tiff: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("numpy", "json", "aesthetic_gui", "PIL"):
        (tiff.parent / f"{name}.py").write_text("raise SystemExit('imported from among the photographs')")
    monkeypatch.chdir(tiff.parent)
    assert decode(tiff).rgb.shape == (200, 300, 3)


def test_a_frozen_program_is_its_own_decoder(tiff: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has no Python to start a module with, so it starts itself with an argument that no help tells of."""
    monkeypatch.setattr(isolation.sys, "frozen", True, raising=False)
    executable, argument = isolation.command()
    monkeypatch.undo()
    assert executable == sys.executable
    monkeypatch.setattr(isolation, "command", lambda: [sys.executable, "-P", "-m", "aesthetic_gui", argument])
    assert decode(tiff).rgb.shape == (200, 300, 3)


def test_a_decoder_that_this_platform_lacks_is_told_apart_from_a_fault(
    tiff: Path, child_that: Callable[[str], None]
) -> None:
    child_that("raise ModuleNotFoundError(name='pylibjxl')")
    assert trouble_of(tiff) == (Trouble.UNSUPPORTED, "TIFF; this version cannot read that")
    isolation.close()
    child_that("import aesthetic_gui.files.decoding.codecs.no_such")
    assert trouble_of(tiff)[0] is Trouble.PROGRAM


def test_a_file_that_vanishes_before_the_child_opens_it_is_gone(tmp_path: Path) -> None:
    with pytest.raises(Refused) as raised:
        isolation.decode(tmp_path / "gone.tif", Kind.TIFF, 640)
    assert (raised.value.trouble, raised.value.reason) == (Trouble.GONE, "no longer there")


def test_suspicious_jpegs_are_decoded_where_they_can_be_given_up(
    tmp_path: Path, child_that: Callable[[str], None]
) -> None:
    """A progressive JPEG of hundreds of scans keeps libjpeg busy for minutes; a plain one of as many bytes does not."""
    path = tmp_path / "a.jpg"
    Image.effect_noise((64, 64), 50).convert("RGB").save(path, progressive=True)
    child_that("os.abort()")
    assert decode(path).rgb.shape == (64, 64, 3)
    data = path.read_bytes()
    last = data.rindex(b"\xff\xda")
    path.write_bytes(data[:last] + 100 * data[last:-2] + data[-2:])
    assert trouble_of(path)[0] is Trouble.CRASHED
    Image.new("L", (10_100, 10_000)).save(path)
    assert trouble_of(path)[0] is Trouble.CRASHED
