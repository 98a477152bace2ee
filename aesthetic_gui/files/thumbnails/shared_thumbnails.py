"""Thumbnails shared with file managers and other programs: the freedesktop.org Thumbnail Managing Standard, 0.9.

    ~/.cache/thumbnails/{large,x-large}/md5(URI).png, with Thumb::URI and Thumb::MTime in the PNG's text

What another program has made is shown until our own is there; what was looked at here is left for the others, in the
background. They are keyed by path, so a moved file has none: our own cache (``thumbnails``) goes by content.
Only what this program wrote, and only the longest unused of it, is ever removed.
"""

from __future__ import annotations

import logging
import os
import queue
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote_from_bytes

import appdirs

from aesthetic_gui import disk_io
from aesthetic_gui.later import NDArray, later, np
from aesthetic_gui.photo import Photo

if TYPE_CHECKING:
    from PIL import Image, PngImagePlugin

    from aesthetic_gui.files.decoding import pixels
else:
    Image = later("PIL.Image")
    PngImagePlugin = later("PIL.PngImagePlugin")
    pixels = later("aesthetic_gui.files.decoding.pixels")

SIDE = 256  # pixels, the standard's "large", which is what file managers show
READ = ("x-large", "large")  # 512 and 256 pixels, in the order they are looked for
MAX_BYTES = 128 << 20  # of what this program wrote: about 2,000 thumbnails
SOFTWARE = "Aesthetic GUI"
WAITING = 64  # thumbnails to be written; more are let go: sharing never holds anybody up
PATIENCE = 2  # seconds, with the thread that writes, when the program ends

_LARGEST_FILE, _LARGEST_SIDE = 4 << 20, 1024  # bytes, pixels: beyond them it is no thumbnail
_ALLOWED = "/!$&'()*+,;=:@~"  # in a path, as GLib and Qt write URIs
_HEAD = 2048  # bytes of a PNG in which its text stands
_SECOND = 10**9
_log = logging.getLogger(__name__)


def usual_folder() -> Path | None:
    """Where the platform's programs share their thumbnails; None where it has no such place."""
    if sys.platform in ("win32", "darwin"):
        return None
    return Path(appdirs.user_cache_dir()) / "thumbnails"


def name_of(path: Path) -> str:
    """A thumbnail's file name: the MD5 sum of the URI, as the standard wants it, of an absolute path."""
    import hashlib

    return hashlib.md5(_uri(path).encode("ascii"), usedforsecurity=False).hexdigest() + ".png"


