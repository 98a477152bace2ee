"""Folders that change while they are open: real files, the system's real events."""

from __future__ import annotations

import errno
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aesthetic_gui.culling.live import file_events, watching
from aesthetic_gui.culling.live.changes import Changed
from aesthetic_gui.culling.live.watching import Watcher
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.files.transfer import mounts
from aesthetic_gui.photo import Photo

pytestmark = pytest.mark.slow

SECONDS = 20.0


class Audience:
    """Hears of changes and keeps the photographs up to date by them, as the window does."""

    def __init__(self, paths: list[Path], recursive: bool = True, poll: bool | None = None) -> None:
        self.paths, self.recursive = paths, recursive
        self.shown = {photo.path: photo for photo in find_photos(paths, recursive)}
        self.away: dict[Path, Photo] = {}
        self.heard: list[Changed] = []
        self.notices: list[str] = []
        self.watcher = Watcher(
            paths, list(self.shown.values()), self._take, self.notices.append, recursive=recursive, poll=poll
        )
        self.watcher.start()

    def _take(self, changed: Changed) -> None:
        for path in (*changed.gone, *(source for source, _ in changed.moved)):
            del (self.away if path in self.away else self.shown)[path]
        self.away.update({path: self.shown.pop(path) for path in changed.away})
        self.shown.update({photo.path: photo for photo in (*changed.found, *(photo for _, photo in changed.moved))})
        for photo in changed.found:
            self.away.pop(photo.path, None)
        self.heard.append(changed)

    def fresh(self) -> dict[Path, Photo]:
        return {photo.path: photo for photo in find_photos(self.paths, self.recursive)}

    def names(self) -> list[str]:
        return sorted(photo.path.name for photo in self.shown.values())

    def found(self) -> list[str]:
        return [photo.path.name for changed in self.heard for photo in changed.found]

    def moved(self) -> list[tuple[str, str]]:
        return [(source.name, photo.path.name) for changed in self.heard for source, photo in changed.moved]

    def gone(self) -> list[str]:
        return [path.name for changed in self.heard for path in changed.gone]


def wait_until(
    there: Callable[[], object], otherwise: Callable[[], object] = lambda: "", seconds: float = SECONDS
) -> None:
    end = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < end, otherwise()
        time.sleep(0.02)


def settle(audience: Audience) -> None:
    wait_until(
        lambda: audience.shown == audience.fresh(),
        lambda: f"{audience.shown}\n{audience.fresh()}\n{audience.heard}",
    )


@pytest.fixture
def listen() -> Iterator[Callable[..., Audience]]:
    """``listen(paths, recursive, poll)``: an audience that is watching by the time this returns."""
    listening: list[Audience] = []

    def begin(*paths: Path, **how: bool) -> Audience:
        audience = Audience(list(paths), **how)
        listening.append(audience)
        assert audience.watcher.watching.wait(SECONDS)
        return audience

    yield begin
    for audience in listening:
        audience.watcher.stop()
        audience.watcher.join()
    assert not [thread for thread in threading.enumerate() if thread.name == "watching"]
    assert not [thread for thread in threading.enumerate() if "Inotify" in type(thread).__name__]


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    folder = tmp_path / "shoot"
    folder.mkdir()
    for number in range(5):
        (folder / f"IMG_{number}.jpg").write_bytes(b"jpeg %d" % number)
    return folder


def age(*paths: Path) -> None:
    """As if written a minute ago."""
    for path in paths:
        then = time.time() - 60
        os.utime(path, (then, then))


def test_a_photograph_that_is_copied_in_appears_and_one_that_is_removed_disappears(shoot, listen):
    audience = listen(shoot)
    (shoot / "new.jpg").write_bytes(b"new")
    (shoot / "IMG_1.jpg").unlink()
    settle(audience)
    assert audience.found() == ["new.jpg"]
    assert audience.gone() == ["IMG_1.jpg"]


