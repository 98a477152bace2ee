"""How cameras and phones name the files of one exposure where their stems are not the same: one table, with its
sources.

A RAW whose stem is that of a finished picture is its RAW: so do Canon, Nikon (their manuals: "the same file names
but different extensions"), Sony, Fujifilm, Panasonic, OM System, Pentax, Leica, DJI, GoPro, Samsung, Xiaomi,
Huawei, OnePlus and Apple, and :mod:`~aesthetic_gui.files.formats` needs no table for it. Here stands what differs:

| scheme | RAW | finished picture |
|---|---|---|
| Pixel Camera (photoprism#3954, aves#1462, immich-go#94) | ``PXL_….RAW-02.ORIGINAL.dng`` | ``PXL_….RAW-01.COVER.jpg`` |
| the same, moving or at night (immich-go#94) | ``….NIGHT.RAW-02.ORIGINAL.dng`` | ``….RAW-01.MP.COVER.jpg`` |
| Pixel Camera before 2023, moving (memories#927) | ``PXL_….dng`` | ``PXL_….MP.jpg`` |
| Windows phones (Lumia) | ``WP_…_Raw__highres.dng`` | ``WP_…_Raw.jpg`` |

and, for what goes along with a picture, ``IMG_1_HEVC.MOV`` or ``IMG_1_HEIC.MOV`` (the moving part of
``IMG_1.HEIC``; icloud_photos_downloader#256, docker-icloudpd#71) and ``IMG_O1.AAE`` (what Apple's camera did to
``IMG_1``; osxphotos#2043).

Each stays a photograph of its own, since it is an edit, another rendering to choose from, or perhaps another
exposure:

- what was edited: ``IMG_E1.HEIC`` (Apple; osxphotos#1113), ``-edited``, ``_edited``, ``~2`` (Google), ``-Edit``,
  ``-Enhanced-NR`` (Lightroom), ``_DxO``, ``copy``;
- ``-1``, ``_1``, ``(1)``: a copy for one program, the next exposure for another;
- a second finished picture of one press: ``PORTRAIT-02.ORIGINAL``, ``MOTION-02.ORIGINAL``, a DJI drone's ``_W`` and
  ``_T``;
- bursts: ``.BURST-02``, ``_BURST002``, Samsung's ``20231207_101605_031``;
- ``_DSC1234`` and ``DSC_1234``, ``_MG_1234`` and ``IMG_1234``: the underscore tells of Adobe RGB, and a camera gives
  it to both files of a press. Where only one has it, they are of two cameras or two settings.
"""

from __future__ import annotations

import re

_COPY = r"(?P<copy> ?\(\d{1,6}\))?"  # what file managers and this program add to every file of a unit
_RAWS = [
    re.compile(pattern + _COPY)
    for pattern in (
        r"(?P<shot>.+)\.RAW-02(?:\.MP)?\.ORIGINAL",
        r"(?P<shot>PXL_\d{8}_\d{9}(?:\.NIGHT)?)",
        r"(?P<shot>WP_\d{8}_\d\d_\d\d_\d\d_\w+?)__highres",
    )
]
_FINISHED = [
    re.compile(pattern + _COPY)
    for pattern in (
        r"(?P<shot>.+)\.RAW-01(?:\.MP)?\.COVER",
        r"(?P<shot>PXL_\d{8}_\d{9}(?:\.NIGHT)?)\.MP",
        r"(?P<shot>WP_\d{8}_\d\d_\d\d_\d\d_\w+)",
    )
]
_ALONG = {
    ".mov": re.compile(rf"(?P<shot>.+)_(?:HEVC|HEIC){_COPY}"),
    ".aae": re.compile(rf"(?P<letters>IMG_)O(?P<shot>\d{{4,}}){_COPY}"),
}

Shot = tuple[int, str]  # which scheme's, and what it calls the exposure


def shot_of_raw(stem: str) -> Shot | None:
    """The exposure that a RAW of this stem is of, where a scheme says more than the stem does."""
    return _first_match(_RAWS, stem)


def shot_of_finished(stem: str) -> Shot | None:
    """The exposure that a finished picture of this stem is of, to be compared with that of a RAW."""
    return _first_match(_FINISHED, stem)


def picture_along_with(stem: str, extension: str) -> str | None:
    """The stem of the picture that a file of this stem and ``extension`` goes along with, where it is another."""
    found = _ALONG[extension].fullmatch(stem) if extension in _ALONG else None
    if found is None:
        return None
    return "".join(part or "" for part in (found.groupdict().get("letters"), found["shot"], found["copy"]))


def other_stems(stem: str, extension: str) -> list[str]:
    """Stems under which files of one unit may know one of this ``stem``, besides its own."""
    shots = (shot_of_raw(stem), shot_of_finished(stem))
    along = picture_along_with(stem, extension)
    return [shot[1] for shot in shots if shot] + ([along] if along else [])


def _first_match(patterns: list[re.Pattern[str]], stem: str) -> Shot | None:
    for number, pattern in enumerate(patterns):
        if found := pattern.fullmatch(stem):
            return number, found["shot"] + (found["copy"] or "")
    return None
