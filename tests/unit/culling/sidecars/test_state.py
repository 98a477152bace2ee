"""What sidecars say together, and what follows for a decision."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from aesthetic_gui.catalog.rows.sidecar_rows import Seen
from aesthetic_gui.culling.sidecars.state import LARGEST, looks_unchanged, merge, said_by
from aesthetic_gui.files.xmp import Marks
from aesthetic_gui.photo import ColourLabel, Decision, Flag, Photo
from tests.unit.culling.sidecars import other_program

RED, BLUE, NO_LABEL = ColourLabel.RED, ColourLabel.BLUE, ColourLabel.NONE
PICK, REJECT, UNFLAGGED = Flag.PICK, Flag.REJECT, Flag.NONE


def photo_with(shoot: Path, *sidecars: str, name: str = "IMG_1.jpg") -> Photo:
    path = shoot / name
    if not path.exists():
        path.write_bytes(b"a photograph")
    status = path.stat()
    return Photo(path, tuple(shoot / sidecar for sidecar in sidecars), status.st_size, status.st_mtime_ns)


def jpeg(path: Path, rating: int) -> None:
    exif = Image.Exif()
    exif[0x4746] = rating
    Image.new("RGB", (8, 8)).save(path, exif=exif)


@pytest.mark.parametrize(
    ("mine", "agreed", "there", "counts"),
    [
        pytest.param(0, 0, 3, 3, id="they rated what nobody had"),
        pytest.param(4, 0, None, 4, id="we rated, they say nothing"),
        pytest.param(4, 0, 0, 4, id="we rated, they say no stars"),
        pytest.param(4, 4, 2, 2, id="they changed their minds"),
        pytest.param(5, 4, 4, 5, id="we changed our minds"),
        pytest.param(2, 4, 2, 2, id="both changed to the same"),
        pytest.param(0, 4, 4, 0, id="we took the stars away"),
        pytest.param(4, 4, 0, 0, id="they took the stars away, saying so"),
        pytest.param(0, 4, 0, 0, id="both took the stars away"),
    ],
)
def test_the_side_that_changed_counts(mine: int, agreed: int, there: int | None, counts: int) -> None:
    merged = merge(Decision(stars=mine), Decision(stars=agreed), Marks(stars=there), silence_counts=False)
    assert merged.decision == merged.theirs == Decision(stars=counts)
    assert not merged.dispute


@pytest.mark.parametrize(
    ("field", "mine", "agreed", "there"),
    [
        ("stars", 5, 4, 2),
        ("stars", 5, 0, 2),
        ("stars", 0, 4, 2),
        ("stars", 5, 4, 0),
        ("flag", PICK, UNFLAGGED, REJECT),
        ("flag", UNFLAGGED, PICK, REJECT),
        ("label", RED, NO_LABEL, BLUE),
        ("label", NO_LABEL, RED, BLUE),
    ],
)
def test_where_both_changed_otherwise_nobody_wins(field: str, mine: object, agreed: object, there: object) -> None:
    here = Decision(**{field: mine})  # type: ignore[arg-type]
    base = Decision(**{field: agreed})  # type: ignore[arg-type]
    merged = merge(here, base, Marks(**{field: there}), silence_counts=False)  # type: ignore[arg-type]
    assert merged.dispute == {field}
    assert merged.decision == here
    assert getattr(merged.theirs, field) == there


def test_what_is_not_in_dispute_is_merged_whoever_is_right() -> None:
    mine, agreed = Decision(PICK, 3, NO_LABEL), Decision(UNFLAGGED, 1, NO_LABEL)
    merged = merge(mine, agreed, Marks(stars=5, label=RED), silence_counts=False)
    assert merged.dispute == {"stars"}
    assert merged.decision == Decision(PICK, 3, RED)
    assert merged.theirs == Decision(PICK, 5, RED)


def test_stars_and_labels_that_are_gone_were_taken_away_where_silence_counts_but_flags_were_not() -> None:
    agreed = Decision(PICK, 4, RED)
    assert merge(agreed, agreed, Marks(), silence_counts=True).decision == Decision(PICK, 0, NO_LABEL)
    assert merge(agreed, agreed, Marks(), silence_counts=False).decision == agreed


def test_a_label_that_is_none_of_the_five_colours_is_no_colour() -> None:
    agreed = Decision(label=RED)
    merged = merge(agreed, agreed, Marks(label_text="Kunde A"), silence_counts=True)
    assert merged.decision.label is NO_LABEL
    assert not merged.dispute


def test_a_colour_given_here_does_not_replace_a_foreign_label_unasked() -> None:
    here = Decision(label=RED)
    merged = merge(here, Decision(), Marks(label_text="Kunde A"), silence_counts=False)
    assert merged.dispute == {"label"}
    assert merged.theirs.label is NO_LABEL


def test_the_sidecar_written_last_is_believed_where_both_speak(shoot: Path) -> None:
    photo = photo_with(shoot, "IMG_1.xmp", "IMG_1.jpg.xmp")
    other_program.rate(shoot / "IMG_1.jpg.xmp", xmp__Rating=2, xmp__Label="Red")
    other_program.rate(shoot / "IMG_1.xmp", xmp__Rating=5)
    said = said_by(photo).marks
    assert (said.stars, said.label) == (5, RED)


def test_the_sidecar_that_changed_since_is_believed_whatever_its_time(shoot: Path) -> None:
    photo = photo_with(shoot, "IMG_1.xmp", "IMG_1.jpg.xmp")
    other_program.rate(shoot / "IMG_1.jpg.xmp", xmp__Rating=2)
    other_program.rate(shoot / "IMG_1.xmp", xmp__Rating=2)
    known = said_by(photo).files
    other_program.rate(shoot / "IMG_1.jpg.xmp", xmp__Rating=5)
    os.utime(shoot / "IMG_1.jpg.xmp", (1, 1))
    assert said_by(photo, known).marks.stars == 5
    assert said_by(photo).marks.stars == 2


def test_a_sidecar_comes_before_what_is_inside_of_the_photograph(shoot: Path) -> None:
    jpeg(shoot / "IMG_1.jpg", 2)
    photo = photo_with(shoot, "IMG_1.xmp")
    other_program.rate(shoot / "IMG_1.xmp", xmp__Rating=4)
    assert said_by(photo).marks.stars == 4
    assert said_by(photo_with(shoot)).marks.stars == 2


def test_a_rating_that_was_changed_inside_of_the_photograph_is_news(shoot: Path) -> None:
    jpeg(shoot / "IMG_1.jpg", 2)
    other_program.rate(shoot / "IMG_1.xmp", xmp__Rating=4)
    known = said_by(photo_with(shoot, "IMG_1.xmp")).files
    jpeg(shoot / "IMG_1.jpg", 5)
    assert said_by(photo_with(shoot, "IMG_1.xmp"), known).marks.stars == 5


def test_a_photograph_saved_anew_with_the_same_rating_inside_is_no_news(shoot: Path) -> None:
    jpeg(shoot / "IMG_1.jpg", 2)
    other_program.rate(shoot / "IMG_1.xmp", xmp__Rating=4)
    known = said_by(photo_with(shoot, "IMG_1.xmp")).files
    jpeg(shoot / "IMG_1.jpg", 2)
    os.utime(shoot / "IMG_1.jpg", (9, 9))
    assert said_by(photo_with(shoot, "IMG_1.xmp"), known).marks.stars == 4


def silences(shoot: Path, happens: Callable[[], None], *sidecars: str) -> bool:
    """Whether silence counts after what ``happens``."""
    known = said_by(photo_with(shoot, *sidecars)).files
    happens()
    return said_by(photo_with(shoot, *sidecars), known).silence_counts


def test_silence_counts_where_the_sidecar_that_spoke_is_still_there(shoot: Path) -> None:
    sidecar = shoot / "IMG_1.xmp"
    other_program.rate(sidecar, xmp__Rating=4)
    assert silences(shoot, lambda: other_program.rate(sidecar, xmp__Rating=None), "IMG_1.xmp")


def test_silence_does_not_count_at_the_first_meeting(shoot: Path) -> None:
    other_program.rate(shoot / "IMG_1.xmp", xmp__Label="Red")
    assert not said_by(photo_with(shoot, "IMG_1.xmp")).silence_counts


@pytest.mark.parametrize("content", [b"", b"  \n", b"<x:xmpmeta", b"\x00" * 900])
def test_a_sidecar_that_was_emptied_or_damaged_takes_nothing_away(shoot: Path, content: bytes) -> None:
    sidecar = shoot / "IMG_1.xmp"
    other_program.rate(sidecar, xmp__Rating=4)
    assert not silences(shoot, lambda: sidecar.write_bytes(content) and None, "IMG_1.xmp")


def test_one_of_two_sidecars_that_vanished_takes_nothing_away(shoot: Path) -> None:
    other_program.rate(shoot / "IMG_1.xmp", xmp__Rating=4)
    other_program.rate(shoot / "IMG_1.jpg.xmp", xmp__Label="Red")
    assert not silences(shoot, (shoot / "IMG_1.xmp").unlink, "IMG_1.xmp", "IMG_1.jpg.xmp")


def test_a_sidecar_that_makes_no_sense_is_a_problem_with_its_name(shoot: Path) -> None:
    (shoot / "IMG_1.xmp").write_bytes(b"<x:xmpmeta")
    saying = said_by(photo_with(shoot, "IMG_1.xmp"))
    assert list(saying.problems) == [shoot / "IMG_1.xmp"]
    assert saying.problems[shoot / "IMG_1.xmp"].startswith("IMG_1.xmp")
    assert saying.marks == Marks()


def test_a_sidecar_of_many_megabytes_is_left_alone(shoot: Path) -> None:
    with (shoot / "IMG_1.xmp").open("wb") as file:
        file.truncate(LARGEST + 1)
    assert "too large" in said_by(photo_with(shoot, "IMG_1.xmp")).problems[shoot / "IMG_1.xmp"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_sidecar_without_permission_is_a_problem(shoot: Path) -> None:
    other_program.rate(shoot / "IMG_1.xmp", xmp__Rating=4)
    (shoot / "IMG_1.xmp").chmod(0)
    assert "cannot be read" in said_by(photo_with(shoot, "IMG_1.xmp")).problems[shoot / "IMG_1.xmp"]


@pytest.mark.timeout(10)
def test_a_pipe_that_is_called_like_a_sidecar_is_a_problem_and_not_waited_for(shoot: Path) -> None:
    os.mkfifo(shoot / "IMG_1.xmp")
    assert "cannot be read" in said_by(photo_with(shoot, "IMG_1.xmp")).problems[shoot / "IMG_1.xmp"]


def test_a_folder_that_is_called_like_a_sidecar_is_a_problem(shoot: Path) -> None:
    (shoot / "IMG_1.xmp").mkdir()
    assert "cannot be read" in said_by(photo_with(shoot, "IMG_1.xmp")).problems[shoot / "IMG_1.xmp"]


def test_keywords_of_all_sidecars_are_put_together(shoot: Path) -> None:
    words = "<dc:subject><rdf:Bag><rdf:li>{}</rdf:li></rdf:Bag></dc:subject></rdf:Description>"
    for name, word in (("IMG_1.xmp", "sea"), ("IMG_1.jpg.xmp", "gull")):
        text = other_program.EMPTY.replace(
            "/>\n </rdf", f' xmlns:dc="http://purl.org/dc/elements/1.1/">{words.format(word)}\n </rdf'
        )
        other_program.put(shoot / name, text)
    assert set(said_by(photo_with(shoot, "IMG_1.xmp", "IMG_1.jpg.xmp")).marks.keywords) == {"sea", "gull"}


def test_what_has_the_size_and_time_of_the_last_reading_looks_unchanged(shoot: Path) -> None:
    other_program.rate(shoot / "IMG_1.xmp", xmp__Rating=4)
    photo = photo_with(shoot, "IMG_1.xmp")
    known = said_by(photo).files
    assert looks_unchanged(photo, known)
    assert not looks_unchanged(photo, {})
    assert not looks_unchanged(photo_with(shoot), known)
    other_program.rate(shoot / "IMG_1.xmp", xmp__Rating=3)
    assert not looks_unchanged(photo, known)


def test_a_photograph_that_was_saved_anew_does_not_look_unchanged(shoot: Path) -> None:
    known = said_by(photo_with(shoot)).files
    assert looks_unchanged(photo_with(shoot), known)
    (shoot / "IMG_1.jpg").write_bytes(b"another photograph")
    assert not looks_unchanged(photo_with(shoot), known)
    assert isinstance(known[b"IMG_1.jpg"], Seen)
