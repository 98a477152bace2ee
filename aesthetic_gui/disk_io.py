"""The ground floor of whatever touches the disk: what a path means, opening, syncing, renaming, writing, locking.

    write_whole: staged name beside it ──> written, synced ──> renamed, over nothing unless told ──> folder synced

It imports nothing of ours. Where the standard library has no call, the system's own are used: renameat2(2) of Linux,
renamex_np(2) of macOS.
"""

from __future__ import annotations

import ctypes
import errno
import io
import os
import re
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

if TYPE_CHECKING:
    import sqlite3

LONGEST_NAME = 255  # bytes, on every common file system
PART = ".aesthetic-part"
_STAGED = re.compile(rf"\..+\.(?P<token>[0-9a-f]{{8}}(-[0-9a-f]{{1,16}})?){re.escape(PART)}", re.DOTALL)
RESERVED = b"Aesthetic GUI is putting a photograph here.\n"
NO_SUCH_CALL = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})
LONGEST_TEXT = 1 << 20  # bytes of a text that people write: settings, a recipe, a pack's description
_NUMBERS, _LAST = 1 << 64, (1 << 63) - 1
_BLOCK = 1 << 16  # bytes
_LEASE = 1.0  # seconds
_OURS = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_UNHELD = getattr(os, "O_NONBLOCK", 0) | getattr(
    os, "O_NOCTTY", 0
)  # neither a pipe's writer nor a terminal is waited for


class Stamp(NamedTuple):
    """What changes when a file is written to or replaced. ``size`` in bytes, ``mtime_ns`` since 1970.

    Whatever the disk says, these are numbers that the catalog holds: 64 bits, those of size and time with a sign. A
    time before 1677 or after 2262, such as 1601, where Windows begins to count, is the first or the last of these.
    """

    device: int
    inode: int
    size: int
    mtime_ns: int

    @classmethod
    def of(cls, file: int | str | Path) -> Stamp:
        """The stamp of an open descriptor or of what a path leads to now. Raises ``OSError``."""
        return cls.from_status(os.stat(file))  # noqa: PTH116 – descriptors and plain strings too

    @classmethod
    def from_status(cls, found: os.stat_result) -> Stamp:
        size, mtime_ns = (min(max(number, -_LAST - 1), _LAST) for number in (found.st_size, found.st_mtime_ns))
        return cls(found.st_dev % _NUMBERS, found.st_ino % _NUMBERS, size, mtime_ns)


def absolute(path: Path) -> Path:
    """``path`` from the root, as the system follows it: ``link/..`` is the parent of what ``link`` leads to.

    A link that no ".." follows stays as it is written. Nothing need be there, and nothing is raised.
    """
    path = path.absolute()
    if ".." not in path.parts:
        return path
    followed = Path(path.anchor)
    for part in path.parts[1:]:
        if part != "..":
            followed /= part
        else:
            followed = Path(os.path.realpath(followed) if os.path.islink(followed) else followed).parent  # noqa: PTH114
    return followed


def open_regular(path: Path) -> io.FileIO:
    """An open regular file: the one door by which this program opens what is there already.

    Pipes, sockets and devices are never opened, nor waited for if one takes the file's place; what the system only
    pretends to be a file, as in ``/proc``, is none either. Raises ``OSError``; ``files.reading.why_not_read`` has the
    words for it.
    """
    refuse_odd(path)
    file = io.FileIO(_descriptor(path, os.O_RDONLY))
    if _is_pretence(file.fileno()):
        file.close()
        raise _odd()
    return file


def open_to_sync(path: Path) -> int:
    """The descriptor of a regular file that others write, to be synced now and then. Raises as :func:`open_regular`."""
    refuse_odd(path)
    return _descriptor(path, os.O_RDWR)


