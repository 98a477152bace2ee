"""``aesthetic-gui catalog``: what a photographer sees of the catalog, and how a backup is put back."""

from __future__ import annotations

import shlex
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from aesthetic_gui import settings
from aesthetic_gui.catalog import schema
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.damage import backup
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.photo import Photo
from tests.unit.catalog.damage import damage

PHOTOS = [Photo(Path(f"/shoot/{n}.jpg")) for n in range(30)]


Run = Callable[..., Any]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a drive" / "café.db"
    with Catalog.open(path) as catalog:
        decide(catalog, PHOTOS, stars=4)
    return path


def stars(path: Path) -> set[int]:
    with Catalog.open(path) as catalog:
        return {decision.stars for decision in catalog.decisions(PHOTOS).values()}


def test_info_tells_what_it_holds_and_of_the_last_backup(run: Run, path: Path) -> None:
    told = run("catalog", "info", "--catalog", path)
    assert told.code == 0
    lines = dict(line.split(":", 1) for line in told.out.splitlines())
    values = {name: value.strip() for name, value in lines.items()}
    assert values["catalog"] == str(path)
    assert (values["photographs"], values["decisions"], values["scores"], values["operations"]) == (
        "30",
        "30",
        "0",
        "1",
    )
    assert values["last backup"] == "none"
    made = backup.back_up(path)
    assert str(made) in run("catalog", "info", "--catalog", path).out


def test_info_changes_nothing_and_makes_no_catalog(run: Run, path: Path, tmp_path: Path) -> None:
    before = {file: file.read_bytes() for file in path.parent.iterdir()}
    assert run("catalog", "info", "--catalog", path).code == 0
    after = {file: file.read_bytes() for file in path.parent.iterdir()}
    assert {file: after[file] for file in before} == before
    told = run("catalog", "info", "--catalog", tmp_path / "none.db")
    assert told.code == 3
    assert "There is no catalog" in told.err
    assert not (tmp_path / "none.db").exists()


def test_the_usual_catalog_is_meant_where_none_is_named(run: Run) -> None:
    with Catalog.open(settings.catalog_path()) as catalog:
        decide(catalog, PHOTOS[:3], stars=1)
    assert str(settings.catalog_path()) in run("catalog", "info").out
    assert run("catalog", "check").code == 0
    assert run("catalog", "backup").code == 0
    assert len(backup.backups(settings.catalog_path())) == 1


def test_check_says_sound_or_exits_with_3_and_the_next_start_repairs_it(run: Run, path: Path) -> None:
    told = run("catalog", "check", "--catalog", path)
    assert (told.code, told.out) == (0, f"{path} is sound\n")
    damage.overwrite(path, damage.pages_of(path, "decisions"))
    schema.damage_mark(path).unlink()
    told = run("catalog", "check", "--catalog", path)
    assert told.code == 3
    assert "damaged" in told.err
    assert "repair" in told.err
    assert stars(path) == {4}
    assert run("catalog", "check", "--catalog", path).code == 0


