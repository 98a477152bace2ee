"""What claims, repeats or hides something enormous takes neither the time nor the memory of it."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from aesthetic_gui.files.decoding import isolation
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.files.thumbnails.glimpse import glimpse
from aesthetic_gui.photo import Trouble, Unreadable
from tests.unit.files.decoding.bombs import BOMBS, Bomb, of_many_scans
from tests.unit.files.decoding.test_decode_hostile import EXCEPTION_NAME

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[4]


@pytest.mark.parametrize(("name", "bomb"), BOMBS.items(), ids=list(BOMBS))
def test_what_claims_repeats_or_hides_something_enormous_is_read_or_refused_at_once(
    tmp_path: Path, name: str, bomb: Bomb
) -> None:
    build, trouble = bomb
    path = tmp_path / name
    path.write_bytes(build())
    started = time.perf_counter()
    glimpse(path)
    if trouble is None:
        assert max(decode(path).rgb.shape) <= 640
    else:
        with pytest.raises(Unreadable) as raised:
            decode(path)
        assert (raised.value.trouble, EXCEPTION_NAME.search(raised.value.reason)) == (trouble, None)
    assert time.perf_counter() - started < 20  # a few milliseconds, most of them; a busy computer is no fault


MEASURED = """
import resource, sys
from pathlib import Path
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.photo import Unreadable
for name in sys.argv[1:]:
    try: decode(Path(name))
    except Unreadable: pass
from aesthetic_gui.files.decoding import isolation
isolation.close()
status = Path("/proc/self/status").read_text().splitlines()  # the rusage of a process begins with its parent's peak
peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
print(peak >> 10, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="measures as Linux does")
def test_bombs_take_no_more_memory_than_large_photographs(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in BOMBS]
    for path in paths:
        path.write_bytes(BOMBS[path.name][0]())
    ran = subprocess.run([sys.executable, "-c", MEASURED, *paths], capture_output=True, check=True, cwd=ROOT, text=True)
    assert ran.stderr == ""
    here, there = map(int, ran.stdout.split())  # MiB
    assert here < 700
    assert there < 4500


@pytest.mark.slow
def test_a_jpeg_that_computes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of scans, each of which goes over the whole picture, in less than a megabyte."""
    isolation.close()
    monkeypatch.setattr(isolation, "SECONDS", 1)
    (tmp_path / "a.jpg").write_bytes(of_many_scans(1000, 10_000))
    with pytest.raises(Unreadable) as raised:
        decode(tmp_path / "a.jpg")
    assert raised.value.trouble is Trouble.TOO_SLOW
    assert raised.value.reason == "given up: it was not decoded within 1 seconds"
