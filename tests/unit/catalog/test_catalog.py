"""What the catalog remembers, of whom, and for how long."""

from __future__ import annotations

import os
import shutil
import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from aesthetic_gui.catalog import encoding
from aesthetic_gui.catalog.catalog import Catalog, Failed, Known, Result
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.photo import ColourLabel, Decision, Explanation, Flag, Metadata, Photo, Trouble

PACK = "nima@1+12345678"
RATINGS = (0.0, 0.01, 0.04, 0.1, 0.3, 0.3, 0.15, 0.06, 0.03, 0.01)
EMBEDDING = np.linspace(0, 6, 1024, dtype=np.float32)
METADATA = Metadata(
    6000, 4000, datetime.fromisoformat("2024-05-31T12:00:01"), "Canon EOS R5", None, 0.004, 2.8, 400, 85.0
)


def photo_at(path: Path, content: bytes = b"a photograph") -> Photo:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    stat = path.stat()
    return Photo(path, (), stat.st_size, stat.st_mtime_ns)


def result_of(photo: Photo, content_id: str = "c1", metadata: Metadata | None = METADATA) -> Result:
    return Result(photo, content_id, metadata, PACK, RATINGS, embedding=EMBEDDING)


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    with Catalog.open(tmp_path / "deep" / "catalog.db") as opened:
        yield opened


def test_what_was_stored_is_known_after_a_restart(tmp_path: Path) -> None:
    photo = photo_at(tmp_path / os.fsdecode(b"caf\xe9\n.jpg"))
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        catalog.store([result_of(photo)])
        decide(catalog, [photo], flag=Flag.PICK, stars=4, label=ColourLabel.RED)
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        known = catalog.known([photo], PACK)
    assert known == {photo.path: Known("c1", RATINGS, None, Decision(Flag.PICK, 4, ColourLabel.RED), METADATA)}


def test_evidence_and_unlike_are_known_as_they_were_said(catalog: Catalog, tmp_path: Path) -> None:
    photo = photo_at(tmp_path / "a.jpg")
    catalog.store([replace(result_of(photo), evidence=-1.2345678901234567, unlike=1e-30)])
    known = catalog.known([photo], PACK)[photo.path]
    assert (known.evidence, known.unlike) == (-1.2345678901234567, 1e-30)
    catalog.store([result_of(photo)])
    known = catalog.known([photo], PACK)[photo.path]
    assert (known.evidence, known.unlike) == (None, 0)


def test_a_photograph_never_met_is_not_known(catalog: Catalog, tmp_path: Path) -> None:
    assert catalog.known([Photo(tmp_path / "new.jpg", (), 1, 1)], PACK) == {}


def test_a_changed_file_keeps_its_decision_and_nothing_else(catalog: Catalog, tmp_path: Path) -> None:
    photo = photo_at(tmp_path / "a.jpg")
    catalog.store([result_of(photo)])
    decide(catalog, [photo], stars=3)
    edited = Photo(photo.path, (), photo.size + 1, photo.mtime_ns)
    assert catalog.known([edited], PACK)[photo.path] == Known(decision=Decision(stars=3))


def test_scores_of_another_model_are_not_mixed_up(catalog: Catalog, tmp_path: Path) -> None:
    photo = photo_at(tmp_path / "a.jpg")
    catalog.store([result_of(photo)])
    known = catalog.known([photo], "other@1+00000000")[photo.path]
    assert known.distribution is None
    assert known.content_id == "c1"


def test_two_copies_share_their_score_but_not_their_decision(catalog: Catalog, tmp_path: Path) -> None:
    one, other = photo_at(tmp_path / "a.jpg"), photo_at(tmp_path / "b.jpg")
    catalog.store([result_of(one), result_of(other)])
    decide(catalog, [one], flag=Flag.REJECT)
    known = catalog.known([one, other], PACK)
    assert known[one.path].distribution == known[other.path].distribution == RATINGS
    assert known[other.path].decision == Decision()


def test_a_photograph_that_is_turned_is_another_picture_to_the_model_and_scored_as_such(
    catalog: Catalog, tmp_path: Path
) -> None:
    photo = photo_at(tmp_path / "a.jpg")
    catalog.store([result_of(photo)])
    decide(catalog, [photo], turn_by=1)
    assert catalog.known([photo], PACK)[photo.path].distribution is None
    turned = RATINGS[::-1]
    catalog.store([replace(result_of(photo), distribution=turned, turn=1)])
    assert catalog.known([photo], PACK)[photo.path].distribution == turned
    decide(catalog, [photo], turn_by=-1)
    assert catalog.known([photo], PACK)[photo.path].distribution == RATINGS


def test_a_decision_follows_a_file_that_was_moved_outside_the_program(catalog: Catalog, tmp_path: Path) -> None:
    photo = photo_at(tmp_path / "a.jpg")
    catalog.store([result_of(photo)])
    decide(catalog, [photo], stars=5)
    moved = Photo(photo.path.rename(tmp_path / "b.jpg"), (), photo.size, photo.mtime_ns)
    assert catalog.store([result_of(moved)]) == {moved.path: Decision(stars=5)}
    assert catalog.known([moved], PACK)[moved.path].decision == Decision(stars=5)
    assert catalog.known([photo], PACK) == {}


