"""What an operation of the program's own means for the photographs that are open."""

from __future__ import annotations

from pathlib import Path

from aesthetic_gui.culling.operations.progress import Change
from aesthetic_gui.photo import Photo
from aesthetic_gui.ui.session.own_changes import Moves, Opened, with_sidecars

A, B, C = Path("/shoot/a.jpg"), Path("/shoot/b.jpg"), Path("/shoot/c.jpg")


def went(before: Path, after: Path) -> Change:
    return Change("move", before, Photo(after))


def test_a_photograph_is_found_however_often_it_went_on() -> None:
    moves = Moves()
    moves.note_own([went(A, B)])
    moves.note_own([went(B, C)])
    assert moves.now(A) == moves.now(B) == C


def test_a_photograph_that_came_back_is_where_it_was() -> None:
    moves = Moves()
    moves.note_own([went(A, B)])
    moves.note_own([went(B, A)])
    assert moves.now(A) == A
    assert moves.now(B) == A
    assert (moves.brought(A), moves.brought(B)) == (True, False)


def test_a_copy_leaves_the_photograph_where_it_is() -> None:
    moves = Moves()
    moves.note_own([Change("copy", A, Photo(B))])
    assert moves.now(A) == A


def test_what_is_in_a_hidden_folder_is_not_open(tmp_path: Path) -> None:
    opened, change = Opened([tmp_path]), went(A, B)
    assert opened.has(Photo(tmp_path / "best" / "a.jpg"), change)
    assert not opened.has(Photo(tmp_path / ".hidden" / "a.jpg"), change)
    assert not opened.has(Photo(tmp_path.parent / "a.jpg"), change)


def test_a_photograph_that_was_opened_by_its_name_stays_open_wherever_it_goes() -> None:
    opened = Opened([A])
    assert opened.has(Photo(C), went(A, C))
    assert not opened.has(Photo(C), went(B, C))
    assert not opened.has(Photo(C), Change("copy", A, Photo(C)))


def test_sidecars_that_were_written_join_the_others_by_name_and_those_removed_leave() -> None:
    raw, later, sooner = (A.with_suffix(end) for end in (".cr2", ".xmp", ".pp3"))
    photo = Photo(A, (raw, later))
    assert with_sidecars(photo, [sooner], {str(sooner): (9, 9)}).companions == (raw, sooner, later)
    assert with_sidecars(photo, [later], {str(later): None}).companions == (raw,)
