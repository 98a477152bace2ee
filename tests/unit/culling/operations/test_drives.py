"""A card or drive is taken out: nothing is written below its place, and what was moved is kept until it is back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).resolve().parents[4]
MAY_MOUNT = ("unshare", "-rm")
SCENES = (
    "undone without its card",
    "undone without the place of its card",
    "undone through a link",
    "undone with another card",
    "done again without its drive",
    "sorted into albums on a missing drive",
    "recovered without its card, copied",
    "recovered without its card, named",
    "recovered with another card",
    "filled while its drive is taken out",
    "put back after its card was taken out",
)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    if not shutil.which("unshare") or subprocess.run([*MAY_MOUNT, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system does not let a test mount anything")
    command = [
        *MAY_MOUNT,
        sys.executable,
        "-m",
        "tests.unit.culling.operations.cards",
        tmp_path_factory.mktemp("cards"),
    ]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    told = subprocess.run(command, env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


@pytest.mark.parametrize("scene", SCENES)
def test_nothing_is_written_where_a_drive_is_missing(played: dict[str, Any], scene: str) -> None:
    found = played[scene]
    assert found["untouched"], "below the place of the missing drive, and on another one, nothing is written"
    assert found["kept"], "what was elsewhere is there still"
    assert found.get("back", True), "once it is connected again, it can be done after all"
    assert found["said"]
    assert all("not connected" in words for words in found["said"]), found["said"]


def test_every_scene_is_looked_at(played: dict[str, Any]) -> None:
    assert played.keys() == set(SCENES)