def test_a_decision_is_kept_for_a_drive_that_is_only_unplugged(catalog: Catalog, tmp_path: Path) -> None:
    there = photo_at(tmp_path / "drive" / "a.jpg")
    catalog.store([result_of(there)])
    decide(catalog, [there], stars=5)
    (tmp_path / "drive").rename(tmp_path / "unplugged")
    copy = photo_at(tmp_path / "a.jpg")
    assert catalog.store([result_of(copy)]) == {copy.path: Decision(stars=5)}
    (tmp_path / "unplugged").rename(tmp_path / "drive")
    assert catalog.known([there], PACK)[there.path].decision == Decision(stars=5)


def test_a_new_photograph_under_an_old_name_is_undecided(catalog: Catalog, tmp_path: Path) -> None:
    """A memory card that was formatted numbers its photographs from the beginning again."""
    old = photo_at(tmp_path / "IMG_0001.jpg", b"of May")
    catalog.store([result_of(old)])
    decide(catalog, [old], flag=Flag.REJECT)
    new = photo_at(tmp_path / "IMG_0001.jpg", b"of June, quite another")
    june = Metadata(6000, 4000, datetime.fromisoformat("2024-06-01"))
    assert catalog.store([result_of(new, "c2", june)]) == {new.path: Decision()}
    again = photo_at(tmp_path / "kept" / "IMG_0001.jpg", b"of May")
    assert catalog.store([result_of(again)]) == {again.path: Decision(Flag.REJECT)}


def test_an_edited_photograph_keeps_its_decision(catalog: Catalog, tmp_path: Path) -> None:
    old = photo_at(tmp_path / "a.jpg", b"as taken")
    catalog.store([result_of(old)])
    decide(catalog, [old], flag=Flag.PICK)
    edited = photo_at(tmp_path / "a.jpg", b"a little brighter")
    assert catalog.store([result_of(edited, "c2")]) == {}
    assert catalog.known([edited], PACK)[edited.path].decision == Decision(Flag.PICK)


def test_a_decision_taken_before_scoring_is_not_replaced_by_an_old_one(catalog: Catalog, tmp_path: Path) -> None:
    gone = photo_at(tmp_path / "a.jpg")
    catalog.store([result_of(gone)])
    decide(catalog, [gone], stars=1)
    moved = Photo(gone.path.rename(tmp_path / "b.jpg"), (), gone.size, gone.mtime_ns)
    decide(catalog, [moved], stars=5)
    catalog.store([result_of(moved)])
    assert catalog.decisions([moved]) == {moved.path: Decision(stars=5)}


LASTING = ("empty", "truncated", "damaged", "not_a_photograph", "unsupported", "too_large")


@pytest.mark.parametrize("trouble", Trouble)
def test_what_lies_in_the_file_is_remembered_and_what_may_pass_is_not(
    catalog: Catalog, tmp_path: Path, trouble: Trouble
) -> None:
    photo = photo_at(tmp_path / "a.jpg")
    catalog.store([Failed(photo, "the reason", trouble)])
    known = catalog.known([photo], PACK)
    if trouble in LASTING:
        assert known == {photo.path: Known(unreadable="the reason", trouble=trouble)}
        assert catalog.known([photo], "another pack") == known
    else:
        assert known == {}


def test_what_could_be_read_after_all_is_unreadable_no_more(catalog: Catalog, tmp_path: Path) -> None:
    photo = photo_at(tmp_path / "a.jpg")
    catalog.store([Failed(photo, "the file is cut off", Trouble.TRUNCATED)])
    catalog.store([result_of(photo)])
    assert catalog.known([photo], PACK) == {photo.path: Known("c1", RATINGS, metadata=METADATA)}


def test_a_changed_file_is_no_longer_unreadable(catalog: Catalog, tmp_path: Path) -> None:
    photo = photo_at(tmp_path / "a.jpg")
    catalog.store([Failed(photo, "the file is cut off", Trouble.TRUNCATED)])
    for other in (replace(photo, size=photo.size + 1), replace(photo, mtime_ns=photo.mtime_ns + 1)):
        assert catalog.known([other], PACK) == {photo.path: Known()}


