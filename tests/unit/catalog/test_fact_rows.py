"""What was measured hangs on the content, and a better measure takes the place of one before."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from aesthetic_gui.catalog.catalog import Catalog, Result
from aesthetic_gui.catalog.rows import fact_rows
from aesthetic_gui.facts import Criterion, Facts, Measure
from aesthetic_gui.photo import Photo

SEEN = Facts({Criterion.FOCUS: Measure(70, 3.5, "px")}, looks=b"12345678")
CLOSE = replace(SEEN, measures={Criterion.FOCUS: Measure(80, 2.1, "px")}, close=True)
PHOTO = Photo(Path("/shoot/a.jpg"), (), 11, 12)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "catalog.db") as opened:
        yield opened


def test_what_was_measured_with_the_score_is_known_at_the_next_visit(catalog: Catalog) -> None:
    catalog.store([Result(PHOTO, "content", None, "pack", None, facts=SEEN)])
    assert catalog.known([PHOTO], "pack")[PHOTO.path].facts == SEEN
    assert catalog.known([PHOTO], "another pack")[PHOTO.path].facts == SEEN
    assert catalog.known([replace(PHOTO, mtime_ns=13)], "pack")[PHOTO.path].facts is None


def test_a_copy_has_the_facts_at_once(catalog: Catalog) -> None:
    copy = replace(PHOTO, path=Path("/shoot/copy.jpg"))
    catalog.store([Result(PHOTO, "content", None, "pack", None, facts=SEEN)])
    catalog.store([Result(copy, "content", None, "pack", None)])
    assert catalog.known([copy], "pack")[copy.path].facts == SEEN


def test_what_was_measured_closely_is_not_replaced_by_a_first_look(catalog: Catalog) -> None:
    catalog.store_facts({"content": CLOSE})
    catalog.store_facts({"content": SEEN})
    assert catalog.facts(["content", "another"]) == {"content": CLOSE}


def test_a_close_look_replaces_a_first_one(catalog: Catalog) -> None:
    catalog.store_facts({"content": SEEN})
    catalog.store_facts({"content": CLOSE})
    assert catalog.facts(["content"]) == {"content": CLOSE}


def test_what_another_version_measured_counts_for_nothing_and_is_replaced(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog.store_facts({"content": CLOSE})
    monkeypatch.setattr(fact_rows, "MEASURING", fact_rows.MEASURING + 1)
    assert catalog.facts(["content"]) == {}
    catalog.store_facts({"content": SEEN})
    assert catalog.facts(["content"]) == {"content": SEEN}


def test_a_damaged_row_is_as_none(catalog: Catalog, caplog: pytest.LogCaptureFixture) -> None:
    catalog.store_facts({"content": SEEN})
    with catalog.transaction() as connection:
        connection.execute("UPDATE facts SET measured = x'07'")
    with caplog.at_level(logging.WARNING):
        assert catalog.facts(["content"]) == {}
    assert "no sense" in caplog.text
