"""What the camera wrote: EXIF (CIPA DC-008), read from an image that Pillow has opened or from a bare TIFF block.

Nothing in a file is trusted: a zero denominator, a wrong type, a giant string or a broken directory gives
None for that value, never an error.
"""

from __future__ import annotations

import io
import logging
import math
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import IO, Any, BinaryIO, cast

from PIL import ExifTags, Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2 as Directory

from aesthetic_gui.files.containers import LARGEST, Notes, tiff
from aesthetic_gui.photo import Metadata

ORIENTATION = ExifTags.Base.Orientation
# An orientation: whether it is mirrored, left for right, and then by how many quarters it is turned clockwise.
_WAYS = {1: (False, 0), 6: (False, 1), 3: (False, 2), 8: (False, 3), 2: (True, 0), 7: (True, 1), 4: (True, 2)}
_WAYS |= {5: (True, 3)}
_BY_WAY = {way: orientation for orientation, way in _WAYS.items()}
TURNED = (5, 6, 7, 8)  # orientations whose width and height change places
LONGEST_VALUE = 1 << 16  # bytes of a tag; what this program asks for has some hundred
LONGEST_TEXT = 80  # characters; a model or lens name that is longer is damage
ISO_OVERFLOW = 65535  # PhotographicSensitivity is 16 bits wide; beyond it the real value is in another tag

_LENS_NAME = re.compile(r"[1-9]|[^\W\d_]{3}")  # "----" and "0.0 mm f/0.0" are what cameras write when they do not know
_NO_NAME = re.compile(
    r"\W*(unknown|undef(ined)?|none|no|not?[ -]?(available|attached|lens|set|cpu)|n/?a|null|nan|inf|default)\W*"
    r"((e-mount|lens|model|make|camera|type|attached|cpu|null|0+(\.0+)?|65535|mm)\W*)*"
    r"|65535|[^\w]*0*[^\w]*|(\w{1,3} )?0+(\.0+)? ?mm f/?(1:)?0.*",  # Canon, many, Sony
    re.I,
)
_COMPANY = re.compile(
    r"\b(corporation|corp|company|co|ltd|inc|ag|gmbh|imaging|camera|optical|electronics|techwin|digital)\b[.,]*", re.I
)
_DAY = r"(\d{4})(?:[-:/. ]\s*(\d\d?)[-:/. ]\s*(\d\d?)|(\d\d)(\d\d))(?!\d)"
_CLOCK = r"(?:(\d\d?)[:.]\s*(\d\d?)(?:[:.]\s*(\d\d?))?|(\d\d)(\d\d)(\d\d)?)(?!\d)(?:[.,](\d+))?"
_MOMENT = re.compile(rf"\s*{_DAY}(?:[\sT:]\s*{_CLOCK}\s*(Z|[+-]\d\d:?\d\d)?)?", re.I | re.A)

_EARLIEST, _LATEST = 1826, 2100  # years; the first photograph that is left is of 1826
_BEGINNING_OF_QUICKTIME = (1904, 1, 1)
_BEGINNINGS = {  # of programs' reckoning of time: midnight of these days
    (1899, 12, 30),  # OLE
    (1900, 1, 1),
    (1970, 1, 1),  # Unix
    (1980, 1, 1),  # FAT
}

_TAKEN = (
    (ExifTags.Base.DateTimeOriginal, ExifTags.Base.SubsecTimeOriginal, ExifTags.Base.OffsetTimeOriginal),
    (ExifTags.Base.DateTimeDigitized, ExifTags.Base.SubsecTimeDigitized, ExifTags.Base.OffsetTimeDigitized),
)
_CHANGED = ((ExifTags.Base.DateTime, ExifTags.Base.SubsecTime, ExifTags.Base.OffsetTime),)
_LENS = "{focal} f/{aperture}"
_log = logging.getLogger(__name__)

Tags = Mapping[int, Any]


def read_metadata(image: Image.Image) -> Metadata:
    """The camera's metadata of an opened image; width and height are those of the upright picture.

    Call it before the image is scaled while decoding (``draft``), which changes its size. ``captured_at`` is
    the camera's clock as the photographer saw it, without a time zone: pictures of cameras that write an
    offset and of others that do not can then be sorted together.
    """
    return metadata_of_tags(*tags_of(image), upright_size(image))


