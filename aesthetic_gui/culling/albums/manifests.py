"""A list of an album's files with the SHA-256 of each, and the check of an album against it.

    with_manifest(plan) ──> a page that is made last: manifest.json or manifest.csv      verify(album) ──> Checked …

JSON: ``{"format": "aesthetic-gui manifest", "version": 1, "files": [{"path", "bytes", "sha256", "from", …}]}``, CSV the
same in columns. Paths are relative to the manifest's folder, with "/" between names; "./" stands before one that a
spreadsheet would take for a formula.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from aesthetic_gui.catalog.steps import PAGE
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.naming import FreeNames
from aesthetic_gui.culling.operations.planning import Plan, Step
from aesthetic_gui.culling.score_table import to_record
from aesthetic_gui.disk_io import open_regular, read_regular
from aesthetic_gui.files.names.hidden import is_hidden
from aesthetic_gui.files.names.spelling import Spelled
from aesthetic_gui.files.reading import why_not_read
from aesthetic_gui.files.tables import csv_table
from aesthetic_gui.photo import AestheticError, Bar

Form = Literal["json", "csv"]
State = Literal["well", "changed", "missing", "unreadable", "not listed"]

FORMAT, VERSION = "aesthetic-gui manifest", 1
STEM = "manifest"
_SAID = ("verdict", "p_aesthetic", "mean", "flag", "stars", "label", "pack", "unlike")
COLUMNS = ("path", "bytes", "sha256", "from", *_SAID)
_OURS = re.compile(rf"{STEM}( \(\d+\))?")  # what FreeNames makes of it where there is one already
_MOST = 1 << 28  # bytes of a manifest that is read


class NoManifest(AestheticError):
    """There is no manifest in the album, or it cannot be understood; the text says which."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One file of an album, and how it stands against the manifest."""

    path: Path
    state: State
    words: str = ""


def with_manifest(plan: Plan, items: Sequence[Item], form: Form, bar: Bar) -> Plan:
    """``plan`` with a last step that lists in ``plan.root`` what it brought: SHA-256, and the verdict at ``bar``."""
    root = plan.root
    if root is None or not plan.steps:
        return plan
    (name,) = FreeNames().claim(root, [f"{STEM}.{form}"], STEM)
    target = root / name
    by_path = {item.photo.path: item for item in items}
    brought = [(step.target, step.source) for step in plan.steps if step.target is not None]
    firsts = {step.unit: by_path.get(step.source) for step in reversed(plan.steps)}
    of = {step.target: firsts[step.unit] for step in plan.steps if step.target is not None}

    def make(staged: Path) -> None:
        entries = [_entry(file, source, root, of[file], bar) for file, source in brought if os.path.lexists(file)]
        with staged.open("xb") as file:
            file.write(_json(entries) if form == "json" else _csv(entries))

    return replace(plan, steps=(*plan.steps, Step(PAGE, "make", target, target, maker=make)))


def verify(album: Path) -> Iterator[Checked]:
    """Every file that the manifests in ``album`` list, in their order, then what lies there and is in none of them.

    ``album`` is a folder with a manifest, or a manifest. Raises :class:`NoManifest`. Nothing is changed.
    """
    manifests = [album] if album.is_file() else sorted(album.glob(f"{STEM}*.json")) + sorted(album.glob(f"{STEM}*.csv"))
    root = album.parent if album.is_file() else album
    read = [rows for manifest in manifests if (rows := _read(manifest, strict=album.is_file())) is not None]
    if not read:
        raise NoManifest(f"There is no manifest in {album}. An album gets one when it is made with a manifest.")
    expected = {path: found for rows in read for path, found in rows}
    spelled = Spelled(root)
    known = {spelled.path(path) for path in expected} | set(manifests)
    for path, (size, sha256) in expected.items():
        yield _checked(root, path, spelled.path(path), size, sha256)
    for file in _files_below(root):
        if file not in known:
            yield Checked(file, "not listed")


def sha256_of(path: Path) -> str:
    """SHA-256 (FIPS 180-4) of all bytes, in hexadecimal. Raises ``OSError``."""
    with open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _entry(file: Path, source: Path, root: Path, item: Item | None, bar: Bar) -> dict[str, Any]:
    entry = {
        "path": file.relative_to(root).as_posix(),
        "bytes": file.stat().st_size,
        "sha256": sha256_of(file),
        "from": str(source),
    }
    known = to_record(item, bar) if item else {}
    return entry | {name: value for name, value in known.items() if name in COLUMNS and name not in entry}


def _json(entries: Sequence[dict[str, Any]]) -> bytes:
    content = {"format": FORMAT, "version": VERSION, "files": entries}
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace") + b"\n"


def _csv(entries: Sequence[dict[str, Any]]) -> bytes:
    return csv_table(COLUMNS, entries).encode("utf-8-sig", "surrogateescape")


def _read(manifest: Path, *, strict: bool) -> list[tuple[str, tuple[int, str]]] | None:
    """(path, (bytes, sha256)) of each file it lists; None for a file that is no manifest, unless ``strict``."""
    try:
        content = read_regular(manifest, _MOST)
        rows = _json_rows(content) if manifest.suffix == ".json" else _csv_rows(content)
        return [(str(row["path"]), (int(row["bytes"]), str(row["sha256"]))) for row in rows]
    except OSError as error:
        raise NoManifest(f"{manifest.name} cannot be read: {why_not_read(manifest, error)[0]}.") from error
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError, csv.Error) as error:
        if strict or _OURS.fullmatch(manifest.stem):
            raise NoManifest(f"{manifest.name} is no manifest of this program, or it was damaged.") from error
        return None


def _json_rows(content: bytes) -> Iterable[dict[str, Any]]:
    read = json.loads(content)
    if read["format"] != FORMAT or read["version"] > VERSION:
        raise ValueError("another format")
    rows: list[dict[str, Any]] = read["files"]
    return rows


def _csv_rows(content: bytes) -> Iterable[dict[str, Any]]:
    return csv.DictReader(io.StringIO(content.decode("utf-8-sig", "surrogateescape"), newline=""))


def _checked(root: Path, listed: str, path: Path, size: int, sha256: str) -> Checked:
    inside = PurePosixPath(listed)
    leads_away = inside.is_absolute() or ".." in listed.replace("\\", "/").split("/")
    if leads_away or ("\\" in listed and os.name == "nt"):  # elsewhere it is a character like any other
        return Checked(root / inside.name, "unreadable", "the manifest names a place outside the album")
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return Checked(path, "changed", "not a file any more")  # a pipe or a device would be read for ever
        if found.st_size != size:
            return Checked(path, "changed", f"{found.st_size:,} bytes instead of {size:,}")
        well = sha256_of(path) == sha256
    except (FileNotFoundError, NotADirectoryError):
        return Checked(path, "missing")
    except OSError as error:
        return Checked(path, "unreadable", error.strerror or "")
    except ValueError:  # a null character, or half of one from beyond the Basic Multilingual Plane
        return Checked(root, "unreadable", "the manifest names a file that no disk can have")
    return Checked(path, "well" if well else "changed")


def _files_below(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not is_hidden(name)]
        yield from (Path(where, name) for name in sorted(names) if not is_hidden(name))
