"""Steps as the journal keeps them: each act has its own words for what the columns hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.steps import PAGE, Link, StepRow, TrashNote

NOTE = Path("/home/me/.local/share/Trash/info/a.jpg.trashinfo")
A, B, T = Path("/shoot/a.jpg"), Path("/best/a.jpg"), Path("/shoot/.part")
SIDECAR, PAGE_ITSELF = Path("/shoot/a.xmp"), Path("/gallery/index.html")
# Each step, and what its columns note and note_text hold.
STEPS = (
    (StepRow(0, "move", Path("/shoot/caf\udce9.jpg"), B, T, id=1), (None, None)),
    (StepRow(1, "trash", A, B, T, trash_note=TrashNote(NOTE, b"[Trash Info]"), id=2), (bytes(NOTE), b"[Trash Info]")),
    (StepRow(2, "restore", B, A, T, trash_note=TrashNote(NOTE, b"[Trash Info]"), id=3), (bytes(NOTE), b"[Trash Info]")),
    (StepRow(3, "unlink", B, Path(), Path(), link=Link(A, symbolic=True), id=4), (bytes(A), b"symbolic")),
    (StepRow(4, "unlink", B, Path(), Path(), link=Link(A, symbolic=False), id=5), (bytes(A), None)),
    (StepRow(5, "write", SIDECAR, SIDECAR, T, photo=A, id=6), (bytes(A), None)),
    (StepRow(PAGE, "make", PAGE_ITSELF, PAGE_ITSELF, T, inode=2**64 - 1, device=7, message="caf", id=7), (None, None)),
)


@pytest.fixture
def catalog(tmp_path: Path):
    with Catalog.open(tmp_path / "catalog.db") as opened:
        yield opened


def test_every_step_comes_back_as_it_was_written(catalog: Catalog) -> None:
    operation = journal.begin(catalog, "move", "Move", 6, steps=[step for step, _ in STEPS])
    assert journal.steps(catalog, operation.id) == [step for step, _ in STEPS]


def test_the_columns_hold_what_they_held_in_earlier_versions(catalog: Catalog) -> None:
    journal.begin(catalog, "move", "Move", 6, steps=[step for step, _ in STEPS])
    with catalog.reading() as connection:
        rows = connection.execute("SELECT note, note_text FROM steps ORDER BY id").fetchall()
    assert rows == [columns for _, columns in STEPS]


def test_a_step_that_changed_comes_back_changed(catalog: Catalog) -> None:
    step = STEPS[1][0]
    operation = journal.begin(catalog, "trash", "Trash", 1, steps=[step])
    changed = replace(step, target=Path("/trash/a 2.jpg"), trash_note=TrashNote(NOTE, b"[Trash Info] 2"), state="done")
    with catalog.transaction() as connection:
        journal.update_step(connection, changed)
    assert journal.steps(catalog, operation.id) == [changed]


def test_what_is_its_own_source_is_made_of_many() -> None:
    assert StepRow(0, "make", PAGE_ITSELF, PAGE_ITSELF, T).is_made_of_many
    assert not StepRow(0, "make", A, B, T).is_made_of_many
    assert not StepRow(0, "write", SIDECAR, SIDECAR, T).is_made_of_many


def test_a_page_is_not_counted_among_what_succeeded(catalog: Catalog) -> None:
    page = StepRow(PAGE, "make", PAGE_ITSELF, PAGE_ITSELF, T, state="done")
    operation = journal.begin(catalog, "gallery", "Gallery", 1, steps=[replace(STEPS[0][0], state="done"), page])
    assert [step.is_page for step in journal.steps(catalog, operation.id)] == [False, True]
    assert journal.close(catalog, operation.id, cut_short=False).succeeded == 1