def test_what_happened_between_listing_and_watching_is_made_up_for(shoot):
    photos = list(find_photos([shoot]))
    (shoot / "IMG_0.jpg").write_bytes(b"edited meanwhile")
    (shoot / "IMG_1.jpg").unlink()
    (shoot / "IMG_2.xmp").write_bytes(b"<xmp/>")
    (shoot / "later").mkdir()
    (shoot / "later" / "IMG_9.jpg").write_bytes(b"nine")
    heard: list[Changed] = []
    watcher = Watcher([shoot], photos, heard.append)
    watcher.start()
    wait_until(lambda: sum(len(c.found) + len(c.gone) for c in heard) == 4, lambda: heard)
    watcher.stop()
    watcher.join()
    assert {p.path.name for c in heard for p in c.found} == {"IMG_0.jpg", "IMG_2.jpg", "IMG_9.jpg"}


def test_a_renamed_photograph_is_known_to_be_the_one_it_was(shoot, listen):
    audience = listen(shoot)
    (shoot / "IMG_1.jpg").rename(shoot / "best.jpg")
    settle(audience)
    assert audience.moved() == [("IMG_1.jpg", "best.jpg")]
    assert not audience.gone()


def test_photographs_that_are_renumbered_all_follow(shoot, listen):
    audience = listen(shoot)
    before = {number: (shoot / f"IMG_{number}.jpg").stat().st_size for number in range(5)}
    for number in reversed(range(5)):
        (shoot / f"IMG_{number}.jpg").rename(shoot / f"IMG_{number + 1}.jpg")
    settle(audience)
    assert sorted(audience.moved()) == [(f"IMG_{n}.jpg", f"IMG_{n + 1}.jpg") for n in range(5)], before
    assert not audience.gone()


def test_a_photograph_moved_to_another_folder_follows_with_raw_and_sidecar(shoot, listen):
    (shoot / "IMG_1.CR2").write_bytes(b"raw")
    (shoot / "IMG_1.xmp").write_bytes(b"<xmp/>")
    (shoot / "picks").mkdir()
    audience = listen(shoot)
    for name in ("IMG_1.jpg", "IMG_1.CR2", "IMG_1.xmp"):
        (shoot / name).rename(shoot / "picks" / name)
    settle(audience)
    assert (shoot / "picks" / "IMG_1.jpg", 3) in [(p.path, len(p.files)) for p in audience.shown.values()]
    assert audience.moved() == [("IMG_1.jpg", "IMG_1.jpg")]


def test_photographs_moved_into_a_folder_made_just_before_follow(shoot, listen):
    age(*shoot.iterdir())
    audience = listen(shoot)
    (shoot / "picks").mkdir()
    for number in (1, 2):
        (shoot / f"IMG_{number}.jpg").rename(shoot / "picks" / f"IMG_{number}.jpg")
    settle(audience)
    assert sorted(audience.moved()) == [("IMG_1.jpg", "IMG_1.jpg"), ("IMG_2.jpg", "IMG_2.jpg")]
    assert not audience.gone()


@pytest.mark.slow
def test_a_folder_of_thousands_that_is_renamed_takes_them_along(tmp_path, listen):
    inner = tmp_path / "shoot" / "a" / "b"
    inner.mkdir(parents=True)
    for number in range(2_000):
        (inner / f"{number}.jpg").write_bytes(b"%d" % number)
    audience = listen(tmp_path / "shoot")
    (tmp_path / "shoot" / "a").rename(tmp_path / "shoot" / "A")
    settle(audience)
    assert len(audience.moved()) == 2_000
    (tmp_path / "shoot" / "A" / "b" / "new.jpg").write_bytes(b"new")
    settle(audience)
    assert audience.found() == ["new.jpg"]


def test_an_editor_that_saves_by_renaming_changes_the_photograph(shoot, listen):
    audience = listen(shoot)
    (shoot / ".IMG_1.jpg.tmp").write_bytes(b"edited")
    (shoot / ".IMG_1.jpg.tmp").replace(shoot / "IMG_1.jpg")
    (shoot / "IMG_2.jpg.part").write_bytes(b"edited, too")
    (shoot / "IMG_2.jpg.part").replace(shoot / "IMG_2.jpg")
    settle(audience)
    assert sorted(audience.found()) == ["IMG_1.jpg", "IMG_2.jpg"]
    assert not audience.gone()
    assert not audience.moved()


