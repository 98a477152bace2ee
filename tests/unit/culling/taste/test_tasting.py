"""Tastes in the catalog: what they learn from, what they say, and how they travel."""

from __future__ import annotations

import json
import os
import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from aesthetic_gui.catalog import schema
from aesthetic_gui.catalog.catalog import Catalog, Result
from aesthetic_gui.catalog.rows.taste_rows import TasteSummary
from aesthetic_gui.catalog.schema import CatalogDamaged
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.operations.transferring import undo
from aesthetic_gui.culling.scoring.judging import Judge, base_logit
from aesthetic_gui.culling.scoring.opening import open_photos
from aesthetic_gui.culling.scoring.pipeline import known_items
from aesthetic_gui.culling.taste import tasting
from aesthetic_gui.culling.taste.tasting import NoSuchTaste
from aesthetic_gui.photo import Flag, Metadata, Photo, Verdict
from aesthetic_gui.scoring.pack import Pack, load_pack
from aesthetic_gui.taste.examples import TasteError
from aesthetic_gui.taste.head import Taste

D = 32
MORNING = datetime.fromisoformat("2024-05-31T08:00:00")


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


def embedding_of(number: int) -> np.ndarray:
    """The first value is high where the photographer picks (even numbers)."""
    random = np.random.default_rng(number)
    embedding = np.abs(random.normal(size=D)).astype(np.float32)
    embedding[0] = 3 * (number % 2 == 0) + random.random()
    return embedding


def result_of(folder: Path, number: int, pack: Pack, minutes: float | None = None) -> Result:
    ratings = np.random.default_rng(number).dirichlet(np.ones(10))
    taken = MORNING + timedelta(minutes=2 * number if minutes is None else minutes)
    return Result(
        Photo(folder / f"IMG_{number:04}.jpg", (), 1_000 + number, number),
        f"content-{number}",
        Metadata(600, 400, taken),
        pack.key,
        tuple(ratings.tolist()),
        embedding=embedding_of(number),
    )


def shoot_of(catalog: Catalog, folder: Path, pack: Pack, count: int) -> list[Photo]:
    """``count`` scored photographs, two minutes apart, even ones picked and odd ones rejected."""
    results = [result_of(folder, number, pack) for number in range(count)]
    catalog.store(results)
    photos = [result.photo for result in results]
    decide(catalog, photos[::2], flag=Flag.PICK)
    decide(catalog, photos[1::2], flag=Flag.REJECT)
    return photos


@pytest.fixture
def wedding(catalog: Catalog, tmp_path: Path, pack: Pack) -> list[Photo]:
    """A taste called wedding with a hundred decided members."""
    photos = shoot_of(catalog, tmp_path, pack, 100)
    tasting.create(catalog, "wedding")
    assert tasting.add_members(catalog, "wedding", photos) == 100
    return photos


def test_a_taste_learns_what_is_picked_and_takes_over(catalog: Catalog, wedding: list[Photo], pack: Pack) -> None:
    learned = tasting.learn_taste(catalog, "Wedding", pack)
    assert (learned.name, learned.picks, learned.rejects, learned.bursts) == ("wedding", 50, 50, 100)
    assert learned.takes_over
    assert learned.held_out.taste.value > 0.9


def test_an_undone_or_changed_decision_counts_at_once(catalog: Catalog, wedding: list[Photo], pack: Pack) -> None:
    decide(catalog, wedding[:10], flag=Flag.NONE)
    assert tasting.learn_taste(catalog, "wedding", pack).decisions == 90
    decide(catalog, wedding[:10], flag=Flag.REJECT)
    assert tasting.learn_taste(catalog, "wedding", pack).rejects == 55
    list(undo(catalog))
    list(undo(catalog))
    assert tasting.learn_taste(catalog, "wedding", pack).picks == 50


