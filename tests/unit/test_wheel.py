"""What ``pip install`` puts on a photographer's machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


def run(*words: str | Path, **surroundings: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **surroundings}
    told = subprocess.run(
        [sys.executable, *map(str, words)],
        cwd="/",
        env=environment,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    return told


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that the checkout stays clean; nothing is downloaded."""
    copy, built = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("built")
    for folder in ("aesthetic_gui", "models", "resources"):
        shutil.copytree(CHECKOUT / folder, copy / folder)
    for file in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(CHECKOUT / file, copy)
    run("-m", "pip", "wheel", "--no-index", "--no-deps", "--no-build-isolation", "--wheel-dir", built, copy)
    return next(built.glob("aesthetic_gui-*.whl"))


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_model_travels_with_its_weights(names: set[str]) -> None:
    packs = list((CHECKOUT / "models").glob("*/pack.toml"))
    assert packs
    for pack in packs:
        folder = f"aesthetic_gui/models/{pack.parent.name}"
        weights = {f"{folder}/{row['file']}" for row in tomllib.loads(pack.read_text("utf-8"))["weights"]}
        assert {f"{folder}/pack.toml"} | weights <= names


def test_the_networks_that_find_faces_travel_with_their_table_of_hashes(names: set[str]) -> None:
    files = [*tomllib.loads((CHECKOUT / "models" / "faces" / "files.toml").read_text("utf-8"))["sha256"], "files.toml"]
    assert {f"aesthetic_gui/models/faces/{name}" for name in files} <= names


def test_every_module_and_every_resource_travels_and_nothing_else(names: set[str]) -> None:
    package = CHECKOUT / "aesthetic_gui"
    wanted = {str(path.relative_to(CHECKOUT)) for kind in ("*.py", "*.toml") for path in package.rglob(kind)}
    assert "aesthetic_gui/training/recipes/multigap-genetic.toml" in wanted
    resources = (path for path in (CHECKOUT / "resources").rglob("*") if path.is_file() and path.suffix != ".pyc")
    wanted |= {f"aesthetic_gui/{path.relative_to(CHECKOUT)}" for path in resources}
    assert wanted <= names
    assert "aesthetic_gui/ui/theme.qss" in names
    assert not [name for name in names if "__pycache__" in name or name.startswith(("tests/", "models/", "resources/"))]


def test_the_licence_and_the_notice_travel(names: set[str]) -> None:
    assert {Path(name).name for name in names if "/licenses/" in name} == {"LICENSE", "NOTICE"}


def test_the_installed_program_finds_its_models_its_resources_and_its_command(wheel: Path, tmp_path: Path) -> None:
    run("-m", "pip", "install", "--no-index", "--no-deps", "--target", tmp_path / "site", wheel)
    site = str(tmp_path / "site")
    told = run("-m", "aesthetic_gui", "models", "verify", PYTHONPATH=site)
    assert site in told.stdout
    run("-m", "aesthetic_gui.culling.sample_shoot", tmp_path / "shoot", PYTHONPATH=site)
    assert list(tmp_path.glob("shoot/*/*.jpg"))
    assert (tmp_path / "site" / "bin" / "aesthetic-gui").is_file()
