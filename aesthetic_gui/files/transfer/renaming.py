"""What ``rename`` of the standard library cannot do: never replace what is there, and exchange two files in one go.

The system's own calls are used where it has them: renameat2(2) of Linux, renamex_np(2) of macOS. Both functions raise
``OSError`` with ``ENOSYS``, ``EINVAL`` or ``ENOTSUP`` where the system or the file system has no such call.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

NO_SUCH_CALL = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})

if sys.platform == "win32":

    def rename_noreplace(source: Path, target: Path) -> None:
        os.rename(source, target)  # noqa: PTH104 - never replaces on Windows

    def rename_exchange(one: Path, other: Path) -> None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), str(one), None, str(other))

else:
    _AT_FDCWD = -100
    _libc = ctypes.CDLL(None, use_errno=True)
    _NOREPLACE, _EXCHANGE = (0x4, 0x2) if sys.platform == "darwin" else (0x1, 0x2)
    _call = getattr(_libc, "renamex_np" if sys.platform == "darwin" else "renameat2", None)

    def rename_noreplace(source: Path, target: Path) -> None:
        _rename(source, target, _NOREPLACE)

    def rename_exchange(one: Path, other: Path) -> None:
        _rename(one, other, _EXCHANGE)

    def _rename(source: Path, target: Path, flag: int) -> None:
        if _call is None:
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), str(source))
        if _call(*_arguments(os.fsencode(source), os.fsencode(target), ctypes.c_uint(flag))) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(source), None, str(target))

    if sys.platform == "darwin":

        def _arguments(source: bytes, target: bytes, flag: ctypes.c_uint) -> tuple[object, ...]:
            return (source, target, flag)
    else:

        def _arguments(source: bytes, target: bytes, flag: ctypes.c_uint) -> tuple[object, ...]:
            return (_AT_FDCWD, source, _AT_FDCWD, target, flag)
