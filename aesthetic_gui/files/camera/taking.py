"""How a photograph was taken, as far as its file says so: what tells a burst from a bracket and a panorama.

EXIF (CIPA DC-008) says the serial number of the body, the exposure compensation and that exposures are bracketed;
the notes of Canon, Nikon, Sony, Fujifilm, Panasonic and Olympus say the drive mode, those of Apple the burst (names
and forms as ExifTool documents them). Google's cameras say the burst in XMP or in the name, and panoramas in GPano.
"""

from __future__ import annotations

import logging
import math
import re
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from aesthetic_gui import disk_io
from aesthetic_gui.facts import Taking
from aesthetic_gui.files.camera import focus
from aesthetic_gui.files.camera.notes import FUJI, PANASONIC, SONY, CameraNotes, camera_notes
from aesthetic_gui.files.containers import Damaged, Notes, read_notes
from aesthetic_gui.files.xmp import names
from aesthetic_gui.files.xmp.embedded import packet_in
from aesthetic_gui.files.xmp.marks import XmpError
from aesthetic_gui.files.xmp.names import Name
from aesthetic_gui.files.xmp.values import Values
from aesthetic_gui.photo import Metadata

SINGLE, CONTINUOUS, BRACKET, FOCUS_BRACKET, PANORAMA = "single", "continuous", "bracket", "focus bracket", "panorama"

_ORIENTATION = 0x0112
_SERIAL, _DNG_SERIAL, _BIAS, _EXPOSURE_MODE, _DISTANCE = 0xA431, 0xC62F, 0x9204, 0xA402, 0x9206
_TAKEN, _FRACTION = 0x9003, 0x9291
_AUTO_BRACKET = 2
_INFINITE = 0xFFFFFFFF  # numerator
_CANON_SETTINGS, _CANON_SHOT, _CANON_SERIAL, _CANON_FILE, _CANON_FOCUS = 0x0001, 0x0004, 0x000C, 0x0093, 0x4053
_NIKON_SERIAL, _NIKON_SHOOTING = 0x001D, 0x0089
_SONY_RELEASE, _SONY_SEQUENCE = 0xB049, 0xB04A
_FUJI_BRACKET, _FUJI_SEQUENCE, _FUJI_DRIVE = 0x1100, 0x1101, 0x1103
_PANASONIC_BURST, _PANASONIC_SEQUENCE = 0x002A, 0x002B
_OLYMPUS_SETTINGS, _OLYMPUS_DRIVE = 0x2020, 0x0600
_APPLE_BURST = 0x000B
_OLYMPUS_FOCUS = 1 << 6  # of the bits of what is bracketed
_MOST_OFFSET = 9999

_BURST_ID = names.name("http://ns.google.com/photos/1.0/camera/", "BurstID")
_SPACES = (b"ns.google.com/photos/", b"exif/1.0/aux")
_PANO = names.plain("http://ns.google.com/photos/1.0/panorama/")
_AUX_SERIAL, _AUX_DISTANCE = (names.name(names.AUX, local) for local in ("SerialNumber", "ApproximateFocusDistance"))
_GOOGLE_NAME = re.compile(r"(\d{5})\w*_BURST(\d{14,20})", re.A)  # 00003IMG_00003_BURST20190101120000123_COVER.jpg
_PHONE_NAME = re.compile(r"(\w*\d{8}_\d{6}\w*?)_BURST(\d{1,4})", re.A)  # IMG_20190101_120000_BURST003.jpg
_SECONDS = re.compile(r"\d{4}\D\d\d\D\d\d\D\d\d\D\d\d\D\d\d", re.A)
_log = logging.getLogger(__name__)

Found = tuple[Taking, tuple[float, float] | None]


def taking_of(path: Path, metadata: Metadata | None = None) -> Found:
    """How the photograph at ``path`` was taken, and where the camera focused (as ``focus.focus_of``), in one reading.

    ``metadata``, as it was read before, tells the light. Never raises: what cannot be read says nothing.
    """
    said: Found = Taking(), None
    try:
        with disk_io.open_regular(path) as file:
            notes = read_notes(file)
            said = _said(notes)
    except (OSError, Damaged, struct.error):
        _log.info("cannot read how %r was taken", path, exc_info=True)
    taking, point = said
    return replace(_named(taking, path.name), light=light_of(metadata)), point


