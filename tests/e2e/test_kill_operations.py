"""The program is killed in the middle of file operations; the next start leaves every photograph exactly once.

``kill_scene.py`` does the killing in processes of its own, and runs longer by hand (2,000 kills and more);
``card_scene.py`` takes cards out, and saves what is being moved.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]


def may_mount() -> bool:
    if not shutil.which("unshare"):
        return False
    return subprocess.run(("unshare", "-rm", "true"), capture_output=True, check=False).returncode == 0


pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="killing at an exact call needs fork"),
]


def run_scene(*arguments: str, scene: str = "kill_scene.py") -> subprocess.CompletedProcess[str]:
    command = (sys.executable, str(Path(__file__).with_name(scene)), *arguments)
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=580, check=False)


def test_dying_at_any_system_call_of_any_operation_loses_nothing() -> None:
    told = run_scene("points", "109")
    assert told.returncode == 0, told.stdout + told.stderr
    assert told.stdout.count("deaths") == 41  # thirteen, each also undone and redone; two beside other names


def test_dying_while_a_card_is_ingested_to_two_places_leaves_whole_photographs_in_both_or_none() -> None:
    told = run_scene("ingest", "241")
    assert told.returncode == 0, told.stdout + told.stderr
    assert told.stdout.count("deaths") == 2


def test_who_recovers_by_another_name_of_the_catalog_does_not_disturb_an_operation_under_way() -> None:
    told = run_scene("names")
    assert told.returncode == 0, told.stdout + told.stderr
    assert told.stdout.count("undisturbed") == 41


def test_sigkill_at_random_moments_loses_nothing() -> None:
    told = run_scene("random", "40")
    assert told.returncode == 0, told.stdout + told.stderr


@pytest.mark.parametrize(("mode", "number", "told"), [("swapped", "13", 2), ("races", "6", 3)])
def test_another_card_or_a_program_that_saves_costs_no_photograph(mode: str, number: str, told: int) -> None:
    ended = run_scene(mode, number, scene="card_scene.py")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert len(ended.stdout.splitlines()) == told


@pytest.mark.skipif(not may_mount(), reason="this system does not let a test mount anything")
def test_dying_at_any_system_call_with_the_card_taken_out_afterwards_writes_nothing_in_its_place() -> None:
    told = run_scene("cards", "19", scene="card_scene.py")
    assert told.returncode == 0, told.stdout + told.stderr
    assert told.stdout.count("deaths") == 2
