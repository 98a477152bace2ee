"""Copies that carry a rating inside: the same pixels, the same bytes but for the packet, or a plain copy."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from aesthetic_gui.files.export.carrying import CopyDiffers, NotCarried, can_carry, carried
from aesthetic_gui.files.export.picture import render
from aesthetic_gui.files.export.rendition import Along, Rendition
from aesthetic_gui.files.xmp import Wanted, embedded_marks
from aesthetic_gui.files.xmp.marks import Marks
from aesthetic_gui.files.xmp.reading import keywords_of, tidy_details
from aesthetic_gui.photo import NO_DETAILS, ColourLabel, Decision, Details, Flag
from tests.unit.files.containers.samples import STANDARD, jpeg, png, rating
from tests.unit.files.export.sources import XMP, patches

DECISION = Decision(Flag.PICK, 4, ColourLabel.GREEN)
DETAILS = Details("A title", "A caption", "Anna", "© Anna", ("dog", "Places|Athens"))
WANTED = Wanted(DECISION, details=DETAILS)


def copied(source: Path, wanted: Wanted = WANTED) -> Path:
    target = source.with_name(f"copy{source.suffix}")
    carried(source, lambda: wanted)(target)
    return target


@pytest.fixture
def file(tmp_path: Path) -> Callable[[bytes, str], Path]:
    def write(data: bytes, name: str = "a.jpg") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


@pytest.fixture
def photographs(tmp_path: Path) -> list[Path]:
    found = []
    for name, options in (("a.jpg", {"quality": 90}), ("b.jpg", {"xmp": XMP, "progressive": True}), ("c.png", {})):
        patches(300, 200).save(tmp_path / name, **options)
        found.append(tmp_path / name)
    return found


def test_a_copy_says_what_was_decided_and_shows_the_same(photographs: list[Path]) -> None:
    for path in photographs:
        before, copy = path.read_bytes(), copied(path)
        marks = embedded_marks(copy)
        assert marks
        assert (marks.flag, marks.stars, marks.label) == (Flag.PICK, 4, ColourLabel.GREEN)
        assert (marks.title, marks.caption, marks.creator, marks.rights) == ("A title", "A caption", "Anna", "© Anna")
        assert keywords_of(marks) == DETAILS.keywords
        assert (np.asarray(Image.open(copy)) == np.asarray(Image.open(path))).all()
        assert path.read_bytes() == before
        copy.unlink()


def test_what_the_photograph_says_itself_stays(photographs: list[Path]) -> None:
    copy = copied(photographs[1], Wanted(DECISION))
    assert b"Secretland" in copy.read_bytes()
    marks = embedded_marks(copy)
    assert marks
    assert marks.stars == 4
    assert marks.keywords == ("wedding", "geo:lat=47.375")


def test_stars_that_were_taken_away_do_not_come_back_from_exif(file: Callable[..., Path]) -> None:
    path = file(jpeg(b"Exif\0\0" + rating(3)))
    marks = embedded_marks(copied(path, Wanted(Decision(Flag.PICK))))
    assert marks
    assert marks.stars == 0


@pytest.mark.parametrize("wanted", [Wanted(Decision()), Wanted(Decision(), details=NO_DETAILS)])
def test_where_nothing_is_said_the_copy_is_the_same_file(wanted: Wanted, photographs: list[Path]) -> None:
    assert copied(photographs[0], wanted).read_bytes() == photographs[0].read_bytes()


@pytest.mark.parametrize(
    "data",
    [
        jpeg(STANDARD + b"<x:xmpmeta>no packet", STANDARD + XMP),
        jpeg(STANDARD + b"<rdf:RDF broken"),
        b"no photograph at all",
        b"",
        png(b"x")[:60],
        jpeg(STANDARD + XMP.replace(b"wedding", b"w" * 66_000)[:65_000]),
    ],
)
def test_where_nothing_can_be_taken_in_nothing_is_written(data: bytes, file: Callable[..., Path]) -> None:
    path = file(data)
    with pytest.raises(NotCarried, match=r"a\.jpg was copied as it is: "):
        copied(path)
    assert not path.with_name("copy.jpg").exists()


def test_padding_gives_way_where_there_is_no_more_room(file: Callable[..., Path]) -> None:
    padded = XMP.replace(b"<?xpacket end", b" " * (65_400 - len(XMP)) + b"<?xpacket end")
    copy = copied(file(jpeg(STANDARD + padded)))
    marks = embedded_marks(copy)
    assert marks
    assert marks.stars == 4
    assert copy.stat().st_size < 5_000


def test_a_drive_that_writes_something_else_is_found_out(
    photographs: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda where, data: write(where, bytes(data[:-1]) + b"x"))
    with pytest.raises(CopyDiffers):
        copied(photographs[0])


def test_a_copy_takes_no_place_that_is_taken(photographs: list[Path]) -> None:
    taken = photographs[0].with_name("copy.jpg")
    taken.write_bytes(b"another's")
    with pytest.raises(FileExistsError):
        copied(photographs[0])
    assert taken.read_bytes() == b"another's"


def test_jpegs_and_pngs_may_carry_and_raws_may_not() -> None:
    assert [can_carry(Path(name)) for name in ("a.JPG", "a.jpeg", "a.png", "a.dng", "a.tif", "a.cr3")] == [
        *(True, True, True),
        *(False, False, False),
    ]


def test_exiftool_finds_nothing_wrong_with_a_copy(photographs: list[Path]) -> None:
    if not (exiftool := shutil.which("exiftool")):
        pytest.skip("exiftool is not on this machine")
    for path in photographs:
        copy = copied(path)
        command = [exiftool, "-a", "-s3", "-warning", "-error", "-XMP:Rating", str(copy)]
        told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout
        assert told == "4\n"
        copy.unlink()


def test_what_was_written_stands_in_an_exported_picture_and_its_rating_stays(tmp_path: Path) -> None:
    source = tmp_path / "source.jpg"
    patches(300, 200).save(source, xmp=XMP)  # rated 4 there
    for number, decision in enumerate((Decision(), Decision(Flag.PICK, 2))):
        target = tmp_path / f"{number}.jpg"
        render(source, Rendition(metadata=Along.ALL), (), decision, DETAILS)(target)
        marks = embedded_marks(target)
        assert marks
        assert (marks.title, marks.rights, marks.stars) == ("A title", "© Anna", decision.stars or 4)
        assert keywords_of(marks) == DETAILS.keywords


texts = st.text(max_size=30)
words = st.lists(st.sampled_from(["dog", "Places|Athens", "a & b"]) | texts, max_size=4).map(tuple)
wishes = st.builds(
    Wanted,
    st.builds(Decision, st.sampled_from(Flag), st.integers(0, 5), st.sampled_from(ColourLabel)),
    details=st.none() | st.builds(Details, texts, texts, texts, texts, words),
)
segments = st.lists(
    st.sampled_from([b"Exif\0\0" + rating(3), STANDARD + XMP, b"anything else"]), max_size=3, unique=True
)


@settings(max_examples=80, deadline=None)
@given(segments, st.binary(max_size=50), wishes, wishes)
def test_whatever_is_written_the_copy_of_a_copy_says_the_last_and_shows_the_same(
    tmp_path_factory: pytest.TempPathFactory, made: list[bytes], behind: bytes, first: Wanted, last: Wanted
) -> None:
    folder = tmp_path_factory.mktemp("copies")
    source, copy, again = (folder / name for name in ("a.jpg", "b.jpg", "c.jpg"))
    source.write_bytes(jpeg(*made) + behind)
    carried(source, lambda: first)(copy)
    carried(copy, lambda: last)(again)
    marks = embedded_marks(again) or Marks()
    assert (marks.flag or Flag.NONE, marks.stars or 0, marks.label or ColourLabel.NONE) == (
        last.decision.flag, last.decision.stars, last.decision.label,
    )  # fmt: skip
    if last.details is not None:
        assert keywords_of(marks) == tidy_details(last.details).keywords
        assert (marks.title or "") == tidy_details(last.details).title
    scan = source.read_bytes().index(b"\xff\xda")
    assert again.read_bytes().endswith(source.read_bytes()[scan:])
    assert all(segment in again.read_bytes() for segment in made if not segment.startswith(STANDARD))
