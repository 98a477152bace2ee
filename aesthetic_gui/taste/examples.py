"""What a taste learns from, as numbers: in memory, and as the one file in which a taste travels."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.photo import AestheticError
from aesthetic_gui.scoring.outputs import LARGEST_EVIDENCE
from aesthetic_gui.taste.bursts import renumbered

FORMAT, VERSION = "aesthetic-gui taste", 2
MEANS_ONLY = 1  # the version whose "means" were the evidence
LARGEST_FILE = 512 << 20  # bytes
MOST_EXAMPLES, MOST_DIMENSIONS, LONGEST_NAME = 200_000, 16_384, 60


class TasteError(AestheticError):
    """A taste that cannot be made, found, read or written; the text says why and what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """What a taste learns from, one row for each decision.

    ``embeddings`` float16 (n, d), ``evidence`` float64 (n,) as in ``photo.Score``, ``picked`` bool (n,), ``bursts``
    int64 (n,): rows with the same number are one burst, ``taken`` float64 (n,) as of ``timeline.seconds_of``: NaN where
    not known, and in a file times are not told. ``unscored`` more are decided but have no embedding yet;
    ``outdated`` of these have one of another model.
    """

    embeddings: NDArray[np.float16]
    evidence: NDArray[np.float64]
    picked: NDArray[np.bool_]
    bursts: NDArray[np.int64]
    taken: NDArray[np.float64]
    unscored: int = 0
    outdated: int = 0

    def __len__(self) -> int:
        return len(self.picked)


def checked_name(name: str) -> str:
    """``name`` without blanks around it. Raises :class:`TasteError` where it is empty, too long or not printable."""
    kept = name.strip()
    if not kept:
        raise TasteError("A taste needs a name.")
    if len(kept) > LONGEST_NAME or not kept.isprintable():
        raise TasteError(f"A taste's name has at most {LONGEST_NAME} letters, and no control characters.")
    return kept


def to_file(name: str, pack_key: str, examples: Examples) -> bytes:
    """The examples as JSON: embeddings as base64 of float16 (little endian, row by row); no path, time or picture."""
    table = {
        "format": FORMAT,
        "version": VERSION,
        "name": name,
        "pack": pack_key,
        "dimensions": examples.embeddings.shape[1],
        "picked": [int(picked) for picked in examples.picked],
        "evidence": [round(float(evidence), 6) for evidence in examples.evidence],
        "bursts": renumbered(examples.bursts).tolist(),
        "embeddings": base64.b64encode(np.ascontiguousarray(examples.embeddings, "<f2").tobytes()).decode("ascii"),
    }
    return (json.dumps(table, ensure_ascii=False, indent=0) + "\n").encode("utf-8")


def from_file(content: bytes) -> tuple[str, str, Examples]:
    """Name, pack key and examples of what :func:`to_file` wrote. The file may come from anyone: nothing is trusted.

    Raises :class:`TasteError` with the reason for anything else.
    """
    try:
        table = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise TasteError("The file is no taste of this program: it is not JSON, or it is cut off.") from error
    if not isinstance(table, dict) or table.get("format") != FORMAT:
        raise TasteError("The file is no taste of this program.")
    if table.get("version") not in (MEANS_ONLY, VERSION):
        raise TasteError("The taste was written by another version of Aesthetic GUI. Update the program.")
    try:
        return checked_name(_text(table, "name")), _text(table, "pack"), _examples_from(table)
    except (KeyError, ValueError, TypeError, OverflowError) as error:
        raise TasteError(f"The taste is damaged: {error}.") from error


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


def _text(table: dict[str, Any], key: str) -> str:
    text = table.get(key)
    if not isinstance(text, str) or not text.isprintable() or not 0 < len(text) <= 200:
        raise ValueError(f"{key!r} is no name")
    return text


def _examples_from(table: dict[str, Any]) -> Examples:
    dimensions = _whole_number(table.get("dimensions"), 1, MOST_DIMENSIONS)
    picked = [_whole_number(value, 0, 1) for value in _rows(table, "picked")]
    bursts = [_whole_number(value, 0, 2**53) for value in _rows(table, "bursts")]
    evidence = _evidence_from(table)
    if not len(picked) == len(bursts) == len(evidence):
        raise ValueError("its columns differ in length")
    return Examples(
        _embeddings_from(table.get("embeddings"), len(picked), dimensions),
        np.array(evidence),
        np.array(picked, np.bool_),
        np.array(bursts, np.int64),
        np.full(len(picked), np.nan),
    )


def _rows(table: dict[str, Any], key: str) -> list[Any]:
    rows = table.get(key)
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_EXAMPLES:
        raise ValueError(f"{key!r} is no list of 1 to {MOST_EXAMPLES:,}")
    return rows


def _whole_number(value: object, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise ValueError(f"a whole number between {least} and {most} is missing or wrong")
    return value


def _evidence_from(table: dict[str, Any]) -> list[float]:
    if table["version"] == MEANS_ONLY:
        return [_number(value, 1, 10) for value in _rows(table, "means")]
    return [_number(value, -LARGEST_EVIDENCE, LARGEST_EVIDENCE) for value in _rows(table, "evidence")]


def _number(value: object, least: float, most: float) -> float:
    if type(value) not in (int, float) or not least <= value <= most:  # type: ignore[operator]
        raise ValueError(f"a number between {least:g} and {most:g} is missing or wrong")
    return float(value)  # type: ignore[arg-type]


def _embeddings_from(text: object, count: int, dimensions: int) -> NDArray[np.float16]:
    if not isinstance(text, str):
        raise ValueError("'embeddings' is no text")
    content = base64.b64decode(text, validate=True)
    if len(content) != 2 * count * dimensions:
        raise ValueError("the embeddings are cut off, or more than the decisions")
    embeddings = np.frombuffer(content, "<f2").reshape(count, dimensions)
    if not np.isfinite(embeddings).all():
        raise ValueError("an embedding is not finite")
    return embeddings
