"""Put a calibration into a pack: pack.toml, the model card's tables and its reliability diagram.

    python -m aesthetic_gui.training.build.recalibrate models/nima-mobilenet --corpus CORPUS
    python -m aesthetic_gui.training.build.recalibrate models/PACK --held-out SCORES.csv

CORPUS is a folder with labels.csv, of photographs the pack was not trained on; the pack scores them. SCORES.csv (path,
source, label, mean) is for a pack that was: what networks trained without the source said of each photograph. The
weights stay as they are, and with them every stored score.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from aesthetic_gui import disk_io
from aesthetic_gui.photo import AestheticError
from aesthetic_gui.scoring.calibration import Calibration
from aesthetic_gui.scoring.pack import read_pack
from aesthetic_gui.scoring.runtime import start_runtime
from aesthetic_gui.training.build.calibrating import Fitted, fit, read_held_out
from aesthetic_gui.training.build.curves import MIDPOINT
from aesthetic_gui.training.build.model_card import DIAGRAM, EVIDENCE, MEAN, with_calibration
from aesthetic_gui.training.data.folders import read_corpus
from aesthetic_gui.training.measure.bands import THRESHOLD
from aesthetic_gui.training.measure.measure_resize import mean_scores
from aesthetic_gui.training.measure.reliability import reliability_svg

DATA = "the wide corpus"
_OWN_TABLES = ("[calibration]", "[metrics.unseen_sources]")


def write(folder: Path, fitted: Fitted, data: str = DATA) -> None:
    """Put ``fitted`` into the pack in ``folder``; into its model card where there is one. All texts are made first.

    Raises ``ValueError`` where pack.toml has no threshold, band or calibration to replace, and
    :class:`~aesthetic_gui.training.build.model_card.NoPlace` where the card has no place for it.
    """
    toml = recalibrated(disk_io.read_text(folder / "pack.toml"), fitted, data)
    texts = {folder / "pack.toml": toml}
    card = folder / "MODEL_CARD.md"
    if card.exists():
        texts[card] = with_calibration(disk_io.read_text(card), fitted, data, _said(toml))
        texts[folder / DIAGRAM] = reliability_svg(fitted.bins, fitted.spread, THRESHOLD, fitted.band)
    for path, text in texts.items():
        disk_io.write_whole(text.encode("utf-8"), path, replace=True)


def _said(toml: str) -> str:
    """What the pack's P(aesthetic) is a curve on: its evidence, where it has an output for that."""
    return EVIDENCE if EVIDENCE in str(tomllib.loads(toml)["output"]["kind"]) else MEAN


def recalibrated(toml: str, fitted: Fitted, data: str) -> str:
    """The text of pack.toml with another threshold, band and calibration; everything else as it was."""
    for name, value in (("threshold", THRESHOLD), ("band", fitted.band)):
        toml, found = re.subn(rf"^{name} = [\d.]+", f"{name} = {value}", toml, count=1, flags=re.MULTILINE)
        if not found:
            raise ValueError(f"pack.toml has no {name}")
    head, *tables = re.split(r"^(?=\[)", toml, flags=re.MULTILINE)
    places = [place for place, table in enumerate(tables) if table.startswith("[calibration]")]
    if not places:
        raise ValueError("pack.toml has no calibration")
    tables[places[0]] = calibration_toml(fitted, data)
    kept = [table for place, table in enumerate(tables) if place == places[0] or not table.startswith(_OWN_TABLES)]
    return "\n\n".join(part.strip("\n") for part in (head, *kept)) + "\n"


def calibration_toml(fitted: Fitted, data: str) -> str:
    """The tables ``[calibration]``, with a row for each band, and ``[metrics.unseen_sources]``."""
    return "\n".join(_lines(fitted, data))


def _lines(fitted: Fitted, data: str) -> Iterator[str]:
    yield "[calibration]"
    yield f'method = "{fitted.method}"'
    yield from _parameters(fitted.calibration)
    yield f"data = {json.dumps(f'{data}, leave-sources-out, each source weighted n^-1/2', ensure_ascii=False)}"
    yield f"n = {fitted.photographs}"
    yield f"sources = {fitted.sources}"
    yield f"ece = {fitted.ece.value:.4f}"
    yield f"brier = {fitted.brier.value:.4f}"
    yield "bands = [  # on unseen sources: value, low and high end of the 95 % interval over sources"
    for row in fitted.bands:
        decided, right = listed(row.decided), listed(row.right)
        yield f"  {{ half_width = {row.half_width:.2f}, decided = {decided}, right = {right} }},"
    yield "]"
    yield ""
    yield "[metrics.unseen_sources]  # value, low and high end of the 95 % interval over sources"
    yield f"n = {fitted.photographs}"
    for name in ("auc", "ece", "brier", "log_loss"):
        yield f"{name} = {listed(getattr(fitted, name))}"
    yield f"decided = {listed(fitted.decided)}  # the band, too, chosen without the source"
    yield f"right_of_decided = {listed(fitted.right)}"


def _parameters(curve: Calibration) -> Iterator[str]:
    for name, value in asdict(curve).items():
        yield f"{name} = {listed(value, 6) if isinstance(value, tuple) else f'{value:.6f}'}"


def listed(numbers: Iterable[float], digits: int = 4) -> str:
    """As a list in TOML, with so many digits after the point."""
    return f"[{', '.join(f'{number:.{digits}f}' for number in numbers)}]"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pack", type=Path, help="the pack's folder")
    scores = parser.add_mutually_exclusive_group(required=True)
    scores.add_argument("--corpus", type=Path)
    scores.add_argument("--held-out", type=Path, metavar="CSV")
    parser.add_argument("--data", default=DATA, help="which photographs these are, for the model card")
    parser.add_argument("--midpoint", type=float, default=MIDPOINT, help="where temperature scaling has P = 1/2")
    options = parser.parse_args(arguments)
    try:
        fitted = _fitted(options)
        write(options.pack, fitted, options.data)
        read_pack(options.pack)
    except (AestheticError, OSError, ValueError) as error:
        raise SystemExit(str(error)) from error
    sys.stdout.write(f"{fitted}\n")


def _fitted(options: argparse.Namespace) -> Fitted:
    if options.held_out:
        return fit(*read_held_out(options.held_out), options.midpoint)
    pack, labelled = read_pack(options.pack), read_corpus(options.corpus)
    scores = mean_scores(labelled.paths, pack.preparation, start_runtime(pack, "cpu"))
    return fit(scores, labelled, options.midpoint)


if __name__ == "__main__":
    main()
