"""Moving and copying one file so that nothing is overwritten, half there, or lost.

    rename_exclusively            within a volume: atomic, never over another file
    copy_verified                 to a staged name: copy, fsync, read back, compare
    rename_exclusively(staged)    publishes the copy
    write_whole                   the same for a file that is made here, such as a report

These are single acts; the journal around them (``culling.operations.units``) makes a unit of files travel together.
"""

from __future__ import annotations

import errno
import logging
import os
import secrets
import shutil
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import xxhash

from aesthetic_gui.files.transfer import renaming
from aesthetic_gui.photo import AestheticError

_log = logging.getLogger(__name__)

CHUNK = 1 << 20
LONGEST_NAME = 255  # bytes, on every common file system
PART = ".aesthetic-part"
RESERVED = b"Aesthetic GUI is putting a photograph here.\n"


class TransferError(AestheticError):
    """A file that could not be moved or copied; nothing was lost. The text says why."""


class Cancelled(TransferError):
    """The photographer stopped the operation in the middle of this file."""


@dataclass(frozen=True, slots=True)
class Identity:
    """By which a file is known again: size (bytes), modification time (ns), and its number on its device."""

    size: int
    mtime_ns: int
    device: int
    inode: int


def identify(path: Path) -> Identity:
    """The identity of the file at ``path`` (of a symbolic link itself).

    Raises ``FileNotFoundError``, or :class:`TransferError` for a folder or a device.
    """
    found = os.lstat(path)
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISLNK(found.st_mode)):
        raise TransferError(f"{path.name} is not a file.")
    return _identity(found)


def staged_path(target: Path, token: str) -> Path:
    """The temporary name beside ``target`` under which a copy grows: ``.NAME.TOKEN.aesthetic-part``."""
    name, tail = target.name, f".{token}{PART}"
    while len(os.fsencode(name)) + len(tail) + 1 > LONGEST_NAME:
        name = name[:-1]
    return target.with_name(f".{name}{tail}")


def rename_exclusively(source: Path, target: Path) -> None:
    """Rename ``source`` to ``target``, atomically, never replacing what is there.

    Raises ``FileExistsError`` if there is something at ``target``, ``OSError`` (``EXDEV``) on another volume.
    """
    try:
        renaming.rename_noreplace(source, target)
    except OSError as error:
        if error.errno not in renaming.NO_SUCH_CALL:
            raise
        _rename_by_link(source, target)


def release(target: Path) -> None:
    """Remove the reservation that :func:`rename_exclusively` left at ``target`` if it was killed in the middle.

    It is known by its words. An empty file stays, though it may be one that was not written yet: it may be
    somebody else's.
    """
    try:
        if os.lstat(target).st_size == len(RESERVED) and target.read_bytes() == RESERVED:
            target.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return


