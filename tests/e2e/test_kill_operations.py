"""The program is killed in the middle of file operations; the next start leaves every photograph exactly once.

``kill_scene.py`` does the killing in processes of its own, and runs longer by hand (2,000 kills and more).
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="killing at an exact call needs fork"),
]


def run_scene(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, str(Path(__file__).with_name("kill_scene.py")), *arguments)
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=580, check=False)


def test_dying_at_any_system_call_of_any_operation_loses_nothing() -> None:
    told = run_scene("points", "19")
    assert told.returncode == 0, told.stdout + told.stderr
    assert told.stdout.count("deaths") == 36  # twelve operations, each also undone and redone


def test_who_recovers_by_another_name_of_the_catalog_does_not_disturb_an_operation_under_way() -> None:
    told = run_scene("names")
    assert told.returncode == 0, told.stdout + told.stderr
    assert told.stdout.count("undisturbed") == 36


def test_sigkill_at_random_moments_loses_nothing() -> None:
    told = run_scene("random", "40")
    assert told.returncode == 0, told.stdout + told.stderr
