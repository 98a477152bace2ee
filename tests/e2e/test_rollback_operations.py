"""Write-protected cards, drives that stop taking anything, and editors at work: nothing is lost, and nothing is left.

``rollback_scene.py`` tries every call and thousands of races by hand.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

HERE = Path(__file__).parent
COMPILER = shutil.which("cc") or shutil.which("gcc")
MOUNT = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif(sys.platform != "linux", reason="calls, mounts and leases of Linux"),
]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": f"{HERE.parents[1]}:{HERE}", **more}


def run_scene(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, str(HERE / "rollback_scene.py"), *arguments)
    return subprocess.run(command, env=environment(**more), capture_output=True, text=True, timeout=280, check=False)


@pytest.mark.skipif(COMPILER is None, reason="there is no C compiler to build fault_shim.c with")
def test_a_drive_that_stops_taking_anything_is_put_in_order_once_it_can_be_written(tmp_path: Path) -> None:
    shim = tmp_path / "fault_shim.so"
    build = (str(COMPILER), "-shared", "-fPIC", "-o", str(shim), str(HERE / "fault_shim.c"), "-ldl")
    subprocess.run(build, check=True, timeout=60)
    told = run_scene("protected", "197", LD_PRELOAD=str(shim))
    assert told.returncode == 0, told.stdout + told.stderr
    assert told.stdout.count(" drives\n") == 5


def test_what_an_editor_writes_while_a_sidecar_is_saved_is_never_lost() -> None:
    told = run_scene("editors", "40")
    assert told.returncode == 0, told.stdout + told.stderr


def on_a_protected_card(card: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """``command`` while ``card`` is mounted read-only, for it alone."""
    return subprocess.run(
        ("unshare", "-rm", "sh", "-c", MOUNT, str(card), *command),
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_move_from_a_write_protected_card_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    card, albums, catalog = tmp_path / "card", tmp_path / "albums", tmp_path / "catalog.db"
    card.mkdir()
    if on_a_protected_card(card, "true").returncode:
        pytest.skip("this machine lets nobody mount in a namespace of their own")
    Image.new("RGB", (64, 48), "grey").save(card / "IMG_1.jpg")
    program = (sys.executable, "-m", "aesthetic_gui")
    sort = (*program, "sort", str(card), "--into", str(albums), "--by", "{flag}", "--move", "--catalog", str(catalog))
    told = on_a_protected_card(card, *sort)
    assert told.returncode == 3, told.stdout + told.stderr
    assert "write-protected" in told.stderr
    assert not albums.exists()
    history = subprocess.run(
        (*program, "history", "--catalog", str(catalog)), env=environment(), capture_output=True, text=True, check=True
    )
    assert history.stdout.count("(nothing was done, 1 failed)") == 1
    assert (card / "IMG_1.jpg").exists()