def test_a_row_that_refers_to_nothing_is_found(run: Run, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO decisions (photo_id, flag, stars, label) VALUES (999, 1, 1, '')")
    assert run("catalog", "check", "--catalog", path).code == 3


def test_backup_makes_one_and_prints_where(run: Run, path: Path) -> None:
    told = run("catalog", "backup", "--catalog", path)
    assert told.code == 0
    assert [Path(told.out.strip())] == [one.path for one in backup.backups(path)]
    assert run("catalog", "backup", "--catalog", path.with_name("none.db")).code == 3


def test_restore_puts_a_backup_back_and_says_how_to_go_back(run: Run, path: Path) -> None:
    made = backup.back_up(path)
    with Catalog.open(path) as catalog:
        decide(catalog, PHOTOS, stars=1)
    told = run("catalog", "restore", made, "--catalog", path)
    assert told.code == 0
    assert "30 decisions" in told.out
    assert stars(path) == {4}
    assert made.exists()
    words = shlex.split(told.err.strip().rpartition("to go back: ")[2])
    assert words[:3] == ["aesthetic-gui", "catalog", "restore"]
    assert run(*words[1:]).code == 0
    assert stars(path) == {1}


def test_restore_replaces_a_damaged_catalog_and_keeps_it(run: Run, path: Path) -> None:
    made = backup.back_up(path)
    path.write_bytes(b"nonsense" * 1000)
    assert run("catalog", "restore", made, "--catalog", path).code == 0
    assert stars(path) == {4}
    (kept,) = path.parent.glob("café.db.replaced-*")
    assert kept.read_bytes() == b"nonsense" * 1000


def test_restore_where_there_is_no_catalog_any_more(run: Run, path: Path) -> None:
    made = backup.back_up(path)
    path.unlink()
    told = run("catalog", "restore", made, "--catalog", path)
    assert told.code == 0
    assert "to go back" not in told.err
    assert stars(path) == {4}


def test_restore_waits_for_every_window_to_be_closed(run: Run, path: Path) -> None:
    made = backup.back_up(path)
    with Catalog.open(path) as catalog:
        decide(catalog, PHOTOS, stars=2)
        told = run("catalog", "restore", made, "--catalog", path)
        assert told.code == 3
        assert "Another window" in told.err
    assert stars(path) == {2}
    assert run("catalog", "restore", made, "--catalog", path).code == 0


@pytest.mark.parametrize("what", ["a damaged backup", "another program's file", "a photograph", "nothing", "itself"])
def test_restore_refuses_what_is_no_sound_catalog(run: Run, path: Path, tmp_path: Path, what: str) -> None:
    file = backup.back_up(path)
    if what == "a damaged backup":
        damage.overwrite(file, damage.pages_of(file, "decisions"))
        schema.damage_mark(file).unlink()
    elif what == "another program's file":
        file = tmp_path / "Lightroom.db"
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("CREATE TABLE Adobe_images (id INTEGER)")
    elif what == "a photograph":
        file = tmp_path / "a.jpg"
        file.write_bytes(b"\xff\xd8\xff\xe0 a photograph")
    else:
        file = path if what == "itself" else tmp_path / "gone.db"
    before = path.read_bytes()
    told = run("catalog", "restore", file, "--catalog", path)
    assert told.code == 3
    assert told.err
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*.replaced-*"))
    assert not list(file.parent.glob("*.damaged"))
    assert stars(path) == {4}


def test_a_task_must_be_named(run: Run) -> None:
    assert run("catalog").code == 2
    assert run("catalog", "burn").code == 2
    assert run("catalog", "restore").code == 2


def test_a_relative_name_is_as_good_as_any(run: Run, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = backup.back_up(path)
    monkeypatch.chdir(path.parent)
    for words in (("check",), ("info",), ("backup",), ("repair",), ("restore", made.relative_to(path.parent))):
        told = run("catalog", *words, "--catalog", path.name)
        assert told.code == 0, told.err
    assert run("catalog", "check", "--catalog", Path("..") / path.parent.name / path.name).code == 0


@pytest.mark.parametrize("log", [False, True], ids=["closed", "killed"])
def test_a_catalog_on_write_protected_media_is_looked_at_and_put_elsewhere(
    log: bool, run: Run, path: Path, tmp_path: Path, without_privileges: Any
) -> None:
    folder, there = tmp_path / "disc", tmp_path / "disc" / "catalog.db"
    folder.mkdir()
    with Catalog.open(path) as catalog:
        decide(catalog, PHOTOS, stars=2)
        for suffix in ("", "-wal") if log else ():
            shutil.copyfile(f"{path}{suffix}", f"{there}{suffix}")
    if not log:
        shutil.copyfile(path, there)
    new = tmp_path / "new"
    new.mkdir(mode=0o777)
    new.chmod(0o777)
    folder.chmod(0o555)
    with without_privileges(tmp_path):
        before = {file: file.read_bytes() for file in folder.iterdir()}
        assert "30" in run("catalog", "info", "--catalog", there).out
        assert run("catalog", "check", "--catalog", there).out == f"{there} is sound\n"
        with pytest.raises(schema.CatalogError, match=r"lies where nothing can be written.*catalog restore"):
            Catalog.open(there)
        assert run("catalog", "restore", there, "--catalog", new / "catalog.db").code == 0
        assert stars(new / "catalog.db") == {2}
        assert {file: file.read_bytes() for file in folder.iterdir()} == before


@pytest.mark.parametrize(
    "content", [b"notes, no database", b"SQLite format 3\0" + bytes(4000), b"SQLite format 3\0" + b"garbage" * 900]
)
def test_what_is_no_catalog_is_refused_and_kept_with_a_way_to_agree(run: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.db"
    path.write_bytes(content)
    for words in (("history",), ("recover",), ("catalog", "info"), ("catalog", "check")):
        told = run(*words, "--catalog", path)
        assert told.code == 3
        assert list(tmp_path.iterdir()) == [path]
        assert path.read_bytes() == content
    assert "catalog repair" in run("history", "--catalog", path).err
    assert "set aside" in run("catalog", "repair", "--catalog", path).out
    (aside,) = tmp_path.glob("notes.db.damaged-*")
    assert aside.read_bytes() == content
    assert run("history", "--catalog", path).code == 0


def test_repair_leaves_another_programs_file_alone(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "Lightroom.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE Adobe_images (id_local INTEGER)")
        connection.commit()
    before = path.read_bytes()
    told = run("catalog", "repair", "--catalog", path)
    assert told.code == 3
    assert "another program" in told.err
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
    assert run("catalog", "repair", "--catalog", tmp_path / "none.db").code == 3
