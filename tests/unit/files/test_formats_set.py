"""Every real file of the formats' set: upright, of the right size, in the right colours.

The colours (means of the four quarters, row by row) were taken from pictures that were looked at.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from aesthetic_gui.files.decoding.decode import WORKING_SIDE, decode

Quarters = list[tuple[int, int, int]]

WATERFALL = [(145, 159, 168), (178, 188, 196), (122, 133, 139), (132, 143, 149)]
EXPECTED: dict[str, tuple[tuple[int, int], Quarters]] = {
    "cmyk_jpeg.tif": ((100, 100), [(56, 7, 9), (36, 6, 8), (17, 5, 6), (12, 5, 6)]),
    "denali.webp": ((600, 315), [(165, 160, 160), (154, 152, 153), (126, 109, 83), (103, 88, 57)]),
    "kodak_dc50.kdc": ((768, 512), [(138, 143, 148), (144, 134, 123), (84, 75, 58), (121, 97, 74)]),
    "phone.heic": ((4242, 2828), [(207, 227, 231), (120, 201, 195), (144, 181, 186), (85, 149, 150)]),
    "rgb_16bit.tiff": ((100, 40), [(16, 13, 11), (51, 28, 20), (32, 22, 16), (68, 52, 40)]),
    "small.heic": ((700, 476), [(130, 126, 115), (133, 125, 104), (132, 129, 125), (130, 128, 126)]),
    "srgb_8bit.avif": ((1617, 1080), [(89, 63, 41), (106, 115, 115), (92, 65, 43), (102, 95, 90)]),
    "srgb_8bit.jxl": ((1440, 1080), [(137, 126, 109), (110, 96, 73), (91, 83, 68), (91, 79, 63)]),
    **{f"orientation_{number}.jpg": ((1200, 1800), WATERFALL) for number in range(1, 9)},
}


@pytest.mark.parametrize("name", EXPECTED)
def test_each_format_is_read(shared_data: Path, name: str) -> None:
    size, quarters = EXPECTED[name]
    decoded = decode(shared_data / "formats" / name)
    height, width = decoded.rgb.shape[:2]
    assert (decoded.metadata.width, decoded.metadata.height) == size
    assert max(width, height) == min(WORKING_SIDE, max(size))
    assert abs(width / height - size[0] / size[1]) < 0.01
    rows, columns = (slice(0, height // 2), slice(height // 2, None)), (slice(0, width // 2), slice(width // 2, None))
    found = [decoded.rgb[row, column].mean(axis=(0, 1)) for row in rows for column in columns]
    tolerance = 8 if name.endswith(".kdc") else 2  # LibRaw's versions differ
    assert np.abs(np.subtract(found, quarters)).max() <= tolerance


def test_the_set_is_known_in_full(shared_data: Path) -> None:
    assert {path.name for path in (shared_data / "formats").iterdir() if path.is_file()} == EXPECTED.keys()
