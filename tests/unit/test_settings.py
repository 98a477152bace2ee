"""Settings survive everything but being wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aesthetic_gui import settings
from aesthetic_gui.settings import SETTINGS

DEFAULTS = {row.key: row.default for row in SETTINGS}


@pytest.fixture
def path() -> Path:
    settings.settings_path().parent.mkdir(parents=True)
    return settings.settings_path()


def test_without_a_file_every_setting_has_its_default() -> None:
    assert settings.load() == DEFAULTS


def test_every_default_is_accepted_and_every_key_is_its_own() -> None:
    assert all(row.accepts(row.default) for row in SETTINGS)
    assert len(DEFAULTS) == len(SETTINGS)
    assert all(row.title for row in SETTINGS)


def test_what_was_saved_is_loaded_and_the_rest_keeps_its_value() -> None:
    settings.save({"theme": "dark"})
    settings.save({"thumbnail_size": 240, "last_folder": "/photos/\udcff ä"})
    assert settings.load() == DEFAULTS | {"theme": "dark", "thumbnail_size": 240, "last_folder": "/photos/\udcff ä"}


@pytest.mark.parametrize(("key", "value"), [
    ("theme", "pink"), ("thumbnail_size", 10**6), ("thumbnail_size", "200"), ("thumbnail_size", True),
    ("overlay_opacity", 1.5), ("advance", 1), ("last_folder", None),
])  # fmt: skip
def test_a_bad_value_is_neither_saved_nor_loaded(path: Path, key: str, value: object) -> None:
    with pytest.raises(ValueError, match="is not accepted"):
        settings.save({key: value})
    path.write_text(json.dumps({key: value, "pack": "mine"}))
    assert settings.load() == DEFAULTS | {"pack": "mine"}


def test_a_whole_number_is_accepted_where_a_fraction_is_meant() -> None:
    settings.save({"overlay_opacity": 1})
    assert settings.load()["overlay_opacity"] == 1.0


def test_an_unknown_key_is_refused_when_saving_and_ignored_when_loading(path: Path) -> None:
    with pytest.raises(KeyError):
        settings.save({"no_such_setting": 1})
    path.write_text('{"no_such_setting": 1, "theme": "light"}')
    assert settings.load() == DEFAULTS | {"theme": "light"}


def test_a_default_of_before_that_nobody_chose_gives_way_to_the_new_one(path: Path) -> None:
    """Files of that time had every setting."""
    path.write_text(json.dumps(DEFAULTS | {"thumbnail_size": 200, "theme": "dark"}))
    assert settings.load() == DEFAULTS | {"theme": "dark"}
    settings.save({"theme": "light"})
    assert settings.load() == DEFAULTS | {"theme": "light"}


@pytest.mark.parametrize("size", [240, 120])
def test_a_size_that_somebody_chose_stays(path: Path, size: int) -> None:
    path.write_text(json.dumps(DEFAULTS | {"thumbnail_size": size}))
    assert settings.load()["thumbnail_size"] == size


def test_the_size_of_before_can_be_chosen_again() -> None:
    settings.save({"thumbnail_size": 200})
    settings.save({"theme": "dark"})
    assert settings.load()["thumbnail_size"] == 200


def test_only_what_was_chosen_is_written(path: Path) -> None:
    settings.save({"theme": "dark"})
    assert json.loads(path.read_text("utf-8")) == {"format": settings.FORMAT, "theme": "dark"}


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe\x00", b"not json"])
def test_a_damaged_file_is_set_aside_not_overwritten(path: Path, damage: bytes) -> None:
    path.write_bytes(damage)
    assert settings.load() == DEFAULTS
    assert path.with_suffix(".json.damaged").read_bytes() == damage
    settings.save({"theme": "dark"})
    assert settings.load()["theme"] == "dark"


@pytest.mark.parametrize("content", ["[]", "3", "null", '"text"'])
def test_json_that_is_no_table_counts_as_empty(path: Path, content: str) -> None:
    path.write_text(content)
    assert settings.load() == DEFAULTS


def test_saving_leaves_no_staged_file_behind(path: Path) -> None:
    settings.save({"theme": "dark"})
    assert [file.name for file in path.parent.iterdir()] == ["settings.json"]


def test_a_failed_save_keeps_the_last_good_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.save({"theme": "dark"})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        settings.save({"theme": "light"})
    assert settings.load()["theme"] == "dark"


@pytest.mark.parametrize("value", ["", ".", "data", "./data"])
def test_an_empty_or_relative_xdg_folder_counts_as_unset(
    home_of_its_own: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    for name in ("DATA", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", value)
    assert settings.data_dir() == home_of_its_own / ".local/share/aesthetic-gui"
    assert settings.cache_dir() == home_of_its_own / ".cache/aesthetic-gui"
    assert settings.settings_path() == home_of_its_own / ".config/aesthetic-gui/settings.json"


def test_an_xdg_folder_that_is_named_in_full_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "elsewhere"))
    assert settings.data_dir() == tmp_path / "elsewhere" / "aesthetic-gui"


def test_everything_lives_in_the_users_own_folders(home_of_its_own: Path) -> None:
    for place in (settings.data_dir(), settings.cache_dir(), settings.catalog_path(), settings.settings_path()):
        assert place.is_relative_to(home_of_its_own)


def test_settings_that_are_kept_elsewhere_through_a_link_stay_there(tmp_path: Path) -> None:
    kept = tmp_path / "dotfiles" / "settings.json"
    settings.settings_path().parent.mkdir(parents=True)
    settings.settings_path().symlink_to(kept)
    settings.save({"thumbnail_size": 240})
    assert settings.settings_path().readlink() == kept
    assert json.loads(kept.read_text("utf-8"))["thumbnail_size"] == 240
    assert settings.load()["thumbnail_size"] == 240
