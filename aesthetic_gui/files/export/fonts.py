"""Fonts for what exported pages and watermarks say, of any script as far as this machine can.

DejaVu comes with matplotlib and covers Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew and Arabic letters; the
system's fonts are asked for the rest, and a PDF's reader has fonts of its own for Chinese, Japanese and Korean.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import sys
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from aesthetic_gui.disk_io import refuse_odd

_DEJAVU = "DejaVuSans.ttf"
_WIDE = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansThai-Regular.ttf",
    "NotoSansDevanagari-Regular.ttf",
    "DroidSansFallbackFull.ttf",
    "wqy-microhei.ttc",
    "Arial Unicode.ttf",
    "msyh.ttc",
    "meiryo.ttc",
    "malgun.ttf",
    "seguisym.ttf",
    "segoeui.ttf",
    "arial.ttf",
)  # by name, on the systems that have them
_NOTHING = "\uffff"  # in no font: what it looks like is what a missing letter looks like
_log = logging.getLogger(__name__)


def printable(text: str) -> str:
    r"""Text that can be drawn: bytes of a name that are no UTF-8 as ``\xff``, control characters as spaces."""
    valid = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(" " if unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") else letter for letter in valid)


def for_pictures(text: str, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The first font in which no letter of ``text`` is missing, else the one with the fewest missing."""
    fonts = [ImageFont.truetype(str(path), size) for path in files()]
    return min(fonts, key=lambda font: _missing(font, text)) if fonts else ImageFont.load_default(size)


def _missing(font: ImageFont.FreeTypeFont, text: str) -> int:
    nothing = bytes(font.getmask(_NOTHING))
    return sum(bytes(font.getmask(letter)) == nothing for letter in set(text) if not letter.isspace())


@lru_cache(maxsize=1)
def files() -> tuple[Path, ...]:
    """The fonts there are, the one for most texts first."""
    found = [path for path in _first_choices() if path.is_file()][:1]
    wanted = {name.lower() for name in _WIDE}
    for folder in _system_folders():
        for parent, _, names in os.walk(folder):
            found += [Path(parent, name) for name in sorted(names) if name.lower() in wanted]
    return tuple(path for path in found if _opens(path))


def _opens(path: Path) -> bool:
    try:
        refuse_odd(path)
        ImageFont.truetype(str(path), 12)
    except OSError:
        _log.info("a font that cannot be used: %s", path)
        return False
    return True


def _first_choices() -> Iterator[Path]:
    """DejaVu of matplotlib or the system, else what reportlab brings; neither is imported."""
    for package, inside in (("matplotlib", f"mpl-data/fonts/ttf/{_DEJAVU}"), ("reportlab", "fonts/Vera.ttf")):
        spec = importlib.util.find_spec(package)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            yield Path(folder, inside)
        yield Path("/usr/share/fonts/truetype/dejavu", _DEJAVU)


def _system_folders() -> tuple[Path, ...]:
    if sys.platform == "win32":
        return (Path(os.environ.get("WINDIR", "C:\\Windows")) / "Fonts",)
    if sys.platform == "darwin":
        return Path("/System/Library/Fonts"), Path("/Library/Fonts")
    return Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts"