def refuse_odd(path: Path) -> None:
    """Raises ``OSError`` where there is something at ``path``, or at the end of a link, that is no regular file.

    For libraries that open by name alone. Nothing there is not odd.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    except ValueError:  # a null character in the name
        raise FileNotFoundError(errno.ENOENT, "no such name") from None
    if not stat.S_ISREG(mode):
        raise _odd(errno.EISDIR if stat.S_ISDIR(mode) else 0)


def _descriptor(path: Path, flags: int) -> int:
    """Open without waiting for a pipe or terminal. Raises ``OSError`` where it is no regular file by now."""
    deadline = time.monotonic() + _LEASE
    while True:
        try:
            descriptor = os.open(path, flags | _OURS | _UNHELD, 0o600)
            break
        except BlockingIOError:  # a file server has a lease on it, and gives it up when it is asked
            if time.monotonic() > deadline:
                raise
            time.sleep(_LEASE / 20)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise _odd()


def _is_pretence(descriptor: int) -> bool:
    """Whether a file without a size has content all the same: it is made while it is read, and may never end."""
    if os.fstat(descriptor).st_size or not hasattr(os, "pread"):
        return False
    try:
        return bool(os.pread(descriptor, 1, 0)) and not os.fstat(descriptor).st_size
    except OSError:
        return True


def _odd(number: int = 0) -> OSError:
    return OSError(number, "not a file")


def read_regular(path: Path, most: int) -> bytes:
    """All bytes of a regular file. Raises as :func:`open_regular` does; ``EFBIG`` where they are more than ``most``."""
    with open_regular(path) as file:
        return read_all(file, most)


def read_all(file: io.FileIO, most: int) -> bytes:
    """All bytes of an open file, which may be growing. Raises as :func:`read_regular` does."""
    size, parts, left = os.fstat(file.fileno()).st_size, list[bytes](), most + 1
    while size <= most and left:
        part = file.read(min(left, max(size, _BLOCK) + 1))
        if not part:
            return b"".join(parts)
        parts.append(part)
        left -= len(part)
    raise OSError(errno.EFBIG, f"too large: {_words(most)} is the most that is read of such a file")


def _words(size: int) -> str:
    return f"{size >> 20} MiB" if size >= 1 << 20 else f"{size >> 10} KiB"


def copy(source: Path, target: Path) -> None:
    """The bytes of a regular file in a new one at ``target``. Raises ``OSError``."""
    import shutil

    with open_regular(source) as reader, target.open("xb") as writer:
        shutil.copyfileobj(reader, writer)


def read_text(path: Path, most: int = LONGEST_TEXT, encoding: str = "utf-8", errors: str = "strict") -> str:
    """The text in a regular file, its lines' ends as they are. Raises ``OSError``, ``UnicodeDecodeError``."""
    return read_regular(path, most).decode(encoding, errors)


def connect(path: Path, how: str = "", **options: Any) -> sqlite3.Connection:
    """The database in the file at ``path``, made if absent unless ``how`` (such as "mode=ro") says otherwise.

    SQLite opens by name and waits for a pipe, so the file and what SQLite keeps beside it are looked at first. Raises
    what :func:`sqlite3.connect` raises: ``SQLITE_CANTOPEN`` where one of them is no file.
    """
    import sqlite3

    for tail in ("", "-journal", "-wal", "-shm"):
        try:
            refuse_odd(path.with_name(path.name + tail))
        except OSError as error:
            refused = sqlite3.OperationalError(f"{path.name}{tail} is {error.strerror}")
            refused.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
            raise refused from error
    name = f"{path.as_uri()}?{how}" if how else path
    connection: sqlite3.Connection = sqlite3.connect(name, uri=bool(how), **options)
    return connection


def may_write(folder: Path) -> bool:
    """Whether names can be made in ``folder``, as far as the system tells beforehand."""
    return os.access(folder, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def create(path: Path) -> int:
    """A descriptor to write and read a new file at ``path``, its owner's alone. Raises as :func:`reserve` does."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _OURS, 0o600)


def reserve(path: Path, words: bytes) -> None:
    """Take the name ``path`` with a new file that says ``words``. Raises ``FileExistsError``, ``OSError``."""
    descriptor = create(path)
    try:
        os.write(descriptor, words)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Have the bytes of the file at ``path`` on the disk. Raises ``OSError``."""
    refuse_odd(path)
    _sync(path, os.O_RDWR)


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


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags | _OURS)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def staged_path(target: Path, token: str) -> Path:
    """The temporary name beside ``target`` under which a file grows: ``.NAME.TOKEN.aesthetic-part``."""
    tail = f".{token}{PART}"
    return target.with_name(fitting(f".{target.name}", tail) + tail)


def is_staged(path: Path, target: Path, *, same_name: bool = True) -> bool:
    """Whether ``path`` is a temporary name beside ``target``, as :func:`staged_path` makes them.

    Where not ``same_name`` it may have been made for another file there.
    """
    found = _STAGED.fullmatch(path.name)
    if found is None or path.parent != target.parent:
        return False
    return not same_name or path.name == staged_path(target, found["token"]).name


def fitting(name: str, tail: str = "") -> str:
    """``name``, cut where with ``tail`` after it it would be longer than a name can be."""
    while name and len(os.fsencode(name + tail)) > LONGEST_NAME:
        name = name[:-1]
    return name


def write_whole(content: bytes, path: Path, *, replace: bool) -> None:
    """Write ``content`` to ``path``, whole or not at all; what was there before stays until then.

    Raises ``FileExistsError`` if there is something at ``path`` (a dangling link, too) and not ``replace``, else
    ``OSError``.
    """
    with staged_whole(path, replace=replace) as file:
        file.write(content)


@contextmanager
def staged_whole(path: Path, *, replace: bool) -> Iterator[BinaryIO]:
    """A file to write, which is at ``path`` in the end, as :func:`write_whole` has it; nowhere after any error."""
    staged = staged_path(path, os.urandom(4).hex())
    try:
        with staged.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if replace:
            staged.replace(path)
        else:
            rename_exclusively(staged, path)
        sync_folder(path.parent)
    finally:
        staged.unlink(missing_ok=True)


def rename_exclusively(source: Path, target: Path) -> None:
    """Rename ``source`` to ``target``, atomically, never replacing what is there.

    Raises ``FileExistsError`` if there is something at ``target``, ``OSError`` (``EXDEV``) on another volume; the file
    has its old name only then.
    """
    _rename_exclusively(source, target, _drop_name)