def metadata_of_tiff(data: bytes, size: tuple[int, int]) -> tuple[Metadata, int]:
    """Metadata and orientation (1 to 8) of a bare EXIF block, as HEIF, JPEG XL and RAW files carry it.

    ``size`` is the upright photograph's (width, height) and is taken as it is. What stands before the TIFF header
    (HEIF's four bytes of offset, ``Exif\\0\\0``) is skipped. A block that is none gives no metadata and 1.
    """
    tags, camera_tags = tags_of_tiff(io.BytesIO(tiff.block(data)))
    return metadata_of_tags(tags, camera_tags, size), orientation_of(tags)


def tags_of_notes(notes: Notes) -> tuple[Tags, Tags]:
    """The main directory and the camera's own of an open file, whatever its container. Raises ``OSError``."""
    main, own = tags_of_tiff(notes.exif)
    return main, own if notes.camera is notes.exif else {**own, **tags_of_tiff(notes.camera)[1]}


def tags_of_tiff(stream: BinaryIO) -> tuple[Tags, Tags]:
    """The first directory of a TIFF (or of ORF and RW2, which differ in a number) and the camera's own.

    TIFF/EP files, as DNG and most RAWs are, may keep the camera's tags in the first directory: they count where the
    camera's own directory has none. Only the directories are read; broken ones are empty. Raises ``OSError``.
    """
    order, place = _tiff_header(stream)
    main, _ = _directory(stream, order, place) if order else ({}, 0)
    own_place = main.get(ExifTags.IFD.Exif)
    own, _ = _directory(stream, order, own_place) if isinstance(own_place, int) else ({}, 0)
    return main, {**main, **own}


def directories(stream: BinaryIO, sub_directories: int, most: int) -> Iterator[Tags]:
    """A TIFF's directories, each once: those that follow each other, and those the tag ``sub_directories`` names."""
    order, place = _tiff_header(stream)
    places, seen = [place] if order else [], set[int]()
    while places and len(seen) < most:
        place = places.pop(0)
        if place <= 0 or place in seen:
            continue
        seen.add(place)
        tags, following = _directory(stream, order, place)
        below = tags.get(sub_directories, ())
        below = below if isinstance(below, tuple) else (below,)
        places += [following, *(entry for entry in below[:most] if isinstance(entry, int))]
        yield tags


def is_adobe_rgb(stream: BinaryIO, camera_tags: Tags) -> bool:
    """Whether a TIFF's tags say that its pictures are in Adobe RGB: "R03" (CIPA DC-009), or 2 from old cameras."""
    place = camera_tags.get(ExifTags.IFD.Interop)
    order, _ = _tiff_header(stream)
    interop, _ = _directory(stream, order, place) if order and isinstance(place, int) else ({}, 0)
    return says_adobe_rgb(camera_tags, interop)


def says_adobe_rgb(camera_tags: Tags, interop: Tags) -> bool:
    """The same, of the camera's own directory and the one for interoperability."""
    return _text(interop.get(ExifTags.Interop.InteropIndex)) == "R03" or camera_tags.get(ExifTags.Base.ColorSpace) == 2


def _tiff_header(stream: BinaryIO) -> tuple[bytes, int]:
    """``b"II"`` or ``b"MM"`` and the place of the first directory; empty where the stream is none, or a BigTIFF."""
    head = tiff.read_head(stream)
    return (head.mark, head.first) if head and not head.is_big else (b"", 0)


def _directory(stream: BinaryIO, order: bytes, place: int) -> tuple[dict[int, Any], int]:
    """One directory's tags, those left out that cannot be read, and where the next directory is (0: nowhere)."""
    directory = Directory(prefix=order)
    directory.next = 0
    found: dict[int, Any] = {}
    stream.seek(max(place, 0))
    try:
        directory.load(cast(IO[bytes], _Allowance(stream)))
    except OSError:
        raise
    except Exception:  # noqa: BLE001 – Pillow's parser raises anything on hostile bytes, and no tag is worth a photograph
        _log.info("cannot read the directory at %r", place, exc_info=True)
    for tag in list(directory):
        if len(directory._tagdata.get(tag, b"")) > LONGEST_VALUE:  # each number of it would become an object
            continue
        try:
            found[tag] = directory[tag]
        except Exception:  # noqa: BLE001 – as above
            _log.info("cannot read tag %r", tag, exc_info=True)
    return found, directory.next


class _Allowance:
    """A stream that ends after so many bytes: the values of thousands of tags may lie at one and the same place."""

    def __init__(self, stream: BinaryIO) -> None:
        self._left = LARGEST
        self.seek, self.tell, self._read = stream.seek, stream.tell, stream.read

    def read(self, size: int) -> bytes:
        found = self._read(min(size, self._left))
        self._left -= len(found)
        return found


