"""Where the photographer was: recents, favourites, where each folder was left; kept whole, whatever the file says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aesthetic_gui import disk_io, places
from aesthetic_gui.places import RECENTS, LeftOff, Places

A, B, C = Path("/shoots/a"), Path("/shoots/b"), Path("/shoots/c")
WILD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
ROWS = st.lists(st.fixed_dictionaries({"folder": WILD, "photo": WILD, "view": WILD, "shown": WILD}))
NAMED = st.fixed_dictionaries({}, optional=dict.fromkeys(("last", "recents", "favourites", "left"), WILD | ROWS))


@given(WILD | NAMED)
def test_whatever_the_file_says_what_makes_sense_of_it_is_taken(kept: object) -> None:
    found = places.from_json(kept)
    assert all(path.is_absolute() for path in (*found.last, *found.recents, *found.favourites, *found.left))
    assert all(left.view in places.VIEWS for left in found.left.values())
    assert places.from_json(json.loads(json.dumps(places.to_json(found)))) == found


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 10_000])
def test_a_file_that_is_no_json_is_set_aside_not_written_over(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "places.json"
    path.write_bytes(content)
    assert places.load(path) == Places()
    assert (tmp_path / "places.json.damaged").read_bytes() == content


def test_what_is_saved_is_there_again_with_names_that_are_not_utf_8(tmp_path: Path) -> None:
    odd = Path("/shoots/caf\udce9")
    kept = Places(
        (odd,), (odd, A), (B,), {odd: LeftOff("/shoots/caf\udce9/1.jpg", "loupe", (1.0, 0.5, 0.25), {"stars": [3]})}
    )
    places.save(kept, tmp_path / "new" / "places.json")
    assert places.load(tmp_path / "new" / "places.json") == kept


def test_a_crash_while_it_is_written_leaves_the_last_good_file(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "places.json"
    places.save(Places(recents=(A,)), path)

    def dies(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk_io, "sync_file", dies)
    monkeypatch.setattr("os.fsync", dies)
    with pytest.raises(OSError, match="No space left"):
        places.save(Places(recents=(B,)), path)
    assert places.load(path).recents == (A,)


def test_the_folder_opened_last_comes_first_each_once_and_only_some_of_them() -> None:
    now = Places()
    for folder in (A, B, A):
        now = now.opened([folder], folder)
    assert (now.recents, now.last) == ((A, B), (A,))
    for number in range(2 * RECENTS):
        now = now.opened([Path(f"/{number}")], Path(f"/{number}"))
    assert len(now.recents) == RECENTS
    assert now.recents[0] == Path(f"/{2 * RECENTS - 1}")


def test_a_favourite_is_added_last_and_removed_alone() -> None:
    now = Places().with_favourite(A).with_favourite(B).with_favourite(A)
    assert now.favourites == (B, A)
    assert now.without_favourite(B).favourites == (A,)
    assert Places(recents=(A, B)).without_recent(A).recents == (B,)


def test_where_a_folder_was_left_is_kept_for_the_newest_ones() -> None:
    now = Places()
    for number in range(places.LEFT + 5):
        now = now.left_at(Path(f"/{number}"), LeftOff(f"/{number}/1.jpg"))
    assert len(now.left) == places.LEFT
    assert Path("/0") not in now.left
    again = now.left_at(Path("/100"), LeftOff("/100/2.jpg", "loupe"))
    assert next(iter(again.left)) == Path("/100")
    assert again.left[Path("/100")] == LeftOff("/100/2.jpg", "loupe")


def test_what_another_window_has_kept_since_stays() -> None:
    a, b, c, d = (Path(f"/{name}").absolute() for name in "abcd")
    before = Places(favourites=(a, b), recents=(a,), left={a: LeftOff("a1"), b: LeftOff("b1")})
    mine = before.with_favourite(c).opened([c], c).left_at(a, LeftOff("a2"))
    theirs = (
        before.without_favourite(a).with_favourite(d).opened([d], d).left_at(b, LeftOff("b2")).left_at(d, LeftOff())
    )
    kept = theirs.changed_as(before, mine)
    assert (kept.favourites, kept.recents, kept.last) == ((b, c, d), (c, a, d), (c,))
    assert kept.left == {a: LeftOff("a2"), b: LeftOff("b2"), d: LeftOff()}
    assert Places().changed_as(before, mine) == mine