def test_a_photograph_removed_and_written_again_at_once_only_changed(shoot, listen):
    audience = listen(shoot)
    (shoot / "IMG_1.jpg").unlink()
    (shoot / "IMG_1.jpg").write_bytes(b"another")
    settle(audience)
    assert audience.found() == ["IMG_1.jpg"]
    assert not audience.gone()


def test_a_jpeg_that_joins_its_raw_is_shown_instead_and_back_again(shoot, listen):
    (shoot / "RAW_1.cr3").write_bytes(b"raw")
    audience = listen(shoot)
    (shoot / "RAW_1.jpg").write_bytes(b"jpeg")
    settle(audience)
    assert audience.moved() == [("RAW_1.cr3", "RAW_1.jpg")]
    (shoot / "RAW_1.jpg").unlink()
    settle(audience)
    assert audience.moved()[1:] == [("RAW_1.jpg", "RAW_1.cr3")]


def test_a_sidecar_changes_its_photograph_and_one_of_nothing_changes_none(shoot, listen):
    audience = listen(shoot)
    (shoot / "IMG_1.xmp").write_bytes(b"<xmp/>")
    (shoot / "nothing.xmp").write_bytes(b"<xmp/>")
    settle(audience)
    assert audience.found() == ["IMG_1.jpg"]
    (shoot / "nothing.jpg").write_bytes(b"something after all")
    settle(audience)
    assert audience.shown[shoot / "nothing.jpg"].companions == (shoot / "nothing.xmp",)


@pytest.mark.slow
def test_a_file_that_grows_is_shown_once_it_is_whole(shoot, listen):
    audience = listen(shoot)
    with (shoot / "big.jpg").open("wb", buffering=0) as file:
        for _ in range(5):
            file.write(b"x" * 1000)
            time.sleep(0.6)
        assert "big.jpg" not in audience.names()
    settle(audience)
    assert [photo.size for changed in audience.heard for photo in changed.found] == [5000]


@pytest.mark.slow
def test_where_the_end_of_a_copy_is_not_told_a_file_has_to_stand_still(shoot, listen, monkeypatch):
    def no_events(*_args, **_kwargs):
        raise OSError(28, "no watches left")

    monkeypatch.setattr(watching, "start_events", no_events)
    audience = listen(shoot)
    wait_until(lambda: audience.notices == [watching.LIMIT_NOTICE])
    with (shoot / "big.jpg").open("wb", buffering=0) as file:
        for _ in range(12):
            file.write(b"x" * 1000)
            time.sleep(0.5)
        assert "big.jpg" not in audience.names()
    settle(audience)
    assert [photo.size for changed in audience.heard for photo in changed.found] == [12_000]


def test_temporary_and_staged_names_are_left_alone(shoot, listen):
    audience = listen(shoot)
    for name in ("a.jpg.part", "b.jpg.crdownload", "c.tmp", ".d.jpg", ".IMG_1.jpg.0a1b.aesthetic-part", "._IMG_1.jpg"):
        (shoot / name).write_bytes(b"half")
    (shoot / ".hidden").mkdir()
    (shoot / ".hidden" / "e.jpg").write_bytes(b"hidden")
    (shoot / "last.jpg").write_bytes(b"last")
    settle(audience)
    assert audience.found() == ["last.jpg"]


@pytest.mark.slow
def test_five_thousand_that_arrive_at_once_come_in_few_batches(tmp_path, shoot, listen):
    audience = listen(shoot)
    source = tmp_path / "card"
    (source / "100CANON").mkdir(parents=True)
    for number in range(5_000):
        (source / "100CANON" / f"{number}.jpg").write_bytes(b"%d" % number)
    shutil.copytree(source, shoot / "card")
    settle(audience)
    assert len(audience.found()) == 5_000
    assert len(audience.heard) <= 12