def test_stars_and_labels_are_no_examples(catalog: Catalog, tmp_path: Path, pack: Pack) -> None:
    result = result_of(tmp_path, 1, pack)
    catalog.store([result])
    decide(catalog, [result.photo], stars=5)
    tasting.create(catalog, "stars")
    tasting.add_members(catalog, "stars", [result.photo])
    assert len(tasting.examples(catalog, "stars", pack)) == 0


def test_frames_of_one_minute_are_one_burst(catalog: Catalog, tmp_path: Path, pack: Pack) -> None:
    results = [result_of(tmp_path, number, pack, minutes) for number, minutes in enumerate((0, 0.5, 1, 9, 9.2, 40))]
    catalog.store(results)
    photos = [result.photo for result in results]
    decide(catalog, photos, flag=Flag.PICK)
    tasting.create(catalog, "birds")
    tasting.add_members(catalog, "birds", photos)
    assert tasting.examples(catalog, "birds", pack).bursts.tolist() == [0, 0, 0, 1, 1, 2]


def test_copies_count_once_and_not_at_all_where_they_are_decided_differently(
    catalog: Catalog, tmp_path: Path, pack: Pack
) -> None:
    original, other = result_of(tmp_path, 1, pack), result_of(tmp_path, 2, pack)
    copy = replace(original, photo=replace(original.photo, path=tmp_path / "Best" / "IMG_0001.jpg"))
    photos = [original.photo, other.photo, copy.photo]
    for photo in photos:
        photo.path.parent.mkdir(exist_ok=True)
        photo.path.touch()
    catalog.store([original, other, copy])
    decide(catalog, photos, flag=Flag.PICK)
    tasting.create(catalog, "mine")
    assert tasting.add_members(catalog, "mine", [*photos, original.photo]) == 3
    assert len(tasting.examples(catalog, "mine", pack)) == 2
    decide(catalog, [copy.photo], flag=Flag.REJECT)
    assert tasting.examples(catalog, "mine", pack).evidence.tolist() == pytest.approx(
        [sum(n * p for n, p in enumerate(other.distribution, start=1))]
    )


def test_a_decided_photograph_without_a_score_waits(catalog: Catalog, tmp_path: Path, pack: Pack) -> None:
    decide(catalog, [Photo(tmp_path / "new.jpg")], flag=Flag.PICK)
    tasting.create(catalog, "mine")
    tasting.add_members(catalog, "mine", [Photo(tmp_path / "new.jpg"), Photo(tmp_path / "undecided.jpg")])
    learned = tasting.learn_taste(catalog, "mine", pack)
    assert (learned.decisions, learned.unscored) == (0, 1)
    assert learned.sentence.endswith(" 1 more is not scored yet.")