def test_another_version_of_the_program_tries_again(
    catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = photo_at(tmp_path / "a.jpg")
    catalog.store([result_of(photo)])
    catalog.store([Failed(photo, "this version cannot read that", Trouble.UNSUPPORTED)])
    monkeypatch.setattr(encoding, "__version__", "99.0")
    assert catalog.known([photo], PACK) == {photo.path: Known()}


def test_a_damaged_file_keeps_its_decision_and_nothing_of_what_was_there_before(
    catalog: Catalog, tmp_path: Path
) -> None:
    photo = photo_at(tmp_path / "a.jpg")
    catalog.store([result_of(photo)])
    decide(catalog, [photo], flag=Flag.PICK)
    cut = replace(photo, size=5)
    catalog.store([Failed(cut, "the file is cut off", Trouble.TRUNCATED)])
    unreadable = Known(unreadable="the file is cut off", trouble=Trouble.TRUNCATED, decision=Decision(Flag.PICK))
    assert catalog.known([cut], PACK) == {photo.path: unreadable}


def test_a_photograph_that_was_damaged_for_a_while_is_found_again_where_it_was_moved_to(
    catalog: Catalog, tmp_path: Path
) -> None:
    photo = photo_at(tmp_path / "a.jpg")
    catalog.store([result_of(photo)])
    decide(catalog, [photo], stars=3)
    catalog.store([Failed(replace(photo, size=5), "the file is cut off", Trouble.TRUNCATED)])
    moved = Photo(photo.path.rename(tmp_path / "b.jpg"), (), photo.size, photo.mtime_ns)
    assert catalog.store([result_of(moved)]) == {moved.path: Decision(stars=3)}


def test_a_drive_that_is_away_keeps_what_was_unreadable_on_it(catalog: Catalog, tmp_path: Path) -> None:
    photo = photo_at(tmp_path / "card" / "a.jpg")
    catalog.store([result_of(photo)])
    cut = replace(photo, size=5)
    catalog.store([Failed(cut, "the file is cut off", Trouble.TRUNCATED)])
    shutil.move(tmp_path / "card", tmp_path / "away")
    catalog.store([result_of(photo_at(tmp_path / "copy.jpg"))])
    assert catalog.known([cut], PACK)[cut.path].unreadable == "the file is cut off"


def test_a_reason_that_makes_no_sense_is_none(catalog: Catalog, tmp_path: Path) -> None:
    photo = photo_at(tmp_path / "a.jpg")
    for text in ("the file is cut off", '{"reason": "no version"}', "[1]", '{"version": "x"'):
        with catalog.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO photos (path, size, mtime_ns, unreadable) VALUES (?, ?, ?, ?)",
                (os.fsencode(photo.path), photo.size, photo.mtime_ns, text),
            )
        assert catalog.known([photo], PACK) == {photo.path: Known()}


def test_an_explanation_is_kept_within_half_a_thousandth(catalog: Catalog) -> None:
    heat = np.random.default_rng(1).uniform(-1, 1, (30, 45)).astype(np.float32)
    catalog.store_explanation("c1", PACK, "n=1000", Explanation("lime", heat, 1000, 1000, 0.81, {"segments": 49.0}))
    stored = catalog.explanation("c1", PACK, "lime", "n=1000")
    assert stored is not None
    assert stored.heat.dtype == np.float32
    np.testing.assert_allclose(stored.heat, heat, atol=5e-4)
    assert (stored.fidelity, stored.total, stored.notes) == (0.81, 1000, {"segments": 49.0})
    assert stored.complete


@pytest.mark.parametrize("key", [("c2", PACK, "lime", "n"), ("c1", "p", "lime", "n"), ("c1", PACK, "shap", "n")])
def test_an_explanation_of_something_else_is_not_shown(catalog: Catalog, key: tuple[str, str, str, str]) -> None:
    catalog.store_explanation("c1", PACK, "n", Explanation("lime", np.zeros((2, 3), np.float32)))
    assert catalog.explanation(*key) is None


def test_a_partial_explanation_is_not_kept(catalog: Catalog) -> None:
    with pytest.raises(ValueError, match="partial"):
        catalog.store_explanation("c1", PACK, "n", Explanation("lime", np.zeros((2, 3), np.float32), 3, 10))


@pytest.mark.slow
def test_ten_thousand_photographs_are_looked_up_in_a_handful_of_queries(catalog: Catalog, tmp_path: Path) -> None:
    """The work, counted: bench_catalog has the seconds."""
    photos = [Photo(tmp_path / f"{n:05}.jpg", (), n, n) for n in range(10_000)]
    catalog.store([result_of(photo, f"{n:x}") for n, photo in enumerate(photos)])
    queries: list[str] = []
    hundreds: list[int] = []
    with catalog.reading() as connection:
        connection.set_trace_callback(queries.append)
        connection.set_progress_handler(lambda: hundreds.append(1), 100)  # of the database's instructions
    assert len(catalog.known(photos, PACK)) == 10_000
    with catalog.reading() as connection:
        connection.set_trace_callback(None)
        connection.set_progress_handler(None, 0)
    assert len([query for query in queries if query.startswith("SELECT")]) == 20
    assert len(hundreds) < 10_000  # a table walked through for each photograph would take half a million


def test_many_threads_may_ask_and_tell_at_once(catalog: Catalog, tmp_path: Path) -> None:
    def work(number: int) -> None:
        for n in range(20):
            photo = Photo(tmp_path / f"{number}-{n}.jpg", (), 1, 1)
            catalog.store([result_of(photo, f"{number}-{n}")])
            decide(catalog, [photo], stars=number)
            assert catalog.known([photo], PACK)[photo.path].decision.stars == number

    threads = [threading.Thread(target=work, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    photos = [Photo(tmp_path / f"{number}-{n}.jpg", (), 1, 1) for number in range(5) for n in range(20)]
    assert sorted(known.decision.stars for known in catalog.known(photos, PACK).values()) == sorted([*range(5)] * 20)