@pytest.mark.slow
def test_events_that_the_system_lost_are_made_up_for(shoot, listen):
    audience = listen(shoot)
    events = audience.watcher._folders.events
    assert isinstance(events, file_events.FolderEvents)
    deaf = lambda _event: None  # noqa: E731
    events.on_event, hearing = deaf, events.on_event  # type: ignore[method-assign]
    (shoot / "IMG_0.jpg").unlink()
    (shoot / "IMG_1.jpg").write_bytes(b"edited in place")
    (shoot / "new" / "folder").mkdir(parents=True)
    (shoot / "new" / "folder" / "x.jpg").write_bytes(b"x")
    time.sleep(0.5)
    assert not audience.heard
    events.on_event = hearing  # type: ignore[method-assign]
    events.on_queue_overflow()
    settle(audience)
    (shoot / "new" / "folder" / "y.jpg").write_bytes(b"y")
    settle(audience)


@pytest.mark.slow
def test_a_queue_of_events_that_ran_over_is_made_up_for(shoot, listen, caplog):
    limit = Path("/proc/sys/fs/inotify/max_queued_events")
    if not limit.exists() or int(limit.read_text()) > 20_000:
        pytest.skip("this system's queue of events takes too long to fill")
    audience = listen(shoot)
    with audience.watcher._folders.events._lock:  # type: ignore[union-attr]  # who reads the events waits here
        (shoot / "IMG_0.jpg").unlink()
        for number in range(12_000):  # two events each, or three
            (shoot / f"new{number}.jpg").write_bytes(b"%d" % number)
        (shoot / "late").mkdir()
        (shoot / "late" / "x.jpg").write_bytes(b"x")
    settle(audience)
    assert "queue overflowed" in caplog.text
    (shoot / "late" / "y.jpg").write_bytes(b"y")
    settle(audience)


@pytest.mark.slow
def test_a_folder_for_which_no_watch_is_left_is_looked_into_now_and_then(shoot, listen, monkeypatch):
    watch = file_events.FolderEvents.watch

    def limited(self: file_events.FolderEvents, folder: str) -> None:
        if folder.endswith("below"):
            raise OSError(errno.ENOSPC, "inotify watch limit reached")
        watch(self, folder)

    monkeypatch.setattr(file_events.FolderEvents, "watch", limited)
    (shoot / "below").mkdir()
    audience = listen(shoot)
    (shoot / "below" / "x.jpg").write_bytes(b"x")
    settle(audience)
    assert audience.found() == ["x.jpg"]
    assert audience.notices == [watching.LIMIT_NOTICE]


@pytest.mark.slow
def test_polling_finds_the_same_without_any_event(shoot, listen, monkeypatch):
    class Deaf:
        def watch(self, folder: str) -> None: ...
        def forget(self, folder: str) -> None: ...
        def close(self) -> None: ...

    monkeypatch.setattr(watching, "start_events", lambda *_args, **_kwargs: Deaf())
    audience = listen(shoot, poll=True)
    (shoot / "IMG_0.jpg").unlink()
    (shoot / "IMG_1.jpg").write_bytes(b"edited in place")
    (shoot / "new" / "folder").mkdir(parents=True)
    (shoot / "new" / "folder" / "x.jpg").write_bytes(b"x")
    settle(audience)
    (shoot / "new").rename(shoot / "newer")
    settle(audience)
    shutil.rmtree(shoot / "newer")
    settle(audience)


@pytest.mark.slow
def test_a_card_that_is_pulled_leaves_its_photographs_away_until_it_returns(shoot, tmp_path, listen):
    audience = listen(shoot)
    shoot.rename(tmp_path / "pulled")
    wait_until(lambda: not audience.shown)
    assert len(audience.heard[-1].away) == 5
    assert "shoot is not there any more" in audience.notices[0]
    (tmp_path / "pulled" / "IMG_4.jpg").unlink()
    (tmp_path / "pulled").rename(shoot)
    settle(audience)
    assert audience.gone() == ["IMG_4.jpg"]
    assert not audience.away
    (shoot / "new.jpg").write_bytes(b"new")
    settle(audience)


def test_an_open_folder_that_is_made_anew_is_followed(shoot, listen):
    audience = listen(shoot)
    shutil.rmtree(shoot)
    shoot.mkdir()
    (shoot / "first.jpg").write_bytes(b"first")
    wait_until(lambda: "first.jpg" in audience.names())
    assert audience.names() == ["first.jpg"]


