"""What happened between two looks: units, renames, and who is who."""

from __future__ import annotations

from pathlib import Path

from aesthetic_gui.culling.live.changes import Changed, Units, compare
from aesthetic_gui.photo import Photo


def photo(*files: str, size: int = 1) -> Photo:
    shown, *companions = (Path("/", file) for file in files)
    return Photo(shown, tuple(companions), size, size * 1000)


def compared(before: list[Photo], after: list[Photo], **renamed: str) -> Changed:
    """``renamed``: new name="old name", both in the folder a, without their extension."""
    origins = {Path(f"/a/{new}.jpg"): Path(f"/a/{old}.jpg") for new, old in renamed.items()}
    return compare({p.path: p for p in before}, {p.path: p for p in after}, origins.get)


def test_nothing_changed_is_nothing():
    assert not compared([photo("a/1.jpg")], [photo("a/1.jpg")])


def test_other_bytes_or_other_companions_are_found():
    raw = photo("a/1.jpg", "a/1.cr2")
    assert compared([photo("a/1.jpg")], [raw]).found == (raw,)
    edited = photo("a/1.jpg", size=2)
    assert compared([photo("a/1.jpg")], [edited]) == Changed(found=(edited,))


def test_a_file_put_over_a_photograph_is_that_photograph_edited():
    before = [photo("a/1.jpg"), photo("a/draft.jpg", size=2)]
    edited = photo("a/1.jpg", size=2)
    assert compared(before, [edited], **{"1": "draft"}) == Changed((edited,), (Path("/a/draft.jpg"),))


def test_a_photograph_edited_right_after_its_rename_is_still_the_one_it_was():
    edited = photo("a/2.jpg", size=9)
    assert compared([photo("a/1.jpg")], [edited], **{"2": "1"}).moved == ((Path("/a/1.jpg"), edited),)


def test_a_backup_left_under_the_old_name_by_an_editor_keeps_the_name_with_its_decision():
    before, backup, edited = photo("a/1.jpg"), photo("a/old.jpg"), photo("a/1.jpg", size=5)
    assert compared([before], [backup, edited], old="1").found == (backup, edited)


def test_of_a_unit_that_was_torn_apart_the_picture_is_the_photograph():
    before = photo("a/1.jpg", "a/1.cr2")
    picture, raw = photo("b/1.jpg"), photo("a/1.cr2", size=7)
    assert compared([before], [picture, raw]) == Changed((raw,), (), ((before.path, picture),))


def test_two_of_one_name_size_and_time_are_not_guessed_at():
    came = [photo("b/1.jpg"), photo("c/1.jpg")]
    assert compared([photo("a/1.jpg")], came) == Changed(tuple(came), (Path("/a/1.jpg"),))


def test_a_file_that_joined_another_photograph_stays_with_that_one():
    first, second = photo("a/1.jpg", "a/1.xmp"), photo("a/1.cr2")
    units = Units([first])
    joined = photo("a/1.cr2", "a/1.xmp")
    units.add(joined)
    units.remove(first)
    assert units.at("/a/1.xmp") is joined
    assert units.at("/a/1.jpg") is None
    assert second.path in [p.path for p in units.in_folder("/a")]