def light_of(metadata: Metadata | None) -> float | None:
    """The exposure value at ISO 100; None where time, aperture or sensitivity is not known."""
    if metadata is None or not (metadata.f_number and metadata.exposure_time and metadata.iso):
        return None
    return math.log2(metadata.f_number**2 / metadata.exposure_time) - math.log2(metadata.iso / 100)


def _said(notes: Notes) -> Found:
    camera = camera_notes(notes)
    taking = _with_xmp(_of_maker(camera, _of_exif(camera)), notes)
    return taking, focus.focus_in(camera, camera.main.number(_ORIENTATION) or 1)


def _of_exif(camera: CameraNotes) -> Taking:
    own = camera.own
    distance = own.ratio(_DISTANCE)
    endless = own.numbers(_DISTANCE, "I")[:1] == (_INFINITE,)
    return Taking(
        serial=own.text(_SERIAL) or camera.main.text(_DNG_SERIAL),
        drive=BRACKET if own.number(_EXPOSURE_MODE) == _AUTO_BRACKET else "",
        bias=own.ratio(_BIAS, "i"),
        seconds=bool(_SECONDS.match(own.text(_TAKEN))),
        fractions=any(digit.isdigit() for digit in own.text(_FRACTION)),
        distance=distance if distance and not endless else None,
    )


def _of_maker(camera: CameraNotes, taking: Taking) -> Taking:
    """What the maker's note adds; that exposures are bracketed, which EXIF says, stands."""
    makers: tuple[tuple[bytes, Callable[[CameraNotes, Taking], Taking]], ...] = (
        (SONY, _sony), (FUJI, _fuji), (PANASONIC, _panasonic), (b"Nikon\0", _nikon), (b"OLYMPUS\0", _olympus),
        (b"OM SYSTEM\0", _olympus), (b"Apple iOS\0", _apple),
    )  # fmt: skip
    maker = next((of_maker for name, of_maker in makers if camera.begins.startswith(name)), None)
    if maker is None and camera.model.startswith("Canon"):
        maker = _canon
    found = maker(camera, taking) if maker else taking
    keeps = taking.drive and found.drive in ("", SINGLE, CONTINUOUS)
    return replace(found, drive=taking.drive) if keeps else found


def _canon(camera: CameraNotes, taking: Taking) -> Taking:
    maker = camera.maker
    settings, shot, file = (maker.numbers(tag, "h") for tag in (_CANON_SETTINGS, _CANON_SHOT, _CANON_FILE))
    serial, focus_bracket = maker.number(_CANON_SERIAL), maker.numbers(_CANON_FOCUS, "i")
    drive = {0: SINGLE, 6: SINGLE, 9: SINGLE, 2: ""}.get(settings[5], CONTINUOUS) if len(settings) > 5 else ""
    mode = file[3] if len(file) > 5 else 0
    if mode in (1, 3):  # by exposure, by ISO
        drive = BRACKET
    if mode == 2 or (len(focus_bracket) > 1 and focus_bracket[1] == 1):
        drive = FOCUS_BRACKET
    offset = file[5] if drive in (BRACKET, FOCUS_BRACKET) and mode else shot[9] if len(shot) > 9 else None
    far, near = (value & 0xFFFF for value in file[20:22]) if len(file) > 21 else (0, 0)
    return replace(
        taking,
        serial=taking.serial or (str(serial) if serial else ""),
        drive=drive,
        offset=_place(offset),
        distance=taking.distance or ((far + near) / 200 if 0 < near <= far < 0xFFFF else None),
    )


def _nikon(camera: CameraNotes, taking: Taking) -> Taking:
    """A field of bits: continuous, and exposures bracketed."""
    modes = camera.maker.number(_NIKON_SHOOTING)
    drive = "" if modes is None else BRACKET if modes & 1 << 4 else CONTINUOUS if modes & 1 else SINGLE
    return replace(taking, serial=taking.serial or camera.maker.text(_NIKON_SERIAL), drive=drive)


