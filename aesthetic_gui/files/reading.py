"""Why a file cannot be read, whether it changed meanwhile, and knowing it again by its content."""

from __future__ import annotations

import errno
import io
import os
from pathlib import Path

import xxhash

from aesthetic_gui.disk_io import Stamp
from aesthetic_gui.files.kinds import Kind
from aesthetic_gui.photo import Trouble

LARGEST_FILE = 1 << 30  # bytes
LARGEST_HASHED_WHOLE = 16 << 20  # bytes; of a RAW. Its preview is at its start, and a card reads 100 MB/s
BLOCK, BLOCKS = 256 << 10, 16  # bytes and number of the places by which a larger RAW is known

GONE = "no longer there"
NOT_A_FILE = "not a file"
EMPTY = "the file is empty"
_WHY = {
    errno.ENOENT: (GONE, Trouble.GONE),
    errno.ENOTDIR: (GONE, Trouble.GONE),
    errno.ESTALE: (GONE, Trouble.GONE),
    errno.EACCES: ("no permission to read it", Trouble.NO_PERMISSION),
    errno.EPERM: ("no permission to read it", Trouble.NO_PERMISSION),
    errno.EISDIR: ("a folder, not a file", Trouble.NOT_A_FILE),
    errno.ENAMETOOLONG: ("its name is too long for this disk", Trouble.GONE),
    errno.ELOOP: ("a link that leads in a circle", Trouble.GONE),
    errno.EIO: ("the disk or card reports an error while reading it", Trouble.DISK),
}


def why_not_read(path: Path, error: OSError) -> tuple[str, Trouble]:
    """Why a file cannot be opened or read, in the photographer's words, and the kind of trouble."""
    if not error.errno:
        return NOT_A_FILE, Trouble.NOT_A_FILE
    if error.errno == errno.EFBIG:
        return error.strerror or "too large", Trouble.TOO_LARGE
    unusual = f"the disk could not read it ({error.strerror})", Trouble.DISK
    reason, trouble = _WHY.get(error.errno, unusual)
    if reason == GONE and path.is_symlink():
        return "a link to a file that is no longer there", trouble
    return reason, trouble


def is_unchanged(path: Path, stamp: Stamp) -> bool:
    """Whether ``path`` still leads to the file as it was. One that was removed since was read as it was."""
    try:
        return Stamp.of(path) == stamp
    except OSError:
        return True


def hashed(file: io.FileIO, kind: Kind | None) -> str:
    """What identifies an open file's content whatever its name: size and XXH3-128. Raises ``OSError``.

    Of every byte; of a RAW of more than 16 MiB, which no program changes in place, of blocks evenly spread over it.
    """
    size = os.fstat(file.fileno()).st_size
    if kind is Kind.RAW and size > LARGEST_HASHED_WHOLE:
        return _sampled(file, size)
    digest, size = xxhash.xxh3_128(), 0
    file.seek(0)
    while block := file.read(1 << 20):
        digest.update(block)
        size += len(block)
    return identity(size, digest)


def _sampled(file: io.FileIO, size: int) -> str:
    digest = xxhash.xxh3_128()
    for number in range(BLOCKS):
        file.seek(number * (size - BLOCK) // (BLOCKS - 1))
        digest.update(file.read(BLOCK))
    return identity(size, digest)


def identity(size: int, digest: xxhash.xxh3_128) -> str:
    return f"{size:x}-{digest.hexdigest()}"
