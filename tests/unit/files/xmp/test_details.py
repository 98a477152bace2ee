"""Title, caption, creator, rights and keywords: what packets say of them, and what is written into them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aesthetic_gui.files.xmp import Wanted, read, write
from aesthetic_gui.files.xmp.profiles import LIGHTROOM
from aesthetic_gui.files.xmp.reading import keywords_of, tidy_details
from aesthetic_gui.photo import Decision, Details, Flag
from tests.unit.files.xmp.packets import listed, packet

SAID = Details(
    "A title & more", "Two\nlines <of> it", "Anna Ånström; Bo", "© 2026 Anna", ("dog", "Places|Greece|Athens")
)
FRENCH = '<rdf:li xml:lang="fr">Un titre</rdf:li>'
texts = st.text(max_size=20)
words = st.lists(
    st.sampled_from(["cat", "dog", "V|cat", "V", "a & b", "Aesthetic GUI|Unsure", "b/w", "x|", "|"]) | texts, max_size=4
).map(tuple)
details = st.builds(Details, texts, texts, texts, texts, words)


def wanted(said: Details) -> Wanted:
    return Wanted(Decision(Flag.PICK), details=said)


def said_in(data: bytes) -> Details:
    marks = read(data)
    return Details(marks.title or "", marks.caption or "", marks.creator or "", marks.rights or "", keywords_of(marks))


def alternatives(name: str, **texts: str) -> str:
    inner = "".join(
        f'<rdf:li xml:lang="{lang.replace("_", "-")}">{escape(text)}</rdf:li>' for lang, text in texts.items()
    )
    return f"<{name}><rdf:Alt>{inner}</rdf:Alt></{name}>"


def test_details_come_back_from_a_new_packet() -> None:
    assert said_in(write(None, wanted(SAID), LIGHTROOM)) == SAID


def test_of_several_languages_the_default_one_counts() -> None:
    title = alternatives("dc:title", de="Ein Titel", x_default="A title")
    assert read(packet(title)).title == "A title"
    assert read(packet(alternatives("dc:title", de="Ein Titel"))).title == "Ein Titel"
    assert read(packet("<dc:title>plain</dc:title>")).title == "plain"
    assert read(packet(dc__title="as an attribute")).title == "as an attribute"


def test_a_new_title_leaves_the_other_languages() -> None:
    before = packet(alternatives("dc:title", x_default="Old", fr="Un titre"))
    after = write(before, wanted(Details(title="New")), LIGHTROOM)
    assert read(after).title == "New"
    assert FRENCH.encode() in after


def test_what_is_emptied_is_taken_out() -> None:
    before = write(None, wanted(SAID), LIGHTROOM)
    after = write(before, wanted(Details()), LIGHTROOM)
    assert said_in(after) == Details()
    assert b"dc:" not in after.replace(b"xmlns:dc", b"")


def test_without_details_all_that_is_written_stays() -> None:
    before = write(None, wanted(SAID), LIGHTROOM)
    assert said_in(write(before, Wanted(Decision(Flag.REJECT)), LIGHTROOM)) == SAID


def test_a_keyword_with_levels_is_one_and_its_levels_are_none() -> None:
    lightroom = listed("dc:subject", "Places", "Greece", "dog") + listed(
        "lr:hierarchicalSubject", "Places|Greece", "dog"
    )
    assert keywords_of(read(packet(lightroom))) == ("dog", "Places|Greece")
    without = write(packet(lightroom), wanted(Details(keywords=("dog",))), LIGHTROOM)
    assert said_in(without).keywords == ("dog",)
    assert read(without).keywords == ("dog",)


def test_the_keywords_that_tell_our_verdict_are_none_of_the_photographers() -> None:
    said = Wanted(
        Decision(), keywords=("Unsure",), hierarchical=("Aesthetic GUI|Unsure",), details=Details(keywords=("a",))
    )
    written = write(None, said, LIGHTROOM)
    assert keywords_of(read(written)) == ("a",)
    again = write(written, wanted(Details(keywords=("b",))), LIGHTROOM)
    assert keywords_of(read(again)) == ("b",)
    assert "Unsure" in read(again).keywords


@settings(max_examples=60, deadline=None)
@given(details, details, st.booleans())
def test_whatever_was_written_before_the_last_details_hold(first: Details, last: Details, with_tags: bool) -> None:
    tags = packet(listed("digiKam:TagsList", "Animals/cat", kind="Seq")) if with_tags else None
    data = write(write(tags, wanted(first), LIGHTROOM), wanted(last), LIGHTROOM)
    found, meant = said_in(data), tidy_details(last)
    assert found == meant
    assert write(data, wanted(last), LIGHTROOM) == data


def test_exiftool_reads_what_is_written(tmp_path: Path) -> None:
    if not (exiftool := shutil.which("exiftool")):
        pytest.skip("exiftool is not on this machine")
    sidecar = tmp_path / "a.xmp"
    sidecar.write_bytes(write(None, wanted(SAID), LIGHTROOM))
    run = subprocess.run([exiftool, "-j", "-G1", "-a", str(sidecar)], capture_output=True, check=True, timeout=30)
    (found,) = json.loads(run.stdout)
    assert "ExifTool:Warning" not in found
    assert found["XMP-dc:Title"] == SAID.title
    assert found["XMP-dc:Description"].replace("..", "\n") in (SAID.caption, SAID.caption.replace("\n", "."))
    assert found["XMP-dc:Creator"] == ["Anna Ånström", "Bo"]
    assert found["XMP-dc:Rights"] == SAID.rights
    assert sorted(found["XMP-dc:Subject"]) == ["Athens", "dog"]
    assert sorted(found["XMP-lr:HierarchicalSubject"]) == ["Places|Greece|Athens", "dog"]
