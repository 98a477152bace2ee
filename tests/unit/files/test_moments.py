"""Dates as cameras, phones and programs write them, and those that only look like one."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aesthetic_gui.files.exif import moment_of


@pytest.mark.parametrize(("text", "moment"), [
    ("2024:05:06 07:08:09", "2024-05-06 07:08:09"),
    ("2019:01:01 24:04:20", "2019-01-01 00:04:20"),  # the day that the phone's file name gives
    ("2024:05:06 07:08", "2024-05-06 07:08:00"),
    ("2024: 5: 6  7: 8: 9", "2024-05-06 07:08:09"),
    ("2024:5:6 7:8:9", "2024-05-06 07:08:09"),
    ("2016:12:31 23:59:60", "2016-12-31 23:59:59"),
    ("2024:05:06   :  :  ", "2024-05-06 00:00:00"),
    ("2024:05:06", "2024-05-06 00:00:00"),
    ("2024/05/06 07.08.09", "2024-05-06 07:08:09"),
    ("2024-05-06T07:08:09.25+02:00", "2024-05-06 07:08:09.250000"),
    ("2024-05-06T07:08Z", "2024-05-06 07:08:00"),
    ("20240506 070809+0200", "2024-05-06 07:08:09"),
    ("20240506T0708", "2024-05-06 07:08:00"),
    ("2024-05-06 7:8", "2024-05-06 07:08:00"),
    ("2024-11-01T", "2024-11-01 00:00:00"),
    ("20240506", "2024-05-06 00:00:00"),
    ("1970-01-01T00:00:00+01:00", "1970-01-01 00:00:00"),
    ("1970:01:01 00:00:01", "1970-01-01 00:00:01"),
    ("1904:06:01 12:00:00", "1904-06-01 12:00:00"),
])  # fmt: skip
def test_a_moment_is_read_however_it_is_written(text: str, moment: str) -> None:
    assert moment_of(text) == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    "text",
    [
        "0001:01:01 00:00:00", "0000:00:00 00:00:00", "0001-01-01T00:00:00", "1601:01:01 00:00:00",
        "1904:01:01 00:00:00", "1904:01:01 02:00:00", "1970:01:01 00:00:00", "1970-01-01", "1980:01:01 00:00:00",
        "9999:12:31 23:59:59", "    :  :     :  :  ",
        "2024", "2024-05", "2024-11", "202411", "2024-11-", "2024110", "20241", "2024-1111",
        "2024:13:06 07:08:09", "2024:02:30 00:00:00",
        "2024:05:06 25:00:00", "2024:05:06 07:60:00", "2024:05:06 07:08:61", "soon", "", "----:--:-- --:--:--",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_moment_is_none(text: str) -> None:
    assert moment_of(text) is None


def test_the_beginning_of_unixs_time_is_a_moment_where_a_zone_was_written() -> None:
    assert moment_of("1970:01:01 00:00:00", zone="+01:00") == datetime.fromisoformat("1970-01-01")
    assert moment_of("1970:01:01 00:00:00", zone=None) is None


@given(st.text(max_size=40) | st.from_regex(r"[0-9 :T/+.Z-]{0,30}", fullmatch=True), st.text(max_size=9))
def test_wild_texts_are_moments_of_the_age_of_photography_or_none(text: str, fraction: str) -> None:
    moment = moment_of(text, fraction)
    assert moment is None or (1826 <= moment.year <= 2100 and moment.tzinfo is None)