def metadata_of_tags(tags: Tags, camera_tags: Tags, size: tuple[int, int]) -> Metadata:
    """What the main directory and the camera's own say of a photograph of ``size``, (width, height) upright.

    Where only XMP or IPTC say when it was taken, ``files.xmp.capture`` knows.
    """
    width, height = size
    return Metadata(
        width=width,
        height=height,
        captured_at=captured_at(camera_tags) or changed_at(tags, camera_tags),
        camera=_camera(_name(tags.get(ExifTags.Base.Make)), _name(tags.get(ExifTags.Base.Model))),
        lens=_lens(camera_tags),
        exposure_time=_exposure_time(camera_tags),
        f_number=_f_number(camera_tags),
        iso=_iso(camera_tags),
        focal_length=_number(camera_tags.get(ExifTags.Base.FocalLength), 0.1, 100_000),
    )


def orientation(image: Image.Image) -> int:
    """How to turn the image upright, 1 to 8 as in EXIF; 1 where unknown or already done (Pillow turns TIFF)."""
    return 1 if image.format == "TIFF" else orientation_of(tags_of(image)[0])


def orientation_of(tags: Tags) -> int:
    """What the main directory says of the orientation, 1 where it says nothing that EXIF knows."""
    value = tags.get(ExifTags.Base.Orientation)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def upright_size(image: Image.Image) -> tuple[int, int]:
    """Width and height in pixels once upright."""
    return turned(image.size, orientation(image))


