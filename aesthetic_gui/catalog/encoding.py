"""How values are written into the catalog's columns, and read back."""

from __future__ import annotations

import contextlib
import json
import os
import struct
import zlib
from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from aesthetic_gui.disk_io import absolute
from aesthetic_gui.later import NDArray, np
from aesthetic_gui.photo import DETAIL_TEXTS, NO_DETAILS, ColourLabel, Decision, Details, Flag, Metadata, Trouble
from aesthetic_gui.version import __version__

_TEN = struct.Struct("<10d")
_NAMES = tuple(field.name for field in fields(Metadata))
UNDECIDED = Decision()
SEEN_AS = "p.content_id || iif(d.turn, '/' || d.turn, '')"  # photo.seen_as, of photos p ⟕ decisions d
_WINDOW = 1 << 15  # bytes that zlib looks back
_LARGEST_HEAT = 1 << 24  # cells
_LARGEST_CHANGE = 1 << 26  # bytes of a sidecar's content in the journal, twice what is read of one


def path_key(path: Path) -> bytes:
    """How a path is written: absolute, and as the file system has it, which need not be UTF-8."""
    return os.fsencode(absolute(path))


def path_from(key: bytes) -> Path:
    """Where the photograph of a row is, or was until another took its place (see ``photo_rows.make_way``)."""
    return Path(os.fsdecode(key.partition(b"\0")[0]))


def pack_failure(reason: str, trouble: Trouble) -> str:
    return json.dumps({"reason": reason, "trouble": trouble, "version": __version__})


def pack_details(details: Details) -> str:
    """Only what says something: ``{}`` of no details."""
    said = {name: getattr(details, name) for name in DETAIL_TEXTS if getattr(details, name)}
    said |= {"keywords": details.keywords} if details.keywords else {}
    return valid(json.dumps(said, ensure_ascii=False, separators=(",", ":")))


@lru_cache(maxsize=1024)  # many of a shoot have the same
def unpack_details(text: str | None) -> Details:
    """Unknown keys are passed over: a newer program may have added some. Raises ``ValueError`` for what is no JSON."""
    if not text or text == "{}":
        return NO_DETAILS
    said = json.loads(text)
    keywords = tuple(map(str, said.get("keywords", ())))
    return Details(**{name: str(said[name]) for name in DETAIL_TEXTS if name in said}, keywords=keywords)


def unpack_failure(text: str) -> tuple[str, Trouble] | None:
    """The reason and its kind; None for what another version of the program could not read, as this one may."""
    with contextlib.suppress(ValueError, KeyError, TypeError):
        values = json.loads(text)
        if values["version"] == __version__:
            return values["reason"], Trouble(values["trouble"])
    return None


def valid(text: str) -> str:
    """A file's name need not be UTF-8, SQLite's text is."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def pack_distribution(distribution: tuple[float, ...]) -> bytes:
    """Ten float64. Raises ``ValueError`` for any other number of them."""
    if len(distribution) != 10:
        raise ValueError(f"a distribution has ten numbers, not {len(distribution)}")
    return _TEN.pack(*distribution)


def unpack_distribution(blob: bytes) -> tuple[float, ...]:
    return _TEN.unpack(blob)


def pack_metadata(metadata: Metadata) -> str:
    values = {name: value for name in _NAMES if (value := getattr(metadata, name)) is not None}
    if metadata.captured_at is not None:
        values["captured_at"] = metadata.captured_at.isoformat()
    return json.dumps(values, separators=(",", ":"))


def unpack_metadata(text: str) -> Metadata:
    """Unknown keys are passed over: a newer program may have added some."""
    values: dict[str, Any] = {key: _shared(value) for key, value in json.loads(text).items() if key in _NAMES}
    if "captured_at" in values:
        values["captured_at"] = datetime.fromisoformat(values["captured_at"])
    return Metadata(**values)


@lru_cache(maxsize=4096, typed=True)
def _shared(value: Any) -> Any:
    """One object for equal values: 100,000 photographs of one camera need 25 MB less."""
    return value


def decision_from(flag: int | None, stars: int, label: str, turn: int) -> Decision:
    """``flag`` None is an absent row."""
    return UNDECIDED if flag is None else Decision(Flag(flag), stars, ColourLabel(label), turn)


def decision_columns(decision: Decision) -> tuple[int, int, str, int]:
    """The other way round, in the order of the columns."""
    return int(decision.flag), decision.stars, str(decision.label), decision.turn


def pack_heat(heat: NDArray[np.float32]) -> bytes:
    """float16 keeps a map of -1..1 within 0.0005, in half the room."""
    return zlib.compress(np.ascontiguousarray(heat, "<f2").tobytes(), 6)


def unpack_heat(blob: bytes, height: int, width: int) -> NDArray[np.float32]:
    """Raises ``ValueError`` where it is not of that size: what would fill the memory is not unpacked."""
    if not 0 < height * width <= _LARGEST_HEAT:
        raise ValueError(f"a heat map of {height} x {width}")
    content = zlib.decompressobj().decompress(blob, 2 * height * width)
    return np.frombuffer(content, "<f2").reshape(height, width).astype(np.float32)


def pack_change(before: bytes | None, after: bytes | None) -> tuple[bytes | None, bytes | None]:
    """A sidecar's content before and after a change, which is small most often: ``after`` needs ``before`` again."""
    first = None if before is None else zlib.compress(before, 6)
    if after is None:
        return first, None
    packing = zlib.compressobj(6, zdict=(before or b"")[-_WINDOW:])
    return first, packing.compress(after) + packing.flush()


def unpack_change(before: bytes | None, after: bytes | None) -> tuple[bytes | None, bytes | None]:
    """Raises ``ValueError`` where they are not what :func:`pack_change` made, or larger than any sidecar."""
    first = None if before is None else _unpacked(before, b"")
    return first, None if after is None else _unpacked(after, (first or b"")[-_WINDOW:])


def _unpacked(packed: bytes, dictionary: bytes) -> bytes:
    unpacking = zlib.decompressobj(zdict=dictionary)
    try:
        content = unpacking.decompress(packed, _LARGEST_CHANGE)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if not unpacking.eof:
        raise ValueError("it is cut off, or larger than a sidecar can be")
    return content


def pack_embedding(embedding: NDArray[np.floating]) -> bytes:
    """float16 (d,). Raises ``ValueError`` for what is no finite vector, or too large for float16."""
    kept = np.ascontiguousarray(embedding, "<f2")
    if kept.ndim != 1 or not np.isfinite(kept).all():
        raise ValueError("an embedding is a vector of finite numbers")
    return kept.tobytes()


def unpack_embedding(blob: bytes) -> NDArray[np.float16]:
    return np.frombuffer(blob, "<f2")
