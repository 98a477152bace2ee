"""How exported pictures are made: the settings, frozen, that every maker here takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from aesthetic_gui.files.decoding import profiles
from aesthetic_gui.files.decoding.codecs import code_points
from aesthetic_gui.photo import AestheticError

Maker = Callable[[Path], None]  # writes one new file at the path it is given, and nothing else


def writes(content: Callable[[], bytes]) -> Maker:
    """A maker that writes what ``content`` is by then. It raises what that raises, and ``OSError``."""

    def make(target: Path) -> None:
        made = content()  # first: nothing is left at the path where it fails
        with target.open("xb") as file:
            file.write(made)

    return make


class ExportError(AestheticError):
    """A picture or page that could not be made; the text says why and what to do."""


class Format(StrEnum):
    """What exported pictures are; ``ORIGINAL`` is the file as it is, which is copied and never rendered."""

    JPEG = "jpeg"
    WEBP = "webp"
    AVIF = "avif"
    ORIGINAL = "original"


class ColourSpace(StrEnum):
    """The colours that a picture is converted to; its ICC profile is embedded."""

    SRGB = "srgb"
    DISPLAY_P3 = "display-p3"
    ADOBE_RGB = "adobe-rgb"


class Along(StrEnum):
    """How much of what the camera and the photographer wrote goes along; maker's notes never do."""

    ALL = "all"
    NO_PLACE = "no-place"
    COPYRIGHT = "copyright-only"
    NONE = "none"


class Private(StrEnum):
    """What may be left out of what goes along, wherever in the metadata it stands; see ``metadata.private``."""

    PLACE = "place"
    PEOPLE = "people"
    SERIALS = "serial-numbers"
    RATINGS = "ratings"


class Sharpening(StrEnum):
    """For the screen, after resizing."""

    NONE = "none"
    LOW = "low"
    STANDARD = "standard"


class Corner(StrEnum):
    """Where a watermark stands."""

    TOP_LEFT = "top-left"
    TOP_RIGHT = "top-right"
    BOTTOM_LEFT = "bottom-left"
    BOTTOM_RIGHT = "bottom-right"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class Watermark:
    """A text, or a picture (a PNG with transparency, say) where ``picture`` is set.

    ``size`` and ``margin`` are shares of the exported picture's short edge: the height of the text's line or the longer
    side of the mark, and what is left free around it. ``opacity`` is 0 to 1.
    """

    text: str = ""
    picture: Path | None = None
    corner: Corner = Corner.BOTTOM_RIGHT
    opacity: float = 0.6
    size: float = 0.04
    margin: float = 0.03


@dataclass(frozen=True, slots=True)
class Rendition:
    """``long_edge`` in pixels, None for full size, is never enlarged to; ``quality`` is 1 to 100.

    ``without``: what is left out besides what ``metadata`` leaves out.
    """

    format: Format = Format.JPEG
    long_edge: int | None = None
    quality: int = 90
    profile: ColourSpace = ColourSpace.SRGB
    metadata: Along = Along.NO_PLACE
    watermark: Watermark | None = None
    sharpen: Sharpening = Sharpening.NONE
    without: frozenset[Private] = frozenset()

    def __post_init__(self) -> None:
        """Raises ``ValueError`` for what no picture can be made by."""
        if self.long_edge is not None and self.long_edge < 1:
            raise ValueError(f"a long edge of {self.long_edge} pixels")
        if not 1 <= self.quality <= 100:
            raise ValueError(f"quality {self.quality}, which is not 1 to 100")

    @property
    def hidden(self) -> frozenset[Private]:
        """All that is left out of what goes along."""
        return self.without | {Private.PLACE} if self.metadata is Along.NO_PLACE else self.without

    @property
    def contradiction(self) -> str:
        """Why no original can be copied by this, in a sentence; "" where it can, or where a picture is rendered."""
        if self.format is not Format.ORIGINAL:
            return ""
        if self.metadata is not Along.ALL or self.without:
            return (
                "An original is never changed, so it takes along all that is in it, the place too. "
                "Keep all metadata, or choose JPEG, WebP or AVIF."
            )
        if self != Rendition(Format.ORIGINAL, metadata=Along.ALL):
            return (
                "An original is never changed, so it has no other size, quality or colours, and no watermark. "
                "Leave them as they are, or choose JPEG, WebP or AVIF."
            )
        return ""


SUFFIXES: Mapping[Format, str] = {Format.JPEG: ".jpg", Format.WEBP: ".webp", Format.AVIF: ".avif"}
PROFILE_NAMES: Mapping[ColourSpace, str] = {
    ColourSpace.SRGB: "sRGB",
    ColourSpace.DISPLAY_P3: "Display P3",
    ColourSpace.ADOBE_RGB: "Adobe RGB (1998)",
}
_DISPLAY_P3_CODE, _SRGB_CODE = 12, 1  # colour primaries of ITU-T H.273


def icc_profile(space: ColourSpace) -> bytes:
    """The profile that is embedded: of published primaries, version 2, the same bytes every time."""
    if space is ColourSpace.ADOBE_RGB:
        return profiles.adobe_rgb()
    primaries, white = code_points.GAMUTS[_DISPLAY_P3_CODE if space is ColourSpace.DISPLAY_P3 else _SRGB_CODE]
    return profiles.matrix_profile(PROFILE_NAMES[space], primaries, white, profiles.srgb_to_linear)
