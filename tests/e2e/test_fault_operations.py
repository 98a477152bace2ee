"""Any system call of any file operation may fail: nothing is lost, and the photographer reads why.

``fault_scene.py`` lets the calls fail that Python's files and SQLite make; by hand it tries every one of them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
COMPILER = shutil.which("cc") or shutil.which("gcc")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(sys.platform != "linux", reason="calls are intercepted by Linux's dynamic linker"),
    pytest.mark.skipif(COMPILER is None, reason="there is no C compiler to build fault_shim.c with"),
]


def test_no_failing_system_call_loses_a_photograph_or_goes_unsaid(tmp_path: Path) -> None:
    shim = tmp_path / "fault_shim.so"
    build = (str(COMPILER), "-shared", "-fPIC", "-o", str(shim), str(HERE / "fault_shim.c"), "-ldl")
    subprocess.run(build, check=True, timeout=60)
    environment = {**os.environ, "PYTHONPATH": f"{HERE.parents[1]}:{HERE}", "LD_PRELOAD": str(shim)}
    command = (sys.executable, str(HERE / "fault_scene.py"), "293")
    told = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=580, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    assert told.stdout.count(" faults\n") == 39  # thirteen operations, each also undone and redone
