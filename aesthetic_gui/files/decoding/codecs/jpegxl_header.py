"""The beginning of a JPEG XL codestream (ISO/IEC 18181-1:2024, annex D), for what pylibjxl does not tell.

That is: which colours the decoded numbers are, whether they are multiplied by their alpha, and whether there is a
black channel. Fields are bits, the lowest first, most of them numbers of a length chosen by the two bits before.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from aesthetic_gui.files.containers.boxes import boxes
from aesthetic_gui.files.decoding.codecs.code_points import D65, DCI_WHITE, GAMUTS, SRGB, XY, Primaries

_MOST_BITS = 1 << 16  # a header has some two hundred, and names of channels
_ALPHA, _SPOT, _BLACK, _CFA = 0, 2, 4, 5  # kinds of extra channels
_GREY, _XYB = 1, 2  # colour spaces
_CUSTOM = 2  # white point, primaries
_WHITES = {1: D65, 10: (1 / 3, 1 / 3), 11: DCI_WHITE}
_GAMUTS = {1: GAMUTS[1][0], 9: GAMUTS[9][0], 11: GAMUTS[11][0]}
_STEEPEST = 10.0  # gamma

_Choice = tuple[int, int]  # how many bits follow, what is added to them
_SIZE = ((9, 1), (13, 1), (18, 1), (30, 1))
_PREVIEW = ((6, 1), (8, 65), (10, 321), (12, 1345))
_PREVIEW_BY_EIGHT = ((0, 16), (0, 32), (5, 1), (9, 33))
_ENUM = ((0, 0), (0, 1), (4, 2), (6, 18))
_INTEGER_DEPTH = ((0, 8), (0, 10), (0, 12), (6, 1))
_FLOAT_DEPTH = ((0, 32), (0, 16), (0, 24), (6, 1))
_COORDINATE = ((19, 0), (19, 524_288), (20, 1_048_576), (21, 2_097_152))


@dataclass(frozen=True, slots=True)
class CodestreamHeader:
    """``transfer``: a code point of ITU-T H.273 or a gamma; ``has_profile``: an ICC profile tells the colours."""

    primaries: Primaries = GAMUTS[1][0]
    white: XY = D65
    transfer: int | float = SRGB
    has_profile: bool = False
    is_xyb: bool = True
    premultiplied: bool = False
    has_black: bool = False

    @property
    def is_converted(self) -> bool:
        """Whether libjxl gives linear sRGB instead of the colours of the ICC profile."""
        return self.is_xyb and self.has_profile


def read_header(data: bytes) -> CodestreamHeader:
    """The header of a file, with or without container. Raises ``ValueError`` where it is damaged."""
    bits = _Bits(_codestream(data))
    bits.take(16)  # FF 0A
    _skip_size(bits)
    if bits.flag():  # all as usual
        return CodestreamHeader()
    if bits.flag():
        _skip_extra_fields(bits)
    _skip_depth(bits)
    bits.take(1)  # whether 16 bits are enough
    premultiplied, has_black = _extra_channels(bits)
    is_xyb = bits.flag()
    if bits.flag():  # sRGB
        return CodestreamHeader(is_xyb=is_xyb, premultiplied=premultiplied, has_black=has_black)
    if bits.flag():
        return CodestreamHeader(has_profile=True, is_xyb=is_xyb, premultiplied=premultiplied, has_black=has_black)
    primaries, white, transfer = _colours(bits)
    return CodestreamHeader(primaries, white, transfer, False, is_xyb, premultiplied, has_black)


class _Bits:
    def __init__(self, data: bytes) -> None:
        self._number, self._left = int.from_bytes(data, "little"), 8 * len(data)

    def take(self, count: int) -> int:
        if count > self._left:
            raise ValueError("the header ends too early (truncated)")
        taken = self._number & ((1 << count) - 1)
        self._number >>= count
        self._left -= count
        return taken

    def flag(self) -> bool:
        return self.take(1) == 1

    def one_of(self, choices: tuple[_Choice, _Choice, _Choice, _Choice]) -> int:
        count, offset = choices[self.take(2)]
        return offset + self.take(count)

    def enum(self) -> int:
        return self.one_of(_ENUM)


def _codestream(data: bytes) -> bytes:
    """The first bytes of the codestream, which a container may keep in parts (``jxlp``, four bytes of number each)."""
    most = _MOST_BITS // 8
    if data.startswith(b"\xff\x0a"):
        return data[:most]
    return b"".join(_parts(data))[:most]


def _parts(data: bytes) -> Iterator[bytes]:
    for box in boxes(io.BytesIO(data)):
        if box.kind in (b"jxlc", b"jxlp"):
            start = box.start + (4 if box.kind == b"jxlp" else 0)
            yield data[start : min(box.end, start + _MOST_BITS // 8)]


def _skip_size(bits: _Bits) -> None:
    small = bits.flag()
    for by_ratio in (False, True):  # the height; the width, unless a ratio tells it
        if by_ratio and bits.take(3):
            return
        bits.take(5) if small else bits.one_of(_SIZE)


def _skip_extra_fields(bits: _Bits) -> None:
    bits.take(3)  # orientation, which libjxl applies
    if bits.flag():
        _skip_size(bits)  # intrinsic
    if bits.flag():
        choices = _PREVIEW_BY_EIGHT if bits.flag() else _PREVIEW
        bits.one_of(choices)
        if not bits.take(3):
            bits.one_of(choices)
    if bits.flag():  # an animation
        bits.one_of(((0, 100), (0, 1000), (10, 1), (30, 1)))
        bits.one_of(((0, 1), (0, 1001), (8, 1), (10, 1)))
        bits.one_of(((0, 0), (3, 0), (16, 0), (32, 0)))
        bits.take(1)


def _skip_depth(bits: _Bits) -> None:
    if bits.flag():
        bits.one_of(_FLOAT_DEPTH)
        bits.take(4)
    else:
        bits.one_of(_INTEGER_DEPTH)


def _extra_channels(bits: _Bits) -> tuple[bool, bool]:
    """Whether the first alpha is multiplied in, whether there is black."""
    premultiplied: list[bool] = []
    has_black = False
    for _ in range(bits.one_of(((0, 0), (0, 1), (4, 2), (12, 1)))):
        if bits.flag():  # alpha of 8 bits
            premultiplied.append(False)
            continue
        kind = bits.enum()
        _skip_depth(bits)
        bits.one_of(((0, 0), (0, 3), (0, 4), (3, 1)))
        bits.take(8 * bits.one_of(((0, 0), (4, 0), (5, 16), (10, 48))))  # its name
        if kind == _ALPHA:
            premultiplied.append(bits.flag())
        elif kind == _SPOT:
            bits.take(4 * 16)
        elif kind == _CFA:
            bits.one_of(((0, 1), (2, 0), (4, 3), (8, 19)))
        has_black |= kind == _BLACK
    return premultiplied[:1] == [True], has_black


def _colours(bits: _Bits) -> tuple[Primaries, XY, int | float]:
    primaries, white = GAMUTS[1]
    space = bits.enum()
    if space == _XYB:
        return primaries, white, SRGB
    number = bits.enum()
    white = _xy(bits) if number == _CUSTOM else _WHITES.get(number, white)
    if space != _GREY:
        number = bits.enum()
        primaries = (_xy(bits), _xy(bits), _xy(bits)) if number == _CUSTOM else _GAMUTS.get(number, primaries)
    if not bits.flag():
        return primaries, white, bits.enum()
    return primaries, white, min(1 / max(bits.take(24) / 1e7, 1e-7), _STEEPEST)


def _xy(bits: _Bits) -> XY:
    x, y = (_signed(bits.one_of(_COORDINATE)) / 1e6 for _ in range(2))
    return x, y


def _signed(number: int) -> int:
    return -(number + 1 >> 1) if number & 1 else number >> 1
