"""ICC profiles that photographs and monitors have, made of published primaries."""

from __future__ import annotations

from aesthetic_gui.files.decoding import profiles
from aesthetic_gui.files.decoding.codecs import code_points
from aesthetic_gui.files.decoding.profiles import adobe_rgb

__all__ = ["adobe_rgb", "bt2020", "display_p3", "prophoto"]


def display_p3() -> bytes:
    """The primaries of SMPTE EG 432-1, D65, and sRGB's curve."""
    return code_points.profile_of(12, code_points.SRGB)


def bt2020() -> bytes:
    """ITU-R BT.2020's primaries, D65; with sRGB's curve."""
    return code_points.profile_of(9, code_points.SRGB)


def prophoto() -> bytes:
    """ROMM RGB (ISO 22028-2), D50, with the plain gamma 1.8 of the ProPhoto profiles in use."""
    primaries = ((0.7347, 0.2653), (0.1596, 0.8404), (0.0366, 0.0001))
    return profiles.matrix_profile("ProPhoto RGB", primaries, (0.3457, 0.3585), 461 / 256)
