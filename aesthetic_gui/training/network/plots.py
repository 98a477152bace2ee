"""The figures of each epoch, as a table and as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from aesthetic_gui.disk_io import staged_whole, write_whole
from aesthetic_gui.files.tables import csv_table
from aesthetic_gui.training.network.trainer import Figures

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PANELS = {
    "Loss": {name: name for name in ("loss", "rank", "logistic", "beauty", "distil", "degraded", "hinge")},
    "Watched photographs": {"auc": "AUC", "srcc": "SRCC with beauty", "lower": "degraded below original"},
    "Mean score": {"mean": "mean", "sd": "SD"},
}


def write_history(history: Mapping[str, Sequence[Figures]], folder: Path) -> None:
    """``history.csv`` and ``history.png`` in ``folder``: the epochs of each stage by its name, one after another."""
    rows = [{"stage": stage, **figures} for stage, epochs in history.items() for figures in epochs]
    names = list(dict.fromkeys(name for row in rows for name in row))
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(csv_table(names, rows).encode(), folder / "history.csv", replace=True)
    _draw(history, folder / "history.png")


def _draw(history: Mapping[str, Sequence[Figures]], path: Path) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 4), layout="constrained")
    FigureCanvasAgg(figure)
    for axes, (title, lines) in zip(figure.subplots(1, len(_PANELS)), _PANELS.items(), strict=True):
        axes.set_title(title)
        axes.set_xlabel("epoch")
        _draw_lines(axes, {name: words for name, words in lines.items() if _has(history, name)}, history)
        for start in _starts(history):
            axes.axvline(start + 0.5, color="grey", linewidth=0.5)
    with staged_whole(path, replace=True) as file:
        figure.savefig(file, format="png", dpi=100)


def _draw_lines(axes: Axes, lines: Mapping[str, str], history: Mapping[str, Sequence[Figures]]) -> None:
    """A line for each figure, broken where a stage begins."""
    for number, (name, words) in enumerate(lines.items()):
        for start, epochs in zip((0, *_starts(history)), history.values(), strict=True):
            places = [start + place for place, row in enumerate(epochs, start=1) if name in row]
            label = words if start == 0 else None
            axes.plot(places, [row[name] for row in epochs if name in row], ".-", color=f"C{number}", label=label)
    if lines:
        axes.legend()


def _has(history: Mapping[str, Sequence[Figures]], name: str) -> bool:
    return any(name in row for epochs in history.values() for row in epochs)


def _starts(history: Mapping[str, Sequence[Figures]]) -> list[int]:
    """After how many epochs each stage but the first begins."""
    return list(accumulate(map(len, history.values())))[:-1]
