"""The sample shoot that ``make run`` opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from aesthetic_gui.culling.sample_shoot import main, make_sample_shoot
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.photo import Unreadable


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    make_sample_shoot(tmp_path / "shoot")
    return tmp_path / "shoot"


def test_it_has_about_forty_photographs_in_two_folders_and_says_whose_they_are(shoot: Path) -> None:
    assert 35 <= len(list(shoot.glob("*/*.jpg"))) <= 45
    assert sorted(folder.name for folder in shoot.iterdir() if folder.is_dir()) == ["evening", "morning"]
    assert "CC BY 2.0" in (shoot / "CREDITS.txt").read_text("utf-8")


def test_making_it_twice_gives_the_same_files_and_leaves_changed_ones_alone(shoot: Path, tmp_path: Path) -> None:
    make_sample_shoot(tmp_path / "again")
    for path in shoot.glob("*/*.jpg"):
        assert path.read_bytes() == (tmp_path / "again" / path.relative_to(shoot)).read_bytes()
    changed = shoot / "morning" / "SAMPLE_0001.jpg"
    changed.write_bytes(b"mine")
    assert make_sample_shoot(shoot) == []
    assert changed.read_bytes() == b"mine"


def test_every_photograph_but_the_damaged_one_can_be_read(shoot: Path) -> None:
    unreadable = []
    for path in sorted(shoot.glob("*/*.jpg")):
        try:
            decode(path)
        except Unreadable:
            unreadable.append(path.name)
    assert unreadable == ["damaged.jpg"]


def test_the_camera_wrote_when_and_how_each_was_taken(shoot: Path) -> None:
    metadata = decode(shoot / "morning" / "SAMPLE_0001.jpg").metadata
    assert metadata.captured_at is not None
    assert metadata.captured_at.strftime("%d %B %Y, %H:%M:%S") == "11 May 2024, 08:02:11"
    assert (metadata.f_number, metadata.iso, metadata.focal_length) == (8.0, 100, 28.0)
    assert metadata.exposure_time == pytest.approx(0.004)
    assert "Sample" in (metadata.camera or "")


def test_a_bracket_is_one_scene_darker_and_brighter_and_a_burst_has_a_soft_frame(shoot: Path) -> None:
    bracket = [decode(shoot / "evening" / f"SAMPLE_{number:04}.jpg") for number in (42, 43, 44)]
    normal, dark, bright = (one.rgb.mean() for one in bracket)
    assert dark < normal / 1.5 < normal < bright / 1.3
    times = [one.metadata.exposure_time or 0.0 for one in bracket]
    assert times[0] / times[1] == pytest.approx(4, rel=0.01)
    assert times[2] / times[0] == pytest.approx(4, rel=0.01)
    details = [decode(shoot / "evening" / f"SAMPLE_{number:04}.jpg").rgb[..., 1] for number in (29, 30, 31)]
    contrasts = [float(abs(one[:, 1:].astype(int) - one[:, :-1]).mean()) for one in details]
    assert contrasts[1] > 1.2 * max(contrasts[0], contrasts[2])


def test_a_photograph_taken_upright_is_shown_upright(shoot: Path) -> None:
    upright = [decode(path) for path in shoot.glob("*/SAMPLE_*.jpg")]
    assert any(one.rgb.shape[0] > one.rgb.shape[1] and one.metadata.focal_length == 105.0 for one in upright)


def test_the_command_says_how_many_it_wrote_and_wants_one_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "shoot")]) == 0
    assert "photographs written" in capsys.readouterr().out
    assert main([]) == 2