def copy_verified(source: Path, staged: Path, cancelled: Callable[[], bool] = lambda: False) -> str:
    """Copy ``source`` to the new file ``staged`` with its times and mode; returns the xxh3_128 of the bytes.

    The copy is on the disk when this returns, and was read back and compared. Raises ``OSError``;
    :class:`Cancelled`; :class:`TransferError` where the bytes differ or the source changed meanwhile.
    On any error what is at ``staged`` is the caller's to remove.
    """
    with source.open("rb", buffering=0) as reader:
        before = os.fstat(reader.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise TransferError(f"{source.name} is not a file.")
        descriptor = os.open(staged, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        try:
            written = _pump(reader.fileno(), descriptor, cancelled)
            copy_times_and_mode(source, staged)
            os.fsync(descriptor)
            read_back = _read_back(descriptor, cancelled)
        finally:
            os.close(descriptor)
        if _identity(os.fstat(reader.fileno())) != _identity(before):
            raise TransferError(f"{source.name} was changed by another program while it was being copied.")
    if read_back != written:
        raise TransferError(f"The copy of {source.name} read back differently: check the drive and its cable.")
    return written


def write_whole(content: bytes, path: Path, *, replace: bool) -> None:
    """Write ``content`` to ``path``, whole or not at all; what was there before stays until then.

    Raises ``FileExistsError`` if there is something at ``path`` (a dangling link, too) and not ``replace``, else
    ``OSError``.
    """
    staged = staged_path(path, secrets.token_hex(4))
    try:
        with staged.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            staged.replace(path)
        else:
            rename_exclusively(staged, path)
        sync_folder(path.parent)
    finally:
        staged.unlink(missing_ok=True)


def seal(path: Path, cancelled: Callable[[], bool] = lambda: False) -> str:
    """Have a file that was just written on the disk, and read it back; returns the xxh3_128 of its bytes.

    Raises ``OSError``, :class:`Cancelled`, or :class:`TransferError` where the disk gives other bytes back.
    """
    written = digest(path, cancelled)
    _sync(path, os.O_RDWR)
    if digest(path, cancelled) != written:
        raise TransferError(f"{path.parent} read back something else than was written: check the drive and its cable.")
    return written


def digest(path: Path, cancelled: Callable[[], bool] = lambda: False) -> str:
    """The xxh3_128 of the file's bytes as the disk has them (asks the system to drop what it still remembers)."""
    with path.open("rb", buffering=0) as file:
        return _read_back(file.fileno(), cancelled)


def sync_folder(folder: Path) -> None:
    """Have the names in ``folder`` on the disk; a folder that is gone, or cannot be synced here, needs none."""
    if sys.platform == "win32":
        return  # NTFS journals names, and a folder cannot be opened
    try:
        _sync(folder, os.O_RDONLY | os.O_DIRECTORY)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network file systems
            raise


def missing_folders(folder: Path) -> list[Path]:
    """``folder`` and those above it that do not exist, the uppermost first.

    Raises ``OSError`` where one cannot be looked for: taken for missing, it would not be known as another's any more.
    """
    missing = []
    while folder != folder.parent and not _is_there(folder):
        missing.append(folder)
        folder = folder.parent
    return missing[::-1]


def _is_there(path: Path) -> bool:
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def reason(error: OSError, path: Path) -> str:
    """Why it did not work, in the photographer's words. ``path`` is the file or folder it was about."""
    words = {
        errno.ENOSPC: "The disk is full. Make room there, then try again.",
        errno.EDQUOT: "Your share of the disk is used up. Make room there, then try again.",
        errno.EFBIG: "The file is too large for that drive's format.",
        errno.EACCES: f"There is no permission to change {_folder(path)}.",
        errno.EPERM: f"The system does not permit it in {_folder(path)}.",
        errno.EROFS: "The drive is write-protected.",
        errno.ENOENT: f"{path.name} is not there any more.",
        errno.EEXIST: f"There is a file called {path.name} already, and it was left alone.",
        errno.ENOTDIR: f"{_folder(path)} is not a folder.",
        errno.EIO: "The drive reported an error. Check the drive and its cable.",
        errno.ENODEV: "The drive is not connected any more.",
        errno.ENXIO: "The drive is not connected any more.",
        errno.ENAMETOOLONG: f"The name {path.name} is too long for that drive.",
        errno.EINVAL: f"That drive does not accept the name {path.name}.",
        errno.ETXTBSY: f"{path.name} is in use by another program.",
        errno.EBUSY: f"{path.name} is in use by another program.",
        errno.ESTALE: "The network drive is not connected any more.",
        errno.EXDEV: "A link cannot be moved to another drive; move the photograph that it points to.",
    }
    return words.get(error.errno or 0, f"{path.name}: {error.strerror or error}.")


def _folder(path: Path) -> str:
    return f"the folder {path.parent.name or path.parent}"


def _identity(found: os.stat_result) -> Identity:
    return Identity(found.st_size, found.st_mtime_ns, found.st_dev, found.st_ino)


def copy_times_and_mode(source: Path, target: Path) -> None:
    """The source's times and mode for ``target``, as far as its drive keeps them.

    FAT, exFAT and network shares keep the times but refuse the mode: the bytes are what counts."""
    try:
        shutil.copystat(source, target)
    except OSError as error:
        if error.errno not in (*renaming.NO_SUCH_CALL, errno.EPERM, errno.EACCES):
            raise
        _log.info("%s does not keep all of %s: %s", target.parent, source.name, error)


def _read_back(descriptor: int, cancelled: Callable[[], bool]) -> str:
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return _pump(descriptor, None, cancelled)


def _pump(reader: int, writer: int | None, cancelled: Callable[[], bool]) -> str:
    """Read to the end, writing along where there is a writer; returns the xxh3_128."""
    running = xxhash.xxh3_128()
    while chunk := os.read(reader, CHUNK):
        if cancelled():
            raise Cancelled("Stopped.")
        running.update(chunk)
        rest = memoryview(chunk)
        while writer is not None and rest:
            rest = rest[os.write(writer, rest) :]
    return running.hexdigest()


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags | _BINARY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def _rename_by_link(source: Path, target: Path) -> None:
    """Where the system has no exclusive rename: a second name, which is never put over another, then drop the first.

    On exFAT and its like, which have no second names, reserve the target's name and rename over that.
    """
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in (*renaming.NO_SUCH_CALL, errno.EPERM, errno.EMLINK):
            raise
        _reserve(target)
        try:
            os.rename(source, target)  # noqa: PTH104
        except OSError:
            release(target)
            raise
    else:
        os.unlink(source)  # noqa: PTH108


def _reserve(target: Path) -> None:
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
    try:
        os.write(descriptor, RESERVED)
    finally:
        os.close(descriptor)
