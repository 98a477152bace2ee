"""When two names are one, wherever in the program they meet."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aesthetic_gui.files.names import beginning, fold, natural_key

ANY_NAME = st.text(st.characters(exclude_characters="/\0"), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("IMG_1.JPG", "img_1.jpg"),
        ("Zürich", "Zu\u0308rich"),
        ("ZÜRICH", "zu\u0308rich"),
        ("が", "か\u3099"),
        ("각", "\u1100\u1161\u11a8"),
        ("ệ", "e\u0323\u0302"),
        ("ΟΔΟΣ", "οδος"),
        ("STRAẞE", "straße"),
        ("İstanbul", "i\u0307stanbul"),
        ("ᾼ", "ᾳ"),
        ("\u212b", "å"),
    ],
)
def test_case_and_the_way_an_accent_is_written_make_no_other_name(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße", "Strasse"),
        ("ﬁlm", "film"),
        ("Istanbul", "ıstanbul"),
        ("İstanbul", "istanbul"),
        ("ᾳ", "αι"),
        ("é", "e"),
        ("ŉ", "ʼn"),
        ("１", "1"),
        ("Ⅳ", "IV"),
        ("a\udcff", "a\udcfe"),
        ("a ", "a"),
    ],
)
def test_what_only_looks_or_sounds_alike_is_another_name(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_no_character_is_as_long_as_two_once_it_is_folded() -> None:
    """Full folding would say ß is ss; of every character of Unicode."""
    for code in range(sys.maxunicode + 1):
        plain = unicodedata.normalize("NFD", chr(code))
        assert len(unicodedata.normalize("NFD", fold(chr(code)))) == len(plain), hex(code)


@given(ANY_NAME)
def test_folding_twice_or_normalising_before_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)
    assert {fold(unicodedata.normalize(form, name)) for form in ("NFC", "NFD")} == {fold(name)}


@given(ANY_NAME, ANY_NAME)
def test_a_name_begins_with_its_beginning_however_it_is_written(start: str, rest: str) -> None:
    name = start + "." + rest
    for written in (start, fold(start), unicodedata.normalize("NFD", start), unicodedata.normalize("NFC", start)):
        length = beginning(name, written)
        assert length is not None
        assert fold(name[:length]) == fold(start)


def test_a_name_does_not_begin_within_an_accented_letter() -> None:
    assert beginning("e\u0301.jpg", "e") is None
    assert beginning("straße.jpg", "strass") is None


def test_names_of_one_spelling_sort_together() -> None:
    names = ["Z2", "z\u00fc1", "zu\u03081", "z1", "Z10"]
    assert sorted(names, key=natural_key) == ["z1", "Z2", "Z10", "zu\u03081", "z\u00fc1"]
