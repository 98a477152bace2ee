"""Whether a catalog was made here, by this person; the journal of any other is no authority over files.

A proof in the catalog, made with a random key that only the person's own folder holds, tells place and file: whoever
hands over a catalog cannot write one. One that was moved, copied or put back from a backup has none either, until
the person has agreed to what its journal would touch (:func:`claim`).
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
import sqlite3
from pathlib import Path

from aesthetic_gui import disk_io, settings

TABLE = "binding"
KEY_BYTES = 32
_FILES = ("steps", "writings", "made_folders")  # what the journal says of files


def first_start() -> bool:
    """Whether no start of this program, nor of an earlier one that knew of bindings, has left a key here."""
    return not os.path.lexists(_key_path())


def is_bound(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether the catalog at ``path``, its real name, holds the proof of this person, place and file."""
    key = _key()
    row = connection.execute("SELECT proof FROM binding").fetchone()
    proof = row[0] if row else None
    return key is not None and isinstance(proof, bytes) and hmac.compare_digest(proof, _proof(key, path))


def claim(connection: sqlite3.Connection, path: Path) -> None:
    """Write the proof. Where no key can be kept there is none, and the next start asks."""
    key = _key() or _new_key()
    if key is not None:
        connection.execute("INSERT OR REPLACE INTO binding (only, proof) VALUES (1, ?)", (_proof(key, path),))


def disown(connection: sqlite3.Connection) -> None:
    """Take the proof away: what is put back from a backup is agreed to again."""
    connection.execute("DELETE FROM binding")


def is_at_home(path: Path) -> bool:
    """Whether ``path`` is the person's own file at the usual place."""
    try:
        mine = not hasattr(os, "getuid") or os.lstat(path).st_uid == os.getuid()
        return mine and path == Path(os.path.realpath(settings.catalog_path()))
    except OSError:
        return False


def says_nothing_of_files(connection: sqlite3.Connection) -> bool:
    """Whether there is nothing that recovery, undo or redo could touch."""
    return not any(connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in _FILES)  # noqa: S608


def _proof(key: bytes, path: Path) -> bytes:
    return hashlib.blake2b(os.fsencode(path) + b"\0" + _number(path), key=key, digest_size=32).digest()


def _number(path: Path) -> bytes:
    """The file's number, where it lasts: on the disk of the home. FAT and network drives number again and again."""
    found, home = path.stat(), _key_path().parent.stat()
    return b"%x" % found.st_ino if found.st_dev == home.st_dev else b""


def _key_path() -> Path:
    return settings.data_dir() / "catalog.key"


def _key() -> bytes | None:
    """The person's key; None where there is none, or what is there is no file of the person's own."""
    with contextlib.suppress(OSError):
        with disk_io.open_regular(_key_path()) as file:
            owner = os.fstat(file.fileno()).st_uid
            key = file.read(KEY_BYTES + 1)
        if len(key) == KEY_BYTES and (not hasattr(os, "getuid") or owner == os.getuid()):
            return key
    return None


def _new_key() -> bytes | None:
    """Make one, its owner's alone; what is no key is replaced. Of two processes the first one's counts."""
    path = _key_path()
    staged = disk_io.staged_path(path, secrets.token_hex(4))
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not first_start():
            path.unlink()
        disk_io.reserve(staged, secrets.token_bytes(KEY_BYTES))
        with contextlib.suppress(FileExistsError):
            disk_io.rename_exclusively(staged, path)
        disk_io.sync_folder(path.parent)
    with contextlib.suppress(OSError):
        staged.unlink(missing_ok=True)
    return _key()
