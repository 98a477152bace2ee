"""The short Python API in a fresh interpreter, whatever is imported first."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PIL import Image

from aesthetic_gui.photo import Unreadable


@pytest.mark.parametrize(
    "statement",
    [
        "from aesthetic_gui import explain",
        "from aesthetic_gui import score, explain",
        "from aesthetic_gui import explain, score",
        "import aesthetic_gui; aesthetic_gui.score; explain = aesthetic_gui.explain",
        "from aesthetic_gui import explain; import aesthetic_gui.explain.cam; from aesthetic_gui import explain",
        "import aesthetic_gui.explain.hiding.lime; from aesthetic_gui import explain",
    ],
)
def test_explain_is_the_function_not_the_room_of_the_same_name(statement):
    code = f"{statement}; assert callable(explain), explain; print(explain.__module__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "aesthetic_gui.api\n", done.stderr


@pytest.mark.parametrize(
    "statement",
    [
        "from aesthetic_gui import criteria",
        "from aesthetic_gui import score, criteria",
        "from aesthetic_gui.criteria.picture import Picture; from aesthetic_gui import criteria",
        "import aesthetic_gui; aesthetic_gui.bar; criteria = aesthetic_gui.criteria",
        "from aesthetic_gui import criteria; import aesthetic_gui.criteria.focus; from aesthetic_gui import criteria",
        "import aesthetic_gui.criteria.focus as focus; from aesthetic_gui import criteria, explain; focus.measure",
        "from aesthetic_gui import criteria; import aesthetic_gui.criteria.focus as focus; focus.measure",
    ],
)
def test_criteria_can_be_called_whatever_of_its_room_was_imported_before(statement, tmp_path):
    photo = tmp_path / "grey.png"
    Image.new("RGB", (64, 48), (99, 99, 99)).save(photo)
    code = f"{statement}; print(criteria({str(photo)!r}, quick=True)['class'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "good\n", done.stderr


def test_what_is_measured_of_one_photograph_is_one_result_and_of_a_list_a_list(tmp_path):
    from skimage import data

    from aesthetic_gui import criteria

    photo = tmp_path / "astronaut.jpg"
    Image.fromarray(data.astronaut()).save(photo)
    one = criteria(photo)
    assert one["path"] == str(photo)
    assert one["faces"][0]["eyes"]["left"]["state"] == "open"
    again, absent = criteria([str(photo), tmp_path / "absent.jpg"], quick=True)
    assert set(again["criteria"]) == {"focus", "motion", "noise", "exposure", "compression", "horizon", "cast"}
    assert isinstance(absent, Unreadable)
    with pytest.raises(Unreadable, match="no longer there"):
        criteria(tmp_path / "absent.jpg")
    with pytest.raises(TypeError, match="fsdecode"):
        criteria(b"photo.jpg")


def test_a_crop_of_a_face_has_that_face(tmp_path):
    from skimage import data

    from aesthetic_gui import criteria

    crop = tmp_path / "face.png"
    Image.fromarray(data.astronaut()[30:190, 140:300]).resize((112, 112)).save(crop)
    (face,) = criteria(crop, crops=True)["faces"]
    assert face["eyes"]["left"]["open"] > 0.5


def test_explaining_one_photograph_takes_one_line(tmp_path):
    from skimage import data

    photo = tmp_path / "coffee.jpg"
    Image.fromarray(data.coffee()).save(photo)
    code = f"from aesthetic_gui import explain; print(explain({str(photo)!r}).heat.shape)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("(213, 320)"), done.stderr


def test_an_unknown_device_is_refused(tmp_path):
    from aesthetic_gui import score

    with pytest.raises(ValueError, match="device"):
        score(tmp_path / "any.jpg", device="bogus")


def test_bytes_are_no_list_of_photographs():
    from aesthetic_gui import score

    with pytest.raises(TypeError, match="fsdecode"):
        score(b"photo.jpg")
