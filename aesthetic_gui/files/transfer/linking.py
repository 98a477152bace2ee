"""Second names and shared bytes: reflinks, hard links and symbolic links, never over another file.

clone       a file of its own that shares its bytes on the disk until one of the two is changed
hard_link   a second name for the same file
sym_link    a small file that says where the photograph is
drop        takes such a name away again, where the photograph itself stays
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

from aesthetic_gui import disk_io
from aesthetic_gui.files.transfer import copying, removing
from aesthetic_gui.files.transfer.copying import TransferError

_FICLONE = 0x40049409  # ioctl_ficlone(2) of Linux
_NO_CLONES = frozenset(
    {errno.ENOTTY, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.ETXTBSY}
)
_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL})


def clone(source: Path, staged: Path, missed: Callable[[str], None] = lambda _what: None) -> bool:
    """Make the new file ``staged`` a reflink of ``source``, with its times and mode; False where the drive has none.

    Raises ``OSError`` for all else. Only Linux is asked (Btrfs, XFS, bcachefs and others); nothing is left where False.
    ``missed`` as for ``copy_verified``.
    """
    if sys.platform != "linux":
        return False
    import fcntl

    with disk_io.open_regular(source) as reader, staged.open("xb") as writer:
        try:
            fcntl.ioctl(writer.fileno(), _FICLONE, reader.fileno())
        except OSError as error:
            staged.unlink()
            if error.errno in _NO_CLONES:
                return False
            raise
        copying.copy_times_and_mode(source, staged, missed)
        os.fsync(writer.fileno())
    return True


def hard_link(source: Path, staged: Path) -> None:
    """Give the file ``source`` the second name ``staged``. Raises :class:`TransferError` where that cannot be."""
    try:
        os.link(source, staged, follow_symlinks=False)
    except OSError as error:
        if error.errno == errno.EXDEV:
            raise TransferError(
                f"{source.name} is on another drive, and a hard link cannot lead there. Copy it, or use symbolic links."
            ) from error
        if error.errno in _NO_LINKS:
            raise TransferError(
                f"The drive of {staged.parent} has no hard links. Copy the photographs instead."
            ) from error
        raise


def sym_link(source: Path, staged: Path) -> None:
    """Let ``staged`` say where ``source`` is: its path from the root, as the album may be moved."""
    try:
        staged.symlink_to(source)
    except OSError as error:
        if error.errno in _NO_LINKS or getattr(error, "winerror", 0) == 1314:  # no privilege to make symbolic links
            raise TransferError(
                f"No symbolic link can be made in {staged.parent}. Copy the photographs instead."
            ) from error
        raise


def drop(link: Path, original: Path, aside: Path) -> None:
    """Take away the name ``link``, which leads to ``original``. Raises :class:`TransferError` where it does not.

    A hard link whose original is gone is the last name of the photograph: it stays. ``aside`` as for ``remove``.
    """
    check(link, original)
    removing.remove(link, aside, lambda there: leads_to(there, original))


def check(link: Path, original: Path) -> None:
    """Raises :class:`TransferError` where ``link`` does not lead to ``original``."""
    if not leads_to(link, original):
        raise TransferError(
            f"{link.name} in {link.parent} is not a link to {original} any more. It was left alone, as it may be the "
            "only one of this photograph."
        )


def leads_to(link: Path, original: Path) -> bool:
    """Whether ``link`` is a symbolic link that says ``original``, or another name of the file that is there."""
    try:
        if link.is_symlink():
            return link.readlink() == original
        return os.path.samestat(os.lstat(link), os.lstat(original)) and link != original
    except (FileNotFoundError, NotADirectoryError):
        return False
