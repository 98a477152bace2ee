from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from aesthetic_gui.explain.drawing import svg
from aesthetic_gui.photo import Explanation, Sure

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def explanation() -> Explanation:
    regions = np.zeros((20, 30), np.int16)
    regions[:, 15:] = 1
    contributions = np.array([0.3, -0.12], np.float32)
    heat = (contributions / 0.3)[regions].astype(np.float32)
    notes = {"value": 0.4, "mean": 5.2, "scale": 0.3}
    return Explanation("lime", heat, notes=notes, sure=Sure.VERY, regions=regions, contributions=contributions)


def drawn(explanation: Explanation, name: str = "a.jpg") -> ElementTree.Element:
    return ElementTree.fromstring(svg.svg(np.full((200, 300, 3), 90, np.uint8), explanation, name, 0.5))


def test_every_region_is_a_path_that_tells_what_it_adds(explanation):
    paths = list(drawn(explanation).iter(f"{SVG}path"))
    assert [path.find(f"{SVG}title").text for path in paths] == ["+0.30 log-odds", "−0.12 log-odds"]
    assert all(path.get("d").startswith("M") and path.get("d").endswith("Z") for path in paths)


def test_it_is_whole_and_loads_nothing_from_elsewhere(explanation):
    addresses = [image.get("href") for image in drawn(explanation).iter(f"{SVG}image")]
    assert len(addresses) == 3
    assert all(address.startswith("data:image/") for address in addresses)


def test_a_name_is_no_markup(explanation):
    assert drawn(explanation, "<script>&.jpg").find(f"{SVG}title").text.startswith("<script>&.jpg")


def test_where_no_reason_is_reliable_nothing_is_painted_and_the_legend_says_so(explanation):
    root = drawn(replace(explanation, sure=Sure.NO))
    assert not list(root.iter(f"{SVG}path"))
    assert len(list(root.iter(f"{SVG}image"))) == 2
    assert "No reliable reason" in "".join(root.itertext())
