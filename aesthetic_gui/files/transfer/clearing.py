"""Asking, before a file is copied that is to be moved, whether the system would let it go."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

from aesthetic_gui.files.transfer.copying import TransferError


def check_removable(path: Path) -> None:
    """Raises ``OSError`` where the system would not let the file at ``path`` be taken away. Nothing is changed.

    rmdir(2) of what is no folder always fails; Linux first looks at all that it looks at for unlink(2): whether the
    drive is write-protected, who may write in the folder, a folder of everybody's in which only owners may remove,
    flags such as *immutable*. Elsewhere the folder is asked whether it can be written.
    """
    if sys.platform != "linux" and not os.access(path.parent, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    try:
        os.rmdir(path)  # noqa: PTH106 - see above
    except NotADirectoryError:
        return
    raise TransferError(f"{path.name} is not a file.")  # an empty folder that took the name in this moment
