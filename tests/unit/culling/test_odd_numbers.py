"""Numbers that a disk, a file or a model may well say and no catalog can hold: they stop nobody else's photographs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from aesthetic_gui import disk_io, settings
from aesthetic_gui.catalog.catalog import Catalog, Failed, Result
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.operations.planning import plan_copy, plan_move, plan_trash
from aesthetic_gui.culling.operations.transferring import perform, undo
from aesthetic_gui.culling.scoring.judging import Judge
from aesthetic_gui.culling.scoring.pipeline import score_photos
from aesthetic_gui.culling.sidecars.exchange import plan_save, profile_called, read_sidecars
from aesthetic_gui.disk_io import Stamp
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Bar, Decision
from aesthetic_gui.scoring.outputs import Outputs, outputs_from
from aesthetic_gui.scoring.pack import load_pack
from aesthetic_gui.training.recipe import BadRecipe, read_recipe
from tests.unit.culling.sidecars.other_program import rate

HUGE = 2**70
PICTURES = ["a.jpg", "odd.jpg", "z.jpg"]
SECOND = 10**9
ODD_TIMES = {
    "the year 2400": 13_569_465_600 * SECOND,
    "the end of counting": 2**63 * SECOND,
    "Windows' zero, 1601": -11_644_473_600 * SECOND,
    "one after the last": 2**63,
    "one before the first": -(2**63) - 1,
    "before 1970": -1,
}


class OddDisk:
    """Every file of these names has numbers of its own; all else is as it is. What is written keeps its own time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.odd: dict[str, dict[str, int]] = {}
        for name in ("stat", "lstat", "fstat"):
            monkeypatch.setattr(os, name, self._telling(getattr(os, name)))

    def _telling(self, call: Callable[..., os.stat_result]) -> Callable[..., Any]:
        def told(file: Any, *arguments: Any, **options: Any) -> Any:
            found = call(file, *arguments, **options)
            path = Path(f"/proc/self/fd/{file}").readlink() if isinstance(file, int) else Path(os.fsdecode(file))
            numbers = self.odd.get(path.name)
            if numbers is None:
                return found
            fields = {field: getattr(found, field) for field in dir(found) if field.startswith("st_")}
            return SimpleNamespace(**fields | numbers)

        return told


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> OddDisk:
    return OddDisk(monkeypatch)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name in PICTURES:
        Image.effect_noise((96, 64), 80).convert("RGB").save(folder / name)
        rate(folder / name.replace(".jpg", ".xmp"), xmp__Rating=4)
    return folder


class Telling:
    """A model that says what it is told to of the photographs in their order."""

    device = "stand-in"

    def __init__(self, shares: list[list[float]], embeddings: list[list[float]]) -> None:
        self._rows = list(zip(shares, embeddings, strict=True))

    def predict(self, batch: np.ndarray) -> Outputs:
        rows, self._rows = self._rows[: len(batch)], self._rows[len(batch) :]
        shares, embeddings = (np.array(column, np.float32) for column in zip(*rows, strict=True))
        cam = np.zeros((len(batch), 2, 2), np.float32)
        return outputs_from({"distribution": shares, "cam": cam, "embedding": embeddings})

    def close(self) -> None:
        pass


def usual(count: int) -> Telling:
    return Telling([[0.1] * 10] * count, [[0.5] * 4] * count)


def scored(catalog: Catalog, folder: Path, runtime: Telling) -> dict[str, Item]:
    found = score_photos(list(find_photos([folder])), Judge(load_pack()), runtime, catalog)
    return {item.photo.path.name: item for item in found}


def finish(progress: Iterator[Any]) -> list[Any]:
    told = list(progress)
    assert [failure for one in told for failure in one.failures] == []
    return told


