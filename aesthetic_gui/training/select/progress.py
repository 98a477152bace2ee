"""The fitness of each generation as a picture, drawn again as generations come."""

from __future__ import annotations

from pathlib import Path

from aesthetic_gui.disk_io import staged_whole
from aesthetic_gui.training.statistics import Numbers


def draw(history: Numbers, path: Path, title: str) -> None:
    """``history`` (generations, 2), the best and the mean fitness, 0 to 1, as a PNG at ``path``. Raises ``OSError``."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 4), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.set(title=title, xlabel="generation", ylabel="accuracy on watched sources")
    for values, label in zip(history.T, ("best", "mean"), strict=True):
        axes.plot(values, ".-", label=label)
    axes.legend()
    path.parent.mkdir(parents=True, exist_ok=True)
    with staged_whole(path, replace=True) as file:
        figure.savefig(file, format="png", dpi=100)
