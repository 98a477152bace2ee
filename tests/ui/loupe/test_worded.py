"""Reasons in words follow the photograph at hand: asked of the worker once, remembered, and never of another one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal

from aesthetic_gui.culling.item import Item
from aesthetic_gui.explain.words.values import Composition
from aesthetic_gui.facts import Criterion, Facts, Measure
from aesthetic_gui.photo import Decision, Photo
from aesthetic_gui.ui.inspector.words_panel import WAITING, WordsPanel
from aesthetic_gui.ui.loupe.reasons.worded import Worded

USUAL = Composition(38.0, 0.32, 0.225, 0.05, 0.43, 0.9, -0.06)
STRONG = replace(USUAL, colourfulness=100.0)
SOFT = Facts({Criterion.FOCUS: Measure(30, 9.12, "px", 0.5)})


class Worker(QObject):
    done = Signal(object, object)
    explanation_failed = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self.works = []

    def do(self, work, *, first):
        assert first
        self.works.append(work)
        return work


@pytest.fixture
def worker() -> Worker:
    return Worker()


@pytest.fixture
def panel(qtbot) -> WordsPanel:
    panel = WordsPanel()
    qtbot.addWidget(panel)
    return panel


@pytest.fixture
def worded(worker, panel) -> Worded:
    return Worded(worker, panel, worker)


def item(name: str, **known) -> Item:
    return Item(Photo(Path("/shoot") / name), **known)


def told(panel: WordsPanel) -> list[str]:
    sentences = [row.reason.text for row in panel.rows if row.reason]
    return sentences or [panel._nothing.text()]


def test_what_the_worker_measured_is_told_and_known_when_one_comes_back(worker, panel, worded):
    one, other = item("1.jpg"), item("2.jpg")
    worded.show(one)
    assert told(panel) == [WAITING]
    worded.want(one)
    worded.want(one)
    assert len(worker.works) == 1
    worker.done.emit(worker.works[0], STRONG)
    assert told(panel)[0] == "Strong colours: colourfulness 100."
    worded.show(other)
    assert told(panel) == [WAITING]
    worded.show(one)
    worded.want(one)
    assert told(panel)[0] == "Strong colours: colourfulness 100."
    assert len(worker.works) == 1


def test_what_was_asked_of_a_photograph_that_was_left_is_withdrawn_and_told_of_no_other(worker, panel, worded):
    one, other = item("1.jpg"), item("2.jpg")
    worded.want(one)
    worded.show(other)
    worded.want(other)
    assert worker.works[0].cancelled.is_set()
    worker.done.emit(worker.works[0], STRONG)
    assert told(panel) == [WAITING]


def test_facts_that_arrive_later_are_told_too_and_a_turned_photograph_is_another_one(worker, panel, worded):
    worded.show(item("1.jpg"))
    worded.want(item("1.jpg"))
    worker.done.emit(worker.works[0], USUAL)
    worded.show(item("1.jpg", facts=SOFT))
    assert told(panel)[0] == "Soft where it is sharpest: edge width 9.1 px."
    worded.show(item("1.jpg", facts=SOFT, decision=Decision(turn=1)))
    assert told(panel) == [WAITING]


def test_why_a_photograph_could_not_be_read_is_told_instead(worker, panel, worded):
    worded.show(item("1.jpg"))
    worded.want(item("1.jpg"))
    worker.explanation_failed.emit(worker.works[0], "/shoot/1.jpg: it is damaged")
    assert told(panel) == ["/shoot/1.jpg: it is damaged"]