def turned(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    """Width and height in pixels of a picture of ``size`` once it is turned as EXIF's ``orientation`` says."""
    width, height = size
    return (height, width) if orientation in TURNED else (width, height)


def with_turn(orientation: int, turn: int) -> int:
    """The orientation 1 to 8 of what had ``orientation``, after so many more quarter turns clockwise."""
    mirrored, before = _WAYS[orientation]
    return _BY_WAY[mirrored, (before + turn) % 4]


def turn_between(own: int, other: int) -> int | None:
    """The quarter turns clockwise, 0 to 3, that lead from one orientation to the other; None where one is mirrored."""
    (mirrored, before), (mirrored_too, after) = _WAYS[own], _WAYS[other]
    return None if mirrored != mirrored_too else (after - before) % 4


def tags_of(image: Image.Image) -> tuple[Tags, Tags]:
    """An opened image's main directory and the camera's own (Exif IFD); empty where the file's are broken."""
    try:
        exif = image.getexif()
        return exif, exif.get_ifd(ExifTags.IFD.Exif)
    except Exception:  # noqa: BLE001 – Pillow's parser raises anything on hostile bytes, and no tag is worth a photograph
        _log.info("cannot read the EXIF of %r", image, exc_info=True)
        return {}, {}


def captured_at(camera_tags: Tags) -> datetime | None:
    """When the picture was taken, or digitized, by the camera's clock; when it was changed is ``changed_at``."""
    return _first_moment(camera_tags, camera_tags, _TAKEN)


def changed_at(tags: Tags, camera_tags: Tags) -> datetime | None:
    """What most cameras give the time of capture, too, and editors the time at which they saved."""
    return _first_moment(tags, camera_tags, _CHANGED)


def _first_moment(tags: Tags, camera_tags: Tags, sources: tuple[tuple[int, int, int], ...]) -> datetime | None:
    for tag, *beside in sources:
        fraction, zone = (_text(camera_tags.get(one)) for one in beside)
        if moment := moment_of(_text(tags.get(tag)), fraction, zone):
            return moment
    return None


def moment_of(text: str | None, fraction: str | None = None, zone: str | None = None) -> datetime | None:
    """The camera's clock as ``text`` has it, without a zone; None where it has none or only looks as if it had.

    EXIF's form, XMP's (ISO 8601) and IPTC's are known, and what cameras and phones make of them.

    A day alone is its midnight; 24:04 is four minutes past the midnight the day began with, as the names that phones
    give such files show; a second 60, as in a leap second, is the 59th. ``fraction`` are the digits of the fraction of
    a second and ``zone`` the offset, where they stand apart: the beginning of Unix's time is a moment with an offset,
    and nothing without one.
    """
    match = _MOMENT.match(text or "")
    if not match:
        return None
    spelt, run_together = match.group(1, 2, 3, 6, 7, 8), match.group(1, 4, 5, 9, 10, 11)
    year, month, day, hour, minute, second = (
        int(one or other or 0) for one, other in zip(spelt, run_together, strict=True)
    )
    digits = match[12] or (fraction if fraction and fraction.isascii() and fraction.isdigit() else "0")
    try:
        moment = datetime(year, month, day, hour % 24, minute, min(second, 59), int(digits[:6].ljust(6, "0")))  # noqa: DTZ001 – see above
    except ValueError:
        return None
    is_valid = hour <= 24 and second <= 60
    return moment if is_valid and not _is_placeholder(moment, has_zone=bool(match[13] or zone)) else None


def _is_placeholder(moment: datetime, *, has_zone: bool) -> bool:
    day = (moment.year, moment.month, moment.day)
    if not _EARLIEST <= moment.year <= _LATEST or day == _BEGINNING_OF_QUICKTIME:
        return True
    return day in _BEGINNINGS and not has_zone and not (moment.hour or moment.minute or moment.second)


def _camera(make: str | None, model: str | None) -> str | None:
    """``Canon`` + ``Canon EOS 5D`` is ``Canon EOS 5D``; ``NIKON CORPORATION`` + ``NIKON D3100`` is ``NIKON D3100``."""
    make = " ".join(_COMPANY.sub(" ", make).replace(",", " ").split()) if make else None
    if not make or not model:
        return model or make
    first = model.casefold().split()[0]
    made_by = make.casefold().split()
    named = first in made_by or first == "pentax" or model.casefold().startswith(make.casefold())
    return model if named else f"{make} {model}"


def _lens(tags: Tags) -> str | None:
    model = _name(tags.get(ExifTags.Base.LensModel))
    if model and _LENS_NAME.search(model):
        return model
    return _lens_of_specification(tags.get(ExifTags.Base.LensSpecification))


def _name(value: Any) -> str | None:
    """None, too, for what stands there where the camera does not know."""
    text = _text(value)
    return text if text and not _NO_NAME.fullmatch(text) else None


def _lens_of_specification(value: Any) -> str | None:
    """Shortest and longest focal length in mm, and the aperture at each, as words; unknown apertures are 0/0."""
    if not isinstance(value, tuple) or len(value) != 4:
        return None
    short, long = (_number(part, 0.1, 100_000) for part in value[:2])
    if short is None or long is None or len(set(map(str, value))) == 1:  # of no lens all four are alike
        return None
    focal = _range(short, long) + " mm"
    apertures = [aperture for part in value[2:] if (aperture := _number(part, 0.3, 1000)) is not None]
    return _LENS.format(focal=focal, aperture=_range(apertures[0], apertures[-1])) if apertures else focal


def _exposure_time(tags: Tags) -> float | None:
    seconds = _number(tags.get(ExifTags.Base.ExposureTime), 1e-7, 1e6)
    if seconds is not None:
        return seconds
    apex = _number(tags.get(ExifTags.Base.ShutterSpeedValue), -20, 24)
    return None if apex is None else 2.0**-apex


def _f_number(tags: Tags) -> float | None:
    number = _number(tags.get(ExifTags.Base.FNumber), 0.3, 1000)
    if number is not None:
        return number
    apex = _number(tags.get(ExifTags.Base.ApertureValue), 0.01, 20)  # 0 is what cameras write without a lens
    return None if apex is None else round(2.0 ** (apex / 2), 1)


def _iso(tags: Tags) -> int | None:
    sensitivity = _number(tags.get(ExifTags.Base.ISOSpeedRatings), 1, 1e8)
    if sensitivity is None or sensitivity >= ISO_OVERFLOW:
        wider = (
            ExifTags.Base.RecommendedExposureIndex,
            ExifTags.Base.StandardOutputSensitivity,
            ExifTags.Base.ISOSpeed,
        )
        found = (_number(tags.get(tag), 1, 1e8) for tag in wider)
        sensitivity = next((value for value in found if value is not None), sensitivity)
    return None if sensitivity is None else round(sensitivity)


def _number(value: Any, least: float, most: float) -> float | None:
    """A finite number within what a camera can mean, else None. Of several the first counts."""
    if isinstance(value, (tuple, list)) and value:
        value = value[0]
    try:
        number = float(value)
    except (TypeError, ValueError, ArithmeticError, AttributeError):
        return None
    return number if math.isfinite(number) and least <= number <= most else None


def _text(value: Any) -> str | None:
    """One tidy line of printable characters, None where nothing is left."""
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    if not isinstance(value, str):
        return None
    text = _as_utf8(value[: 4 * LONGEST_TEXT].split("\x00")[0])
    line = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    return line[:LONGEST_TEXT].strip() or None


def _as_utf8(text: str) -> str:
    """EXIF says ASCII, Pillow reads Latin-1, and phones write UTF-8."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _range(low: float, high: float) -> str:
    return _short(low) if low == high else f"{_short(low)}–{_short(high)}"


def _short(number: float) -> str:
    return f"{round(number, 1):g}" if number < 1e5 else f"{number:.0f}"