@pytest.mark.parametrize("mtime_ns", ODD_TIMES.values(), ids=ODD_TIMES)
def test_the_time_of_one_file_stops_no_other(catalog: Catalog, pictures: Path, disk: OddDisk, mtime_ns: int) -> None:
    disk.odd |= {name: {"st_mtime_ns": mtime_ns} for name in ("odd.jpg", "odd.xmp")}
    assert sorted(name for name, item in scored(catalog, pictures, usual(3)).items() if item.score) == PICTURES
    photos = list(find_photos([pictures]))
    news = list(read_sidecars(catalog, photos))
    assert sum(len(one.changes) for one in news) == 3
    assert {photo.path: Decision(stars=4) for photo in photos} == catalog.decisions(photos)
    assert all(item.score for item in scored(catalog, pictures, Telling([], [])).values())  # known: nothing is computed
    assert sum(len(one.opened) for one in read_sidecars(catalog, photos)) == 0


@pytest.mark.parametrize("field", ["st_ino", "st_dev", "st_mtime_ns"])
@pytest.mark.parametrize("number", [2**63, 2**64 - 1, HUGE + 5, 2**128 - 1])
def test_what_has_odd_numbers_is_moved_copied_and_brought_back(
    catalog: Catalog, pictures: Path, tmp_path: Path, disk: OddDisk, field: str, number: int
) -> None:
    disk.odd["odd.jpg"] = {field: number}
    photos = [photo for photo in find_photos([pictures]) if photo.path.name == "odd.jpg"]
    finish(perform(catalog, plan_copy(photos, tmp_path / "copies")))
    assert (tmp_path / "copies" / "odd.jpg").exists()
    told = finish(perform(catalog, plan_move(photos, tmp_path / "moved")))
    assert (tmp_path / "moved" / "odd.jpg").exists()
    finish(undo(catalog, told[-1].operation))
    assert (pictures / "odd.jpg").exists()


def test_what_has_an_odd_time_is_saved_to_its_sidecar(catalog: Catalog, pictures: Path, disk: OddDisk) -> None:
    disk.odd |= {name: {"st_mtime_ns": HUGE} for name in ("odd.jpg", "odd.xmp")}
    photos = list(find_photos([pictures]))
    list(read_sidecars(catalog, photos))
    decide(catalog, photos, stars=1)
    items = [Item(photo) for photo in photos]
    plan, _ = plan_save(catalog, items, profile_called("lightroom"), bar=Bar(0.5, 0.1))
    finish(perform(catalog, plan))
    assert sum(len(one.changes) for one in read_sidecars(catalog, photos, again=True)) == 0


def test_a_file_of_another_century_on_a_real_disk_is_scored_and_trashed(catalog: Catalog, pictures: Path) -> None:
    os.utime(pictures / "odd.jpg", ns=(ODD_TIMES["the year 2400"],) * 2)
    if (pictures / "odd.jpg").stat().st_mtime_ns < 2**63:
        pytest.skip("this disk does not know the year 2400")
    assert all(item.score for item in scored(catalog, pictures, usual(3)).values())
    photos = list(find_photos([pictures]))
    finish(perform(catalog, plan_trash(photos)))
    assert not list(pictures.glob("*.jpg"))


def test_a_copy_has_the_time_of_another_century_too(catalog: Catalog, pictures: Path, tmp_path: Path) -> None:
    os.utime(pictures / "odd.jpg", ns=(ODD_TIMES["the year 2400"],) * 2)
    photos = [photo for photo in find_photos([pictures]) if photo.path.name == "odd.jpg"]
    finish(perform(catalog, plan_copy(photos, tmp_path / "copies")))
    made = (tmp_path / "copies" / "odd.jpg").stat()
    assert made.st_mtime_ns == (pictures / "odd.jpg").stat().st_mtime_ns


@pytest.mark.parametrize("number", [-HUGE, -1, 0, 1, 2**63, HUGE, 2**200])
def test_whatever_a_disk_says_is_a_number_that_the_catalog_holds(number: int) -> None:
    status: Any = SimpleNamespace(st_dev=number, st_ino=number, st_size=number, st_mtime_ns=number)
    stamp = Stamp.from_status(status)
    assert all(0 <= one < 2**64 for one in stamp[:2])
    assert all(-(2**63) <= one < 2**63 for one in stamp[2:])