def test_of_single_files_only_these_and_their_companions_are_followed(shoot, listen):
    audience = listen(shoot / "IMG_1.jpg", shoot / "IMG_2.jpg")
    (shoot / "other.jpg").write_bytes(b"other")
    (shoot / "IMG_1.png").write_bytes(b"another picture")
    (shoot / "IMG_1.CR2").write_bytes(b"raw")
    (shoot / "IMG_2.jpg").rename(shoot / "best.jpg")
    wait_until(lambda: len(audience.moved()) == 1 and audience.found(), lambda: audience.heard)
    (shoot / "best.xmp").write_bytes(b"<xmp/>")
    wait_until(lambda: audience.shown.get(shoot / "best.jpg", Photo(shoot)).companions, lambda: audience.heard)
    assert audience.names() == ["IMG_1.jpg", "best.jpg"]
    assert audience.shown[shoot / "IMG_1.jpg"].companions == (shoot / "IMG_1.CR2",)


def test_a_folder_that_is_not_opened_recursively_shows_nothing_below(shoot, listen):
    (shoot / "below").mkdir()
    audience = listen(shoot, recursive=False)
    (shoot / "below" / "x.jpg").write_bytes(b"x")
    (shoot / "y.jpg").write_bytes(b"y")
    settle(audience)
    assert audience.found() == ["y.jpg"]


def test_a_linked_folder_is_followed_and_a_circle_of_links_ends(shoot, tmp_path, listen):
    (tmp_path / "elsewhere").mkdir()
    (shoot / "link").symlink_to(tmp_path / "elsewhere")
    (shoot / "circle").symlink_to(shoot)
    audience = listen(shoot)
    (tmp_path / "elsewhere" / "x.jpg").write_bytes(b"x")
    settle(audience)
    assert audience.found() == ["x.jpg"]


def test_names_that_are_no_text_are_followed(shoot, listen):
    audience = listen(shoot)
    name = os.fsdecode(b"caf\xe9.jpg")
    (shoot / name).write_bytes(b"coffee")
    settle(audience)
    assert audience.found() == [name]


def test_after_stop_nothing_is_told(shoot, listen):
    audience = listen(shoot)
    (shoot / "new.jpg").write_bytes(b"new")
    audience.watcher.stop()
    audience.watcher.join()
    time.sleep(0.6)
    assert not audience.heard


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (rb"36 1 0:1 / / rw shared:1 - ext4 /dev/sda1 rw", "ext4"),
        (rb"37 36 0:2 / /home rw - nfs4 server:/home rw", "nfs4"),
        (rb"38 37 0:3 / /home/me/My\040Photos rw - fuse.sshfs me@server: rw", "fuse.sshfs"),
    ],
)
def test_the_kind_of_file_system_is_that_of_the_deepest_mount(line, kind, tmp_path, monkeypatch):
    lines = [
        rb"36 1 0:1 / / rw shared:1 - ext4 /dev/sda1 rw",
        rb"37 36 0:2 / /home rw - nfs4 server:/home rw",
        rb"38 37 0:3 / /home/me/My\040Photos rw - fuse.sshfs me@server: rw",
    ]
    path = {"ext4": "/homeless", "nfs4": "/home/me", "fuse.sshfs": "/home/me/My Photos/a"}[kind]
    assert line in lines
    (tmp_path / "mountinfo").write_bytes(b"\n".join(lines))
    monkeypatch.setattr(mounts, "_MOUNTS", tmp_path / "mountinfo")
    assert mounts._kind_of(Path(path)) == kind


def test_two_that_change_places_follow(shoot, listen):
    (shoot / "IMG_1.jpg").write_bytes(b"longer than the other")
    audience = listen(shoot)
    (shoot / "IMG_0.jpg").rename(shoot / "between")
    (shoot / "IMG_1.jpg").rename(shoot / "IMG_0.jpg")
    (shoot / "between").rename(shoot / "IMG_1.jpg")
    settle(audience)
    assert sorted(audience.moved()) == [("IMG_0.jpg", "IMG_1.jpg"), ("IMG_1.jpg", "IMG_0.jpg")]
