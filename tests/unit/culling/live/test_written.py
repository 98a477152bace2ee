"""A sidecar that another program writes is told with its photograph, which is otherwise what it was."""

from __future__ import annotations

from pathlib import Path

from aesthetic_gui.culling.live.changes import Changed, written
from aesthetic_gui.photo import Photo

PHOTO = Photo(Path("/shoot/IMG_1.jpg"), (Path("/shoot/IMG_1.xmp"),), 10, 20)
OTHER = Photo(Path("/shoot/IMG_2.jpg"), (Path("/shoot/IMG_2.xmp"),), 10, 20)


def test_a_hint_at_a_sidecar_tells_of_its_photograph() -> None:
    assert written([PHOTO, OTHER], {"/shoot/IMG_1.xmp"}, Changed()) == (PHOTO,)


def test_a_hint_at_the_picture_alone_tells_of_no_sidecar() -> None:
    assert written([PHOTO], {"/shoot/IMG_1.jpg"}, Changed()) == ()


def test_what_is_told_as_found_or_moved_is_not_told_twice() -> None:
    hints = {"/shoot/IMG_1.xmp", "/shoot/IMG_2.xmp"}
    changed = Changed(found=(PHOTO,), moved=((Path("/old/IMG_2.jpg"), OTHER),))
    assert written([PHOTO, OTHER], hints, changed) == ()


def test_a_batch_with_nothing_but_a_written_sidecar_is_a_batch() -> None:
    assert Changed(written=(PHOTO,))
    assert not Changed()