class SharedThumbnails:
    """The folder of shared thumbnails, for any number of threads. ``max_bytes`` limits what is written here."""

    def __init__(self, folder: Path, max_bytes: int = MAX_BYTES) -> None:
        self._folder, self._max_bytes = folder, max_bytes
        self._waiting: queue.Queue[tuple[Photo, NDArray[np.uint8]] | None] = queue.Queue(WAITING)
        self._writer: threading.Thread | None = None
        self._starting = threading.Lock()
        self._bytes: int | None = None  # written by this program; unknown until the first is written
        self._closed = False

    def find(self, photo: Photo) -> NDArray[np.uint8] | None:
        """A thumbnail that fits the file as it is now, uint8 (h, w, 3) of at most 512 pixels; None where none does."""
        name = name_of(photo.path)
        for size in READ:
            try:
                found = _read(self._folder / size / name, photo)
            except FileNotFoundError:
                continue
            except Exception:  # noqa: BLE001 – another program's file: hostile bytes raise anything, and it is only a thumbnail
                _log.debug("no use in a shared thumbnail of %r", photo.path, exc_info=True)
                continue
            if found is not None:
                return found
        return None

    def offer(self, photo: Photo, rgb: NDArray[np.uint8]) -> None:
        """Leave a thumbnail, uint8 (h, w, 3) in sRGB, for other programs, soon; none where too many wait already."""
        if self._closed or photo.path.is_relative_to(self._folder):
            return
        with self._starting:
            if self._writer is None:
                self._writer = threading.Thread(target=self._write_all, name="shared-thumbnails", daemon=True)
                self._writer.start()
        try:
            self._waiting.put_nowait((photo, rgb))
        except queue.Full:
            return

    def limit(self, max_bytes: int) -> None:
        """Keep at most ``max_bytes`` of this program's from the next one on."""
        self._max_bytes = max_bytes

    def close(self) -> None:
        """Let go of what waits and end the thread, but do not wait for a disk that does not answer."""
        self._closed = True
        if self._writer is None:
            return
        with suppress(queue.Empty):
            while True:
                self._waiting.get_nowait()
        self._waiting.put(None)
        self._writer.join(PATIENCE)

    def _write_all(self) -> None:
        while (waiting := self._waiting.get()) is not None:
            photo, rgb = waiting
            try:
                self._write(photo, rgb)
            except OSError:
                _log.info("a thumbnail of %r could not be shared", photo.path, exc_info=True)

    def _write(self, photo: Photo, rgb: NDArray[np.uint8]) -> None:
        """Beside its place, then renamed, for the owner's eyes only: as the standard asks."""
        folder = self._folder / "large"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        target = folder / name_of(photo.path)
        if _is_current(target, photo):
            return
        text = PngImagePlugin.PngInfo()
        rows = {"Thumb::URI": _uri(photo.path), "Thumb::MTime": str(photo.mtime_ns // _SECOND), "Software": SOFTWARE}
        for key, value in {**rows, "Thumb::Size": str(photo.size)}.items():
            text.add_text(key, value)
        descriptor, staged = tempfile.mkstemp(prefix=".aesthetic-gui-", suffix=".png", dir=folder)  # mode 600
        try:
            with os.fdopen(descriptor, "wb") as file:
                Image.fromarray(pixels.reduce(rgb, SIDE)).save(file, "PNG", pnginfo=text, compress_level=3)
            os.replace(staged, target)  # noqa: PTH105 – a string here
        except BaseException:
            os.unlink(staged)  # noqa: PTH108
            raise
        self._make_room(target.stat().st_size)

    def _make_room(self, more: int) -> None:
        """Remove the longest unused of this program's thumbnails where they are more than the limit."""
        if self._bytes is not None:
            self._bytes += more
        if self._bytes is not None and self._bytes <= self._max_bytes:
            return
        own = sorted(_written_here(self._folder / "large"))
        self._bytes = sum(size for _, size, _ in own)
        for _, size, path in own:
            if self._bytes <= self._max_bytes * 0.9:
                break
            path.unlink(missing_ok=True)
            self._bytes -= size


def _uri(path: Path) -> str:
    return "file://" + quote_from_bytes(os.fsencode(path), safe=_ALLOWED)


def _read(path: Path, photo: Photo) -> NDArray[np.uint8] | None:
    if path.stat().st_size > _LARGEST_FILE:
        return None
    with disk_io.open_regular(path) as file, Image.open(file, formats=("PNG",)) as image:
        text = image.info
        if text.get("Thumb::URI") != _uri(photo.path) or text.get("Thumb::MTime") != str(photo.mtime_ns // _SECOND):
            return None
        if max(image.size) > _LARGEST_SIDE or text.get("Thumb::Size", str(photo.size)) != str(photo.size):
            return None
        image.load()
        rgb = pixels.to_array(pixels.render(image, None))
    os.utime(path)  # so that what is used is not taken for what nobody needs
    return rgb


def _is_current(path: Path, photo: Photo) -> bool:
    try:
        with disk_io.open_regular(path) as file, Image.open(file, formats=("PNG",)) as image:
            time, size = image.info.get("Thumb::MTime"), image.info.get("Thumb::Size", str(photo.size))
            return (time, size) == (str(photo.mtime_ns // _SECOND), str(photo.size))
    except (OSError, SyntaxError, ValueError):
        return False


def _written_here(folder: Path) -> list[tuple[float, int, Path]]:
    """(time of last use, size in bytes, path) of each thumbnail that this program wrote."""
    found = []
    mark = b"tEXtSoftware\x00" + SOFTWARE.encode()
    with os.scandir(folder) as entries:
        for entry in entries:
            try:
                with disk_io.open_regular(Path(entry.path)) as file:
                    if mark in file.read(_HEAD):
                        status = entry.stat()
                        found.append((status.st_mtime, status.st_size, Path(entry.path)))
            except OSError:
                continue
    return found