def remove_if(path: Path, is_it: Callable[[Path], bool], aside: Path | None = None) -> bool:
    """Remove the file at ``path`` if it is the one; whether it was. It is looked at once nobody has it at that name.

    ``is_it`` is asked of the name ``aside`` beside it, which is ours alone; what is not the one gets its own name back,
    as does what cannot be looked at. Raises ``FileExistsError`` where that name, or ``aside``, was taken meanwhile: the
    file is at ``aside`` then; and ``OSError``.
    """
    aside = aside or staged_path(path, os.urandom(4).hex())
    if os.path.lexists(aside):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(aside))
    os.rename(path, aside)  # noqa: PTH104 - never over anything: the name is a new one of ours
    gone = False
    try:
        if is_it(aside):
            os.unlink(aside)  # noqa: PTH108
            gone = True
    finally:
        if not gone:
            _rename_exclusively(aside, path, lambda ours, _path: ours.unlink())
    return gone


def release(target: Path) -> None:
    """Remove the reservation that :func:`rename_exclusively` left at ``target`` if it was killed in the middle.

    It is known by its words. An empty file stays, though it may be one that was not written yet: it may be
    somebody else's.
    """
    try:
        if _is_reservation(target):
            remove_if(target, _is_reservation)
    except (FileNotFoundError, NotADirectoryError):
        return


def _is_reservation(path: Path) -> bool:
    found = os.lstat(path)
    is_like_ours = stat.S_ISREG(found.st_mode) and found.st_size == len(RESERVED)
    return is_like_ours and read_regular(path, len(RESERVED)) == RESERVED


def _rename_exclusively(source: Path, target: Path, drop: Callable[[Path, Path], None]) -> None:
    """``drop`` takes the name ``source`` away from the file that has that of ``target``, too."""
    try:
        rename_noreplace(source, target)
    except OSError as error:
        if error.errno not in NO_SUCH_CALL:
            raise
        _rename_by_link(source, target, drop)


def _rename_by_link(source: Path, target: Path, drop: Callable[[Path, Path], None]) -> None:
    """Where the system has no exclusive rename: a second name, which is never put over another, then drop the first.

    On exFAT and its like, which have no second names, reserve the target's name and rename over that.
    """
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in (*NO_SUCH_CALL, errno.EPERM, errno.EMLINK):
            raise
        reserve(target, RESERVED)
        try:
            os.rename(source, target)  # noqa: PTH104
        except OSError:
            release(target)
            raise
    else:
        drop(source, target)


def _drop_name(source: Path, target: Path) -> None:
    """What another program put at ``source`` meanwhile stays. A name that cannot be dropped keeps the file."""
    ours = os.lstat(target)
    try:
        remove_if(source, lambda aside: os.path.samestat(os.lstat(aside), ours))
    except OSError:
        remove_if(target, lambda aside: os.path.samestat(os.lstat(aside), ours))
        raise


if sys.platform == "win32":
    import msvcrt

    def rename_noreplace(source: Path, target: Path) -> None:
        os.rename(source, target)  # noqa: PTH104 - never replaces on Windows

    def rename_exchange(one: Path, other: Path) -> None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), str(one), None, str(other))

    def try_lock(descriptor: int, *, shared: bool = False) -> bool:  # noqa: ARG001 - Windows locks for one only
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    _NOREPLACE, _EXCHANGE = (0x4, 0x2) if sys.platform == "darwin" else (0x1, 0x2)
    _call = getattr(ctypes.CDLL(None, use_errno=True), "renamex_np" if sys.platform == "darwin" else "renameat2", None)

    def rename_noreplace(source: Path, target: Path) -> None:
        """Rename, never replacing what is there. Raises ``OSError`` (``NO_SUCH_CALL`` where the system has none)."""
        _rename(source, target, _NOREPLACE)

    def rename_exchange(one: Path, other: Path) -> None:
        """Let two files change places in one go. Raises ``OSError``, as :func:`rename_noreplace` does."""
        _rename(one, other, _EXCHANGE)

    def _rename(source: Path, target: Path, flag: int) -> None:
        if _call is None:
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), str(source))
        names: tuple[object, ...] = (os.fsencode(source), os.fsencode(target))
        if sys.platform != "darwin":
            here = -100  # AT_FDCWD
            names = (here, names[0], here, names[1])
        if _call(*names, ctypes.c_uint(flag)) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(source), None, str(target))

    def try_lock(descriptor: int, *, shared: bool = False) -> bool:
        """Lock an open file, for one alone or ``shared``, until it is closed; False where another has it.

        The system lets go of it at death. It counts between processes and between threads. Raises ``OSError`` on a
        file system without locks.
        """
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def lock_file(path: Path) -> int:
    """A descriptor of the file at ``path`` to lock with :func:`try_lock`; it is made if absent, and stays.

    Raises ``OSError``, also where it is no regular file.
    """
    refuse_odd(path)
    return _descriptor(path, os.O_RDWR | os.O_CREAT)