@pytest.mark.parametrize(
    ("shares", "embedding"),
    [
        ([float("nan")] * 10, [0.5] * 4),
        ([float("inf")] * 10, [0.5] * 4),
        ([0.0] * 10, [0.5] * 4),
        ([1.0, -1.0] * 5, [0.5] * 4),
        ([0.1] * 10, [float("nan")] * 4),
        ([0.1] * 10, [float("-inf")] * 4),
        ([0.1] * 10, [70_000.0] * 4),
    ],
)
def test_what_a_model_says_of_one_photograph_stops_no_other(
    catalog: Catalog, pictures: Path, shares: list[float], embedding: list[float]
) -> None:
    runtime = Telling([shares, [0.1] * 10, [0.1] * 10], [embedding, [0.5] * 4, [0.5] * 4])
    items = scored(catalog, pictures, runtime).values()
    assert sum(item.score is not None for item in items) == 2
    assert [item.unreadable for item in items if item.unreadable] == [
        f"the model {load_pack().id} has no answer for this photograph"
    ]


@pytest.mark.parametrize("rating", ["1e999", "-1e999", "nan", "1e308", "9" * 5000, "-" + "9" * 400])
def test_what_one_sidecar_says_stops_no_other(catalog: Catalog, pictures: Path, rating: str) -> None:
    rate(pictures / "odd.xmp", xmp__Rating=rating, xmpDM__pick=rating, photoshop__Urgency=rating)
    photos = list(find_photos([pictures]))
    list(read_sidecars(catalog, photos))
    decisions = {path.name: decision.stars for path, decision in catalog.decisions(photos).items()}
    assert (decisions["a.jpg"], decisions["z.jpg"]) == (4, 4)


@pytest.mark.parametrize("value", ["1" + "0" * 400, "1e999", "NaN", "-1e999", "[" * 100_000, "9" * 6000])
def test_a_setting_that_is_no_number_is_the_usual_one(value: str) -> None:
    path = settings.settings_path()
    path.parent.mkdir(parents=True)
    for key in ("threshold", "thumbnail_size", "loupe_memory_mb"):
        path.write_text(f'{{"{key}": {value}, "theme": "dark"}}')
        assert settings.load()[key] == next(row.default for row in settings.SETTINGS if row.key == key)


@pytest.mark.parametrize(
    "text", ["seed = 1" + "0" * 400, "seed = 4294967296", "watched = 1e999", "watched = nan", "x = " + "[" * 5000]
)
def test_a_recipe_of_odd_numbers_is_refused_in_words(tmp_path: Path, text: str) -> None:
    (tmp_path / "recipe.toml").write_text(text)
    with pytest.raises(BadRecipe, match="recipe"):
        read_recipe(tmp_path / "recipe.toml")


AS_THE_DISK_SAYS = {  # file: why it asks for a time as it is
    "disk_io.py": "the one place where it is brought into range",
    "catalog/damage/rescue.py": "compared within one run, and kept nowhere",
    "culling/live/open_folders.py": "the same",
    "files/export/watermark.py": "the same",
    "files/transfer/copying.py": "given to the copy",
}


def test_times_of_the_disk_are_brought_into_range_in_one_place() -> None:
    package = Path(disk_io.__file__).parent
    asking = [path for path in package.rglob("*.py") if "st_mtime_ns" in path.read_text("utf-8")]
    assert {str(path.relative_to(package)) for path in asking} == set(AS_THE_DISK_SAYS)


def test_outcomes_that_were_read_before_hold_as_well(catalog: Catalog, pictures: Path, disk: OddDisk) -> None:
    disk.odd["odd.jpg"] = {"st_mtime_ns": -HUGE, "st_size": HUGE}
    (photo,) = (photo for photo in find_photos([pictures]) if photo.path.name == "odd.jpg")
    catalog.store([Failed(photo, "damaged")])
    catalog.store([Result(photo, "1-2", None, "pack", None)])
    assert catalog.known([photo], "pack")[photo.path].content_id == "1-2"
