"""*Save reason…*: a file under a free name, and a word in the strip."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QFileDialog, QWidget

from aesthetic_gui.culling.item import Item
from aesthetic_gui.photo import Explanation, Photo, Sure
from aesthetic_gui.ui.loupe.reasons.saving import ReasonSaving
from aesthetic_gui.ui.session.catalog_queue import CatalogQueue

LOOK = {"reason_colours": "colour-blind safe", "reason_marks": "outlines"}


class Kept(dict[str, Any]):
    values = LOOK


@pytest.fixture
def answer(tmp_path: Path) -> tuple[Item, Explanation]:
    Image.new("RGB", (90, 60), "grey").save(tmp_path / "a.jpg")
    heat = np.ones((20, 30), np.float32)
    notes = {"value": 1.0, "mean": 5.0, "scale": 0.2}
    return Item(Photo(tmp_path / "a.jpg")), Explanation("cam", heat, notes=notes, sure=Sure.FAIRLY)


@pytest.fixture
def saver(qtbot, tmp_path: Path):
    """``saver(answer)``: what saves, and the list of what the strip says."""
    window, said = QWidget(), []
    queue = CatalogQueue(window, "lookups")
    qtbot.addWidget(window)

    def made(answer: tuple[Item, Explanation] | None) -> tuple[ReasonSaving, list[str]]:
        session = SimpleNamespace(folder=tmp_path / "shoot", lookups=queue)
        explained = SimpleNamespace(answer=answer, calibration=None)
        return ReasonSaving(session, explained, Kept(overlay_opacity=0.5), said.append, window), said

    yield made
    queue.close()


def test_without_a_reason_it_says_how_to_get_one(saver):
    saving, said = saver(None)
    saving.save()
    assert said == ["There is no reason to save yet. W shows one."]


def test_a_reason_that_is_not_checked_yet_is_not_saved(saver, answer):
    item, why = answer
    saving, said = saver((item, replace(why, sure=Sure.UNCHECKED)))
    saving.save()
    assert said == ["How sure this reason is, is being checked. Save it in a moment."]


def test_a_name_that_is_taken_gets_a_number(saver, answer, tmp_path, monkeypatch, qtbot):
    (tmp_path / "why.svg").write_text("mine")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(tmp_path / "why.svg"), ""))
    saving, said = saver(answer)
    saving.save()
    qtbot.waitUntil(lambda: said == ["The reason was saved as why (2).svg."])
    assert (tmp_path / "why.svg").read_text() == "mine"
    assert "<svg" in (tmp_path / "why (2).svg").read_text("utf-8")
