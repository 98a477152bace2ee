"""Whatever is done in whatever order: undoing all of it gives the same tree, byte by byte."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.albums.sorting import plan_sort
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.operations.planning import plan_copy, plan_move, plan_trash
from aesthetic_gui.culling.operations.transferring import perform, redo, undo
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Bar, Flag

BAR = Bar(0.5, 0.1)

NAMES = st.sampled_from(["IMG_1", "img_1", "IMG_1 (2)", "Brücke", "two\nlines", os.fsdecode(b"\xff"), "=1+1", "CON"])
UNITS = st.lists(st.tuples(NAMES, st.sampled_from(["", "a", "a/b"])), min_size=1, max_size=6, unique=True)
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["move", "copy", "sort", "trash", "decide", "undo", "redo"]),
        st.sampled_from(["a", "A", "Best", "a/b/c"]),
        st.integers(1, 3),
    ),
    max_size=7,
)


@contextmanager
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def do(catalog: Catalog, shoot: Path, deed: tuple[str, str, int]) -> None:
    kind, folder, every = deed
    photos = [photo for photo in find_photos([shoot]) if photo.path.suffix == ".jpg"][::every]
    if kind == "decide":
        decide(catalog, photos, flag=Flag.PICK, stars=every)
    elif kind == "undo" and journal.last_undoable(catalog):
        finish(undo(catalog))
    elif kind == "redo" and journal.next_redoable(catalog):
        finish(redo(catalog))
    elif kind in ("move", "copy", "sort", "trash"):
        plans = {
            "move": lambda: plan_move(photos, shoot / folder),
            "copy": lambda: plan_copy(photos, shoot / folder),
            "sort": lambda: plan_sort(
                map(Item, photos), shoot / folder, "{flag}/{date}", act="copy" if every > 1 else "move", bar=BAR
            ),
            "trash": lambda: plan_trash(photos),
        }
        finish(perform(catalog, plans[kind]()))


def finish(steps: Iterator[object]) -> None:
    for progress in steps:
        assert not progress.failures, progress.failures  # type: ignore[attr-defined]


def tree(folder: Path) -> dict[str, bytes]:
    found = (Path(parent, name) for parent, _, names in os.walk(folder) for name in names)
    return {str(path): path.read_bytes() for path in found}


def decided(catalog: Catalog, shoot: Path) -> dict[Path, object]:
    return dict(catalog.decisions(list(find_photos([shoot]))))


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(UNITS, DEEDS)
def test_undoing_everything_gives_the_same_tree(
    units: list[tuple[str, str]], deeds: list[tuple[str, str, int]]
) -> None:
    with place() as root:
        os.environ["XDG_DATA_HOME"] = str(root / "data")
        shoot = root / "shoot"
        for number, (stem, folder) in enumerate(units):
            (shoot / folder).mkdir(parents=True, exist_ok=True)
            for suffix in (".jpg", ".jpg.xmp")[: 1 + number % 2]:
                (shoot / folder / (stem + suffix)).write_bytes(os.urandom(100))
        before = tree(shoot)
        with Catalog.open(root / "catalog.db") as catalog:
            for deed in deeds:
                do(catalog, shoot, deed)
        with Catalog.open(root / "catalog.db") as catalog:
            while journal.last_undoable(catalog):
                finish(undo(catalog))
            assert tree(shoot) == before
            assert decided(catalog, shoot) == {}
            while journal.next_redoable(catalog):
                finish(redo(catalog))
            while journal.last_undoable(catalog):
                finish(undo(catalog))
        assert tree(shoot) == before