def _sony(camera: CameraNotes, taking: Taking) -> Taking:
    release, sequence = camera.maker.number(_SONY_RELEASE), camera.maker.number(_SONY_SEQUENCE)
    drive = {0: SINGLE, 2: CONTINUOUS, 5: BRACKET}.get(-1 if release is None else release, "")
    return replace(taking, drive=drive, offset=_place(sequence))


def _fuji(camera: CameraNotes, taking: Taking) -> Taking:
    bracket, sequence = camera.maker.number(_FUJI_BRACKET), camera.maker.number(_FUJI_SEQUENCE)
    mode = camera.maker.number(_FUJI_DRIVE)
    drive = "" if mode is None else SINGLE if mode & 0xFF == 0 else CONTINUOUS
    return replace(taking, drive=BRACKET if bracket == 1 else drive, offset=_place(sequence))


def _panasonic(camera: CameraNotes, taking: Taking) -> Taking:
    burst, sequence = camera.maker.number(_PANASONIC_BURST), camera.maker.number(_PANASONIC_SEQUENCE)
    drives = {0: SINGLE, 1: CONTINUOUS, 4: CONTINUOUS, 17: CONTINUOUS, 2: BRACKET, 18: BRACKET, 3: FOCUS_BRACKET}
    return replace(taking, drive=drives.get(-1 if burst is None else burst, ""), offset=_place(sequence))


def _olympus(camera: CameraNotes, taking: Taking) -> Taking:
    """Several numbers: the mode, the number of the shot, what is bracketed."""
    said = camera.maker.below(_OLYMPUS_SETTINGS).numbers(_OLYMPUS_DRIVE, "H")
    mode, shot, what = (*said[:3], 0, 0, 0)[:3]
    drive = {0: SINGLE, 1: CONTINUOUS, 2: BRACKET, 4: BRACKET, 5: CONTINUOUS}.get(mode, "") if said else ""
    if mode == 5 and what:
        drive = FOCUS_BRACKET if what & _OLYMPUS_FOCUS else BRACKET
    return replace(taking, drive=drive, offset=_place(shot))


def _apple(camera: CameraNotes, taking: Taking) -> Taking:
    series = camera.maker.text(_APPLE_BURST)
    return replace(taking, series=series, drive=CONTINUOUS if series else "")


def _place(number: int | None) -> int | None:
    """The place in a series, from 1 on; 0 is none, and what is more than any camera counts is damage."""
    return number if number is not None and 0 < number <= _MOST_OFFSET else None


def _with_xmp(taking: Taking, notes: Notes) -> Taking:
    if not any(space in notes.xmp for space in _SPACES) and notes.xmp[:1] == b"<":
        return taking  # parsing what editors write takes longer than all else here
    try:
        values = packet_in(notes)
    except XmpError:
        return taking
    burst = _first(values, _BURST_ID)
    return replace(
        taking,
        serial=taking.serial or _first(values, _AUX_SERIAL),
        series=taking.series or burst,
        drive=PANORAMA if any(name.space == _PANO for name in values) else CONTINUOUS if burst else taking.drive,
        distance=taking.distance or _metres(_first(values, _AUX_DISTANCE)),
    )


def _first(values: Values, name: Name) -> str:
    return "".join(values.get(name, ())[:1])[:80]


def _metres(text: str) -> float | None:
    """``"530/100"``, as Adobe writes it; what is endless, or damaged, is None."""
    above, _, below = text.partition("/")
    if not (above.isascii() and above.isdigit() and (below or "1").isascii() and (below or "1").isdigit()):
        return None
    metres = int(above[:12]) / (int((below or "1")[:12]) or 1)
    return metres if 0 < metres < 1e5 else None


def _named(taking: Taking, name: str) -> Taking:
    """What the names say that phones give to bursts."""
    google, phone = _GOOGLE_NAME.match(name), _PHONE_NAME.match(name)
    if google:
        return replace(
            taking, series=taking.series or google[2], drive=taking.drive or CONTINUOUS, offset=int(google[1])
        )
    if phone:
        return replace(taking, series=taking.series or phone[1], drive=taking.drive or CONTINUOUS, offset=int(phone[2]))
    return taking
