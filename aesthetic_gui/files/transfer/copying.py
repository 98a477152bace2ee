"""Copying one file so that nothing is half there, or lost.

    copy_verified                         to a staged name: copy, fsync, read back, compare
    disk_io.rename_exclusively(staged)    publishes the copy, never over another file

These are single acts; the journal around them (``culling.operations.units``) makes a unit of files travel together.
"""

from __future__ import annotations

import errno
import io
import logging
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import xxhash

from aesthetic_gui import disk_io
from aesthetic_gui.photo import AestheticError

_log = logging.getLogger(__name__)

CHUNK = 1 << 20
ATTRIBUTES = "the extended attributes (such as tags of the file manager)"
TIMES = "the time of the last change"
RATING = "the rating inside"  # of a copy that was to carry it
_OWN_ATTRIBUTES = ("user.", "system.posix_acl")  # the system gives others itself, such as those of SELinux
_HARMLESS_FLAGS = stat.UF_NODUMP | stat.UF_OPAQUE | stat.UF_HIDDEN


class TransferError(AestheticError):
    """A file that could not be moved or copied; nothing was lost. The text says why."""


class TransferCancelled(TransferError):
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
    try:
        found = os.lstat(path)
    except ValueError:  # a null character in the name
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path)) from None
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISLNK(found.st_mode)):
        raise TransferError(f"{path.name} is not a file.")
    return _identity(found)


def copy_verified(
    source: Path,
    staged: Path,
    cancelled: Callable[[], bool] = lambda: False,
    missed: Callable[[str], None] = lambda _what: None,
) -> str:
    """Copy ``source`` to the new file ``staged`` with its times and mode; returns the xxh3_128 of the bytes.

    The copy is on the disk when this returns, and was read back and compared. Raises ``OSError``;
    :class:`TransferCancelled`; :class:`TransferError` where the bytes differ or the source changed meanwhile.
    On any error what is at ``staged`` is the caller's to remove. ``missed`` as for :func:`copy_times_and_mode`.
    """
    with disk_io.open_regular(source) as reader:
        before = os.fstat(reader.fileno())
        descriptor = disk_io.create(staged)
        try:
            written = _pump(reader.fileno(), descriptor, cancelled)
            copy_times_and_mode(source, staged, missed)
            os.fsync(descriptor)
            read_back = _read_back(descriptor, cancelled)
        finally:
            os.close(descriptor)
        if _identity(os.fstat(reader.fileno())) != _identity(before):
            raise TransferError(f"{source.name} was changed by another program while it was being copied.")
    if read_back != written:
        raise TransferError(f"The copy of {source.name} read back differently: check the drive and its cable.")
    return written


def seal(path: Path, cancelled: Callable[[], bool] = lambda: False) -> str:
    """Have a file that was just written on the disk, and read it back; returns the xxh3_128 of its bytes.

    Raises ``OSError``, :class:`TransferCancelled`, or :class:`TransferError` where the disk gives other bytes back.
    """
    written = digest(path, cancelled)
    disk_io.sync_file(path)
    if digest(path, cancelled) != written:
        raise TransferError(f"{path.parent} read back something else than was written: check the drive and its cable.")
    return written


def digest(path: Path, cancelled: Callable[[], bool] = lambda: False) -> str:
    """The xxh3_128 of the file's bytes as the disk has them (asks the system to drop what it still remembers)."""
    with disk_io.open_regular(path) as file:
        return _read_back(file.fileno(), cancelled)


def begins_with(whole: Path, part: Path) -> bool:
    """Whether the file ``whole`` begins with the bytes of the file ``part``: all that is in ``part`` is there, too."""
    with disk_io.open_regular(whole) as longer, disk_io.open_regular(part) as shorter:
        while chunk := shorter.read(CHUNK):
            if _exactly(longer, len(chunk)) != chunk:
                return False
    return True


def _exactly(file: io.FileIO, size: int) -> bytes:
    """``size`` bytes, fewer at the end of the file only."""
    found = b""
    while len(found) < size and (more := file.read(size - len(found))):
        found += more
    return found


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
    stamp = disk_io.Stamp.from_status(found)
    return Identity(stamp.size, stamp.mtime_ns, stamp.device, stamp.inode)


def copy_times_and_mode(source: Path, target: Path, missed: Callable[[str], None] = lambda _what: None) -> None:
    """The source's attributes, mode and times for ``target``, as far as its drive keeps them: the bytes count.

    ``missed`` hears what it did not keep. That the mode is lost is only logged: FAT, exFAT and many shares have none.
    Raises ``OSError`` where the source cannot be looked at.
    """
    found = source.stat()
    kept: dict[str, Callable[[], object]] = {
        ATTRIBUTES: lambda: _copy_attributes(source, target),
        "mode": lambda: target.chmod(stat.S_IMODE(found.st_mode)),
        "flags": lambda: _copy_flags(found, target),
        TIMES: lambda: os.utime(target, ns=(found.st_atime_ns, found.st_mtime_ns)),
    }
    for what, keep in kept.items():
        try:
            keep()
        except (OSError, OverflowError) as error:  # the latter: a time that this system cannot give a file
            _log.info("%s does not keep the %s of %s: %s", target.parent, what, source.name, error)
            if what in (ATTRIBUTES, TIMES):
                missed(what)


def _copy_attributes(source: Path, target: Path) -> None:
    """Each by itself, access lists too. Raises ``OSError`` in the end, where one of the person's own was refused."""
    if not hasattr(os, "listxattr"):
        return
    refused: list[OSError] = []
    for name in _attributes_of(source):
        try:
            os.setxattr(target, name, os.getxattr(source, name))
        except OSError as error:
            _log.info("%s does not keep the attribute %s: %s", target, name, error)
            refused += [error] if name.startswith(_OWN_ATTRIBUTES) else []
    if refused:
        raise refused[0]


def _attributes_of(source: Path) -> list[str]:
    try:
        return os.listxattr(source)
    except OSError as error:
        if error.errno in disk_io.NO_SUCH_CALL:
            return []  # its drive has none
        raise


def _copy_flags(found: os.stat_result, target: Path) -> None:
    """Those of macOS and the BSDs, but for what would keep the copy from getting its name."""
    flags = getattr(found, "st_flags", 0) & _HARMLESS_FLAGS
    if flags:
        os.chflags(target, flags)  # type: ignore[attr-defined,unused-ignore]


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
            raise TransferCancelled("Stopped.")
        running.update(chunk)
        rest = memoryview(chunk)
        while writer is not None and rest:
            rest = rest[os.write(writer, rest) :]
    return running.hexdigest()
