"""Which drive a folder is on, from what the system says of its mounts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aesthetic_gui.files.transfer import drives
from aesthetic_gui.files.transfer.drives import Drive, Drives

DEVICE = "/dev/null"  # any device there is


class Mounts:
    """What is mounted, as Linux tells it in a file."""

    def __init__(self, root: Path) -> None:
        self.root, self.file, self.serials = root, root / "mountinfo", root / "by-uuid"
        self.serials.mkdir()
        self.file.write_bytes(b"1 0 8:1 / / rw - ext4 /dev/sda1 rw\n")

    def add(self, name: str, kind: str = "vfat", source: str = DEVICE) -> Path:
        place = self.root / name
        place.mkdir(exist_ok=True)
        fields = (os.fsencode(text).replace(b" ", b"\\040") for text in (str(place), kind, source))
        line = b"36 25 8:17 / %b rw,nosuid shared:29 - %b %b rw,uid=1000\n" % tuple(fields)
        self.file.write_bytes(self.file.read_bytes() + line)
        return place

    def take_out(self) -> None:
        self.file.write_bytes(self.file.read_bytes().splitlines(keepends=True)[0])

    def call(self, serial: str) -> None:
        for old in self.serials.iterdir():
            old.unlink()
        (self.serials / serial).symlink_to(DEVICE)


@pytest.fixture
def mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mounts:
    made = Mounts(tmp_path)
    monkeypatch.setattr("aesthetic_gui.files.transfer.mounts._MOUNTS", made.file)
    monkeypatch.setattr(drives, "_SERIALS", made.serials)
    return made


def test_the_drive_of_the_system_is_always_there(mounts: Mounts, tmp_path: Path) -> None:
    assert drives.drive_of(tmp_path / "shoot" / "IMG_1.jpg") is None
    assert Drives([]).away(tmp_path / "shoot" / "IMG_1.jpg") is None


def test_a_drive_is_known_by_its_place_and_its_serial_number(mounts: Mounts) -> None:
    place = mounts.add("NIKON D750")
    mounts.call("12AB-34CD")
    assert drives.drive_of(place / "DCIM" / "100") == Drive(place, "uuid 12AB-34CD")


@pytest.mark.parametrize(
    ("kind", "source"), [("nfs4", "nas:/photos of 2024"), ("cifs", "//nas/photos"), ("fuse.sshfs", "me@nas:")]
)
def test_a_share_is_known_by_its_name_on_the_network(mounts: Mounts, kind: str, source: str) -> None:
    place = mounts.add("share", kind, source)
    assert drives.drive_of(place) == Drive(place, f"source {kind} {source}")


def test_a_drive_without_a_serial_number_is_known_by_its_size(mounts: Mounts) -> None:
    drive = drives.drive_of(mounts.add("card"))
    assert drive is not None
    assert drive.identity.startswith("size vfat ")


def test_the_deepest_mount_counts(mounts: Mounts) -> None:
    outer = mounts.add("media")
    inner = mounts.add("media/CARD")
    assert [drive.mount_point for folder in (outer / "x", inner / "x") if (drive := drives.drive_of(folder))] == [
        outer,
        inner,
    ]


def test_what_was_mounted_last_at_a_place_is_there(mounts: Mounts) -> None:
    mounts.add("share", "autofs", "systemd-1")
    place = mounts.add("share", "nfs4", "nas:/photos")
    drive = drives.drive_of(place)
    assert drive is not None
    assert drive.identity == "source nfs4 nas:/photos"


def test_a_drive_that_was_taken_out_is_away_until_it_is_back(mounts: Mounts) -> None:
    place, path = mounts.add("CARD"), mounts.root / "CARD" / "DCIM" / "IMG_1.jpg"
    mounts.call("12AB-34CD")
    known = [drive for drive in [drives.drive_of(path)] if drive]
    assert Drives(known).away(path) is None
    mounts.take_out()
    assert Drives(known).away(path) == Drive(place, "uuid 12AB-34CD")
    place.rmdir()
    assert Drives(known).away(path) == Drive(place, "uuid 12AB-34CD")
    mounts.add("CARD")  # under whatever number the system gives it this time
    assert Drives(known).away(path) is None


def test_another_card_of_the_same_name_is_not_the_one(mounts: Mounts) -> None:
    place = mounts.add("CARD")
    mounts.call("12AB-34CD")
    known = [drive for drive in [drives.drive_of(place)] if drive]
    mounts.call("FFFF-0000")
    assert Drives(known).away(place / "DCIM" / "IMG_1.jpg") == known[0]
    assert Drives(known).gone(place / "DCIM" / "IMG_1.jpg") is None, "what is chosen anew may go there"


def test_what_cannot_be_told_apart_is_taken_for_the_same_drive(mounts: Mounts) -> None:
    place = mounts.add("CARD")
    assert Drives([Drive(place, "uuid 12AB-34CD")]).away(place / "IMG_1.jpg") is None


def test_a_folder_that_is_used_where_a_drive_was_can_be_chosen(mounts: Mounts) -> None:
    place = mounts.add("photos")
    known = Drives([Drive(place, "uuid 12AB-34CD")])
    mounts.take_out()
    assert known.gone(place / "albums" / "IMG_1.jpg") is not None
    (place / "IMG_2.jpg").touch()
    assert known.gone(place / "albums" / "IMG_1.jpg") is None


def test_a_link_to_a_card_leads_to_its_place(mounts: Mounts) -> None:
    place = mounts.add("CARD")
    (mounts.root / "card").symlink_to(place)
    drive = drives.drive_of(mounts.root / "card" / "DCIM")
    assert drive is not None
    assert drive.mount_point == place
    mounts.take_out()
    place.rmdir()
    assert Drives([drive]).away(mounts.root / "card" / "DCIM" / "IMG_1.jpg") == drive
