"""The short Python API in a fresh interpreter, whatever is imported first."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "statement",
    [
        "from aesthetic_gui import explain",
        "from aesthetic_gui import score, explain",
        "from aesthetic_gui import explain, score",
        "import aesthetic_gui; aesthetic_gui.score; explain = aesthetic_gui.explain",
        "from aesthetic_gui import explain; import aesthetic_gui.explain.lime; from aesthetic_gui import explain",
    ],
)
def test_explain_is_the_function_not_the_room_of_the_same_name(statement):
    code = f"{statement}; assert callable(explain), explain; print(explain.__module__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "aesthetic_gui.api\n", done.stderr


def test_explaining_one_photograph_takes_one_line(tmp_path):
    from PIL import Image
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