def test_after_another_model_came_the_decisions_wait_for_their_scores_and_that_is_told(
    catalog: Catalog, wedding: list[Photo], pack: Pack, tmp_path: Path
) -> None:
    new = replace(pack, version="99")
    before = tasting.learn_taste(catalog, "wedding", new)
    assert (before.decisions, before.unscored, before.outdated) == (0, 100, 100)
    assert "The model is a new one: open their folders once" in before.sentence
    catalog.store(
        [replace(result_of(tmp_path, n, pack), pack_key=new.key, evidence=2.5 * (-1) ** (n // 2)) for n in range(90)]
    )
    again = tasting.learn_taste(catalog, "wedding", new)
    assert (again.decisions, again.unscored, again.outdated) == (90, 10, 10)
    assert again.takes_over
    assert set(tasting.examples(catalog, "wedding", new).evidence.tolist()) == {-2.5, 2.5}
    assert tasting.learn_taste(catalog, "wedding", pack).outdated == 0


def test_what_is_unlike_anything_is_unsure_for_a_taste_too(
    catalog: Catalog, wedding: list[Photo], pack: Pack, tmp_path: Path
) -> None:
    catalog.store([replace(result_of(tmp_path, 0, pack), evidence=9.0, unlike=1.5)])
    judge = Judge(pack, tasting.learn_taste(catalog, "wedding", pack).in_charge)
    for one in (judge, Judge(pack)):
        (item,) = known_items(wedding[:1], one, catalog)
        assert item.score.p_aesthetic == 0.5
        assert item.score.unlike == 1.5
        assert pack.bar.verdict(item.score) is Verdict.UNSURE
        assert tasting.rejudge(catalog, [item], Judge(pack)) == known_items(wedding[:1], Judge(pack), catalog)


def test_the_packs_evidence_is_judged_and_survives_a_taste(
    catalog: Catalog, wedding: list[Photo], pack: Pack, tmp_path: Path
) -> None:
    catalog.store([replace(result_of(tmp_path, 0, pack), evidence=9.0)])
    judge = Judge(pack, tasting.learn_taste(catalog, "wedding", pack).in_charge)
    base, by_taste = (known_items(wedding[:1], one, catalog) for one in (Judge(pack), judge))
    assert base[0].score.p_aesthetic == pack.calibration.probability(9.0)
    assert by_taste[0].score.taste == "wedding"
    assert tasting.rejudge(catalog, by_taste, Judge(pack)) == base


def test_a_moved_photograph_stays_a_member(catalog: Catalog, tmp_path: Path, pack: Pack) -> None:
    result = result_of(tmp_path / "gone", 1, pack)
    catalog.store([result])
    decide(catalog, [result.photo], flag=Flag.PICK)
    tasting.create(catalog, "mine")
    tasting.add_members(catalog, "mine", [result.photo])
    catalog.store([replace(result, photo=replace(result.photo, path=tmp_path / "moved.jpg"))])
    assert len(tasting.examples(catalog, "mine", pack)) == 1


def test_the_taste_judges_what_is_known_and_what_is_scored_alike(
    catalog: Catalog, wedding: list[Photo], pack: Pack
) -> None:
    judge = Judge(pack, tasting.learn_taste(catalog, "wedding", pack).in_charge)
    base = known_items(wedding, Judge(pack), catalog)
    again = tasting.rejudge(catalog, base, judge)
    assert [item.photo for item in again] == wedding
    assert {item.score.taste for item in again} == {"wedding"}
    assert {item.score.mean for item in again} == {item.score.mean for item in base}
    assert again == known_items(wedding, judge, catalog)
    fresh = [
        judge.score(item.score.distribution, embedding_of(n), taken=item.captured_at) for n, item in enumerate(again)
    ]
    assert fresh == [item.score for item in again]
    right = [(pack.bar.verdict(item.score) is Verdict.AESTHETIC) == (n % 2 == 0) for n, item in enumerate(again)]
    assert np.mean(right) > 0.9
    assert tasting.rejudge(catalog, again, Judge(pack)) == base


def test_without_an_embedding_the_model_judges(catalog: Catalog, wedding: list[Photo], pack: Pack) -> None:
    judge = Judge(pack, tasting.learn_taste(catalog, "wedding", pack).in_charge)
    score = judge.score((0.1,) * 10)
    assert score == Judge(pack).score((0.1,) * 10)
    stranger = Item(Photo(Path("/elsewhere.jpg")), score, content_id="never met")
    unreadable = Item(Photo(Path("/bad.jpg")), unreadable="the file is cut off")
    assert tasting.rejudge(catalog, [stranger, unreadable], judge) == [stranger, unreadable]


def test_a_taste_does_not_judge_for_another_model(catalog: Catalog, wedding: list[Photo], pack: Pack) -> None:
    taste = tasting.learn_taste(catalog, "wedding", pack).taste
    with pytest.raises(ValueError, match="another model"):
        Judge(pack.at_precision("fp32"), taste)
    assert tasting.learn_taste(catalog, "wedding", pack.at_precision("fp32")).unscored == 100


def test_the_models_own_logit_is_never_infinite(pack: Pack) -> None:
    assert base_logit(10, pack) > base_logit(5.5, pack) > base_logit(1, pack)
    assert np.isfinite([base_logit(1, pack), base_logit(10, pack)]).all()


def test_an_opened_folder_has_the_tastes_verdicts_at_once(
    catalog: Catalog, shoot: Path, make_unit: object, pack: Pack
) -> None:
    photos = [make_unit(f"IMG_{n}", (".jpg",)) for n in range(60)]
    catalog.store([replace(result_of(shoot, n, pack), photo=photo) for n, photo in enumerate(photos)])
    decide(catalog, photos[::2], flag=Flag.PICK)
    decide(catalog, photos[1::2], flag=Flag.REJECT)
    tasting.create(catalog, "mine")
    tasting.add_members(catalog, "mine", photos)
    judge = Judge(pack, tasting.learn_taste(catalog, "mine", pack).taste)
    (chunk,) = open_photos([shoot], judge, catalog)
    assert {item.score.taste for item in chunk} == {"mine"}


def test_names_are_kept_apart_and_checked(catalog: Catalog) -> None:
    assert tasting.create(catalog, "  wedding ") == "wedding"
    for name in ("Wedding", "", "  ", "x" * 61, "two\nlines", os.fsdecode(b"\xff")):
        with pytest.raises(TasteError):
            tasting.create(catalog, name)
    tasting.create(catalog, "wildlife")
    with pytest.raises(TasteError, match="already"):
        tasting.rename(catalog, "wildlife", "wedding")
    assert tasting.rename(catalog, "wildlife", "Wildlife") == "Wildlife"
    with pytest.raises(NoSuchTaste, match="There are: wedding, Wildlife"):
        tasting.reset(catalog, "portraits")


def test_forgetting_and_removing_leave_the_picks(catalog: Catalog, wedding: list[Photo], pack: Pack) -> None:
    before = catalog.decisions(wedding)
    tasting.create(catalog, "other")
    tasting.add_members(catalog, "other", wedding[:30])
    tasting.reset(catalog, "wedding")
    assert tasting.tastes(catalog) == [TasteSummary("other", 15, 15, 0), TasteSummary("wedding", 0, 0, 0)]
    tasting.remove(catalog, "other")
    assert [taste.name for taste in tasting.tastes(catalog)] == ["wedding"]
    assert catalog.decisions(wedding) == before
    with catalog.reading() as connection:
        assert connection.execute("SELECT count(*) FROM taste_members").fetchone()[0] == 0


def test_a_taste_for_moments_leaves_other_times_to_the_model(catalog: Catalog, tmp_path: Path, pack: Pack) -> None:
    """Picked by the hour alone: of the next year nothing is known, and of a photograph without a time neither."""
    results = [replace(result_of(tmp_path, n, pack), embedding=embedding_of(2 * n)) for n in range(120)]
    catalog.store(results)
    photos = [result.photo for result in results]
    decide(catalog, [photo for n, photo in enumerate(photos) if n % 30 < 15], flag=Flag.PICK)
    decide(catalog, [photo for n, photo in enumerate(photos) if n % 30 >= 15], flag=Flag.REJECT)
    tasting.create(catalog, "moments")
    tasting.add_members(catalog, "moments", photos)
    learned = tasting.learn_taste(catalog, "moments", pack)
    assert learned.takes_over
    assert "what was taken near to those" in learned.sentence
    judge, ratings, embedding = Judge(pack, learned.in_charge), (0.1,) * 10, embedding_of(0)
    near, year_later = (judge.score(ratings, embedding, taken=MORNING.replace(year=year)) for year in (2024, 2025))
    assert (near.taste, year_later.taste, judge.score(ratings, embedding).taste) == ("moments", "", "")
    assert year_later == Judge(pack).score(ratings)


def test_an_exported_taste_knows_what_is_liked_elsewhere_and_not_when_it_was_taken(
    catalog: Catalog, wedding: list[Photo], pack: Pack, tmp_path: Path
) -> None:
    file = tmp_path / "wedding.json"
    assert tasting.export_taste(catalog, "wedding", pack, file) == 100
    learned = tasting.learn_taste(catalog, "wedding", pack)
    with Catalog.open(tmp_path / "elsewhere.db") as elsewhere:
        assert tasting.import_taste(elsewhere, file) == "wedding"
        assert tasting.tastes(elsewhere) == [TasteSummary("wedding", 50, 50, 100)]
        theirs = tasting.learn_taste(elsewhere, "wedding", pack)
        assert theirs.takes_over
        assert theirs.taste.timeline.known.size == 0
        assert np.corrcoef(theirs.taste.weights, learned.taste.weights)[0, 1] > 0.99
        assert len(tasting.examples(elsewhere, "wedding", pack.at_precision("fp32"))) == 0
        tasting.reset(elsewhere, "wedding")
        assert tasting.tastes(elsewhere) == [TasteSummary("wedding", 0, 0, 0)]


def test_the_file_tells_no_names_places_or_times(
    catalog: Catalog, wedding: list[Photo], pack: Pack, tmp_path: Path
) -> None:
    file = tmp_path / "wedding.json"
    tasting.export_taste(catalog, "wedding", pack, file)
    text = file.read_text("utf-8")
    assert not any(private in text for private in ("IMG_", str(tmp_path), "2024", "content-"))
    assert set(json.loads(text)) == {
        "format",
        "version",
        "name",
        "pack",
        "dimensions",
        "picked",
        "evidence",
        "bursts",
        "embeddings",
    }


def test_a_photograph_that_is_decided_here_and_in_the_file_counts_once(
    catalog: Catalog, wedding: list[Photo], pack: Pack, tmp_path: Path
) -> None:
    tasting.export_taste(catalog, "wedding", pack, tmp_path / "a.json")
    tasting.import_taste(catalog, tmp_path / "a.json", "again")
    assert tasting.add_members(catalog, "again", wedding[:40]) == 40
    assert len(tasting.examples(catalog, "again", pack)) == 100
    assert len(np.unique(tasting.examples(catalog, "again", pack).bursts)) == 100


def test_an_export_overwrites_nothing(catalog: Catalog, wedding: list[Photo], pack: Pack, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("precious")
    with pytest.raises(TasteError, match="already"):
        tasting.export_taste(catalog, "wedding", pack, tmp_path / "a.json")
    assert (tmp_path / "a.json").read_text() == "precious"
    for name in ("a.jpg", "a.txt", "absent/a.json"):
        with pytest.raises(TasteError, match="not written"):
            tasting.export_taste(catalog, "wedding", pack, tmp_path / name)
    tasting.create(catalog, "empty")
    with pytest.raises(TasteError, match="nothing to write"):
        tasting.export_taste(catalog, "empty", pack, tmp_path / "empty.json")
    assert not (tmp_path / "empty.json").exists()


@pytest.fixture
def exported(catalog: Catalog, wedding: list[Photo], pack: Pack, tmp_path: Path) -> dict[str, object]:
    tasting.export_taste(catalog, "wedding", pack, tmp_path / "good.json")
    return json.loads((tmp_path / "good.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": "another"}, "no taste of this program"),
        ({"version": 3}, "another version"),
        ({"name": ""}, "no name"),
        ({"name": "a\u202eb"}, "no name"),
        ({"name": "n" * 61}, "at most 60"),
        ({"pack": 7}, "no name"),
        ({"dimensions": 31}, "cut off"),
        ({"dimensions": 10**30}, "whole number"),
        ({"dimensions": True}, "whole number"),
        ({"picked": [1] * 99}, "differ in length"),
        ({"picked": [2] * 100}, "between 0 and 1"),
        ({"picked": {"0": 1}}, "no list"),
        ({"picked": [], "evidence": [], "bursts": [], "embeddings": ""}, "no list"),
        ({"bursts": [-1] * 100}, "between 0 and"),
        ({"bursts": [1e3] * 100}, "between 0 and"),
        ({"evidence": [1e400] * 100}, "between -1000 and 1000"),
        ({"evidence": ["5"] * 100}, "between -1000 and 1000"),
        ({"evidence": [-1001] * 100}, "between -1000 and 1000"),
        ({"evidence": None, "means": [5] * 100}, "no list"),
        ({"version": 1, "means": [11] * 100}, "between 1 and 10"),
        ({"version": 1}, "no list"),
        ({"embeddings": "!" * 80}, "damaged"),
        ({"embeddings": "AAAA"}, "cut off"),
        ({"embeddings": "é"}, "damaged"),
        ({"embeddings": "AHwA" + "AAAA" * 2132 + "AA=="}, "not finite"),
        ({"embeddings": None}, "no text"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_with_the_reason(
    catalog: Catalog, exported: dict[str, object], tmp_path: Path, change: dict[str, object], said: str
) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps(exported | {"name": "new"} | change).replace("Infinity", "1e400"), "utf-8")
    with pytest.raises(TasteError, match=said):
        tasting.import_taste(catalog, bad)
    assert [taste.name for taste in tasting.tastes(catalog)] == ["wedding"]


def test_a_file_of_the_first_version_is_read_its_mean_ratings_being_the_evidence(
    catalog: Catalog, exported: dict[str, object], tmp_path: Path, pack: Pack
) -> None:
    means = exported.pop("evidence")
    old = tmp_path / "old.json"
    old.write_text(json.dumps(exported | {"name": "old", "version": 1, "means": means}))
    tasting.import_taste(catalog, old)
    assert tasting.examples(catalog, "old", pack).evidence.tolist() == means


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000, b"9" * 10_000, b"null", b"[]", b'{"version": NaN}']
)
def test_what_is_no_taste_is_refused(catalog: Catalog, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.json").write_bytes(content)
    with pytest.raises(TasteError, match="no taste of this program"):
        tasting.import_taste(catalog, tmp_path / "bad.json")


def test_a_folder_a_pipe_and_nothing_are_no_tastes(catalog: Catalog, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name, said in (("folder", "not a file"), ("pipe", "not a file"), ("absent.json", "no longer there")):
        with pytest.raises(TasteError, match=rf"{name} cannot be read: .*{said}"):
            tasting.import_taste(catalog, tmp_path / name)


def test_an_import_takes_the_name_it_is_given_and_replaces_none(
    catalog: Catalog, exported: dict[str, object], tmp_path: Path
) -> None:
    with pytest.raises(TasteError, match="already"):
        tasting.import_taste(catalog, tmp_path / "good.json")
    assert tasting.import_taste(catalog, tmp_path / "good.json", " mine ") == "mine"
    assert [taste.name for taste in tasting.tastes(catalog)] == ["mine", "wedding"]


@pytest.mark.slow
def test_ten_thousand_are_judged_again_by_one_query_and_one_product(
    catalog: Catalog, tmp_path: Path, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The work, counted: bench_taste has the seconds."""
    random = np.random.default_rng(0)
    many = np.abs(random.normal(size=(10_000, 256))).astype(np.float16)
    first = result_of(tmp_path, 0, pack)
    catalog.store(
        [
            replace(first, content_id=f"{n}", photo=Photo(tmp_path / f"{n}.jpg", (), n, n), embedding=many[n])
            for n in range(10_000)
        ]
    )
    score = Judge(pack).score(first.distribution)
    items = [Item(Photo(tmp_path / f"{n}.jpg"), score, content_id=f"{n}") for n in range(10_000)]
    picked = many[:60, 0] > np.median(many[:60, 0])
    from aesthetic_gui.taste.learning import learn

    learned = learn(many[:60], np.zeros(60), picked, np.arange(60), name="t", pack_key=pack.key).taste
    taste = replace(learned, everywhere=True)
    queries: list[str] = []
    products: list[int] = []
    plain = type(taste).probability

    def counted(self: Taste, embeddings: np.ndarray, logits: np.ndarray, taken: np.ndarray) -> np.ndarray:
        products.append(len(embeddings))
        return plain(self, embeddings, logits, taken)

    monkeypatch.setattr(Taste, "probability", counted)
    with catalog.reading() as connection:
        connection.set_trace_callback(queries.append)
    again = tasting.rejudge(catalog, items, Judge(pack, taste))
    assert len([query for query in queries if query.startswith("SELECT")]) == 1
    assert products == [10_000]
    assert len({item.score.p_aesthetic for item in again}) > 9_000


def test_a_catalog_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    """Its scores have no embeddings: they are made again. Its decisions stay."""
    path, photo = tmp_path / "catalog.db", Photo(tmp_path / "a.jpg", (), 1, 1)
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in (
        *schema.MIGRATIONS[0],
        f"PRAGMA application_id = {schema.APPLICATION_ID}",
        "PRAGMA user_version = 1",
    ):
        connection.execute(statement)
    connection.execute("INSERT INTO photos VALUES (1, ?, 1, 1, 'c1', NULL, NULL)", (os.fsencode(photo.path),))
    connection.execute("INSERT INTO scores VALUES ('c1', 'p', zeroblob(80))")
    connection.execute("INSERT INTO decisions (photo_id, flag, stars, label) VALUES (1, 1, 3, '')")
    connection.close()
    with Catalog.open(path) as catalog:
        known = catalog.known([photo], "p")[photo.path]
        assert (known.content_id, known.distribution) == ("c1", None)
        assert (known.decision.flag, known.decision.stars) == (Flag.PICK, 3)
        assert tasting.create(catalog, "wedding") == "wedding"


def test_a_score_is_kept_only_with_its_embedding(catalog: Catalog, tmp_path: Path, pack: Pack) -> None:
    result = result_of(tmp_path, 1, pack)
    catalog.store([replace(result, embedding=None)])
    assert catalog.known([result.photo], pack.key)[result.photo.path].distribution is None
    catalog.store([result])
    assert catalog.known([result.photo], pack.key)[result.photo.path].distribution == result.distribution
    kept = catalog.embeddings(["content-1", "never met"], pack.key)
    assert list(kept) == ["content-1"]
    np.testing.assert_allclose(kept["content-1"], result.embedding, rtol=1e-3)
    with pytest.raises(ValueError, match="finite"):
        catalog.store([replace(result, embedding=np.array([np.nan]))])


def test_tastes_are_taken_over_from_a_damaged_catalog(tmp_path: Path, pack: Pack) -> None:
    path = tmp_path / "catalog.db"
    with Catalog.open(path) as catalog:
        photos = shoot_of(catalog, tmp_path, pack, 40)
        tasting.create(catalog, "wedding")
        tasting.add_members(catalog, "wedding", photos)
        tasting.export_taste(catalog, "wedding", pack, tmp_path / "w.json")
        tasting.import_taste(catalog, tmp_path / "w.json", "theirs")
    with sqlite3.connect(path) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'scores'").fetchone()[0]
    connection.close()
    content = bytearray(path.read_bytes())
    content[(root - 1) * 4096 : root * 4096] = os.urandom(4096)
    path.write_bytes(content)
    with Catalog.open(path) as catalog, pytest.raises(CatalogDamaged):
        catalog.known(photos, pack.key)
    with Catalog.open(path) as catalog:
        assert "40 decisions (picks, stars, labels) and 2 tastes were taken over" in catalog.notices[0]
        assert tasting.tastes(catalog) == [TasteSummary("theirs", 20, 20, 40), TasteSummary("wedding", 20, 20, 0)]


def test_what_was_imported_for_another_model_is_told_and_not_learned_from(catalog, wedding, pack, tmp_path):
    tasting.export_taste(catalog, "wedding", pack, tmp_path / "w.json")
    tasting.import_taste(catalog, tmp_path / "w.json", "theirs")
    other = tasting.learn_taste(catalog, "theirs", load_pack("nima-mobilenet"))
    assert (other.decisions, other.foreign) == (0, 100)
    assert "100 imported ones were made with another model." in other.sentence
    assert "another model" not in tasting.learn_taste(catalog, "theirs", pack).sentence
