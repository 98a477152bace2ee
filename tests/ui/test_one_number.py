"""Grid, loupe and inspector show one number of a photograph, and a better one never has the lower number."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QLabel, QStyle, QStyleOptionViewItem

from aesthetic_gui.culling.item import Item
from aesthetic_gui.photo import UNDECIDED, Bar, Metadata, Photo, Score
from aesthetic_gui.ui.grid.cell import CellDelegate, cell_size
from aesthetic_gui.ui.grid.model import GridModel
from aesthetic_gui.ui.inspector.charts import Gauge
from aesthetic_gui.ui.inspector.column import Inspector
from aesthetic_gui.ui.inspector.score_panel import ScorePanel
from aesthetic_gui.ui.loupe.view import Caption, Loupe
from aesthetic_gui.ui.widgets.verdict import VerdictChip
from aesthetic_gui.words import percent
from tests.probabilities import PROBABILITIES, amount

BAR = Bar(0.5, 0.2)
_NUMBER = re.compile(r"[<>]?\d+ %")


class Listening(QPainter):
    """Paints, and keeps the words."""

    def __init__(self, image: QImage) -> None:
        super().__init__(image)
        self.words: list[str] = []

    def drawText(self, room, flags, text) -> None:
        self.words.append(text)
        super().drawText(room, flags, text)


def scored(number: int, p: float) -> Item:
    return Item(Photo(Path(f"/shoot/IMG_{number:02}.jpg")), Score((0.1,) * 10, 5.5, 2.9, p, "pack@1"))


ITEMS = [scored(number, p) for number, p in enumerate(PROBABILITIES)]


def in_grid(width: int, qtbot) -> list[str]:
    model, said = GridModel(BAR), []
    model.replace([], ITEMS)
    size = cell_size(width)
    delegate = CellDelegate(lambda _photo, _size: None, lambda: BAR, lambda: size, model)
    for row in range(len(ITEMS)):
        image = QImage(size, QImage.Format.Format_RGB32)
        option = QStyleOptionViewItem()
        option.rect = QRect(0, 0, size.width(), size.height())
        option.state |= QStyle.StateFlag.State_HasFocus  # the current one has its numbers
        painter = Listening(image)
        delegate.paint(painter, option, model.index(row, 0))
        said.append(painter.words[-1].partition(" · ")[0])
        painter.end()
    model.close()
    return said


def in_loupe(qtbot) -> list[str]:
    loupe, said = Loupe(), []
    qtbot.addWidget(loupe)
    for item in ITEMS:
        loupe.set_caption(Caption("a.jpg", BAR.verdict(item.score), item.score.p_aesthetic))
        chip = loupe.findChild(VerdictChip)
        assert chip.accessibleName() == f"Verdict: {chip.text.replace(' · ', ', P(aesthetic) ')}"
        said.append(chip.text)
    return said


def in_inspector(qtbot) -> list[str]:
    inspector, said = Inspector(), []
    qtbot.addWidget(inspector)
    for item in ITEMS:
        inspector.show_item(item.photo, item.score, BAR.verdict(item.score), UNDECIDED, Metadata())
        panel = inspector.findChild(ScorePanel)
        texts = [label.text() for label in panel.findChildren(QLabel)]
        texts += [panel.chip.text, panel.findChild(Gauge).accessibleDescription()]
        numbers = [text.rpartition(" · ")[2] for text in texts if text.endswith(" %")]
        assert len(numbers) == 3  # the chip, P(aesthetic), and what a screen reader says of the gauge
        said.append(numbers[0])
        assert set(numbers) == {numbers[0]}
    return said


@pytest.mark.parametrize(
    "shown", [lambda qtbot: in_grid(200, qtbot), lambda qtbot: in_grid(120, qtbot), in_loupe, in_inspector]
)
def test_a_photograph_of_higher_probability_never_shows_a_lower_number(qtbot, shown):
    numbers = [_NUMBER.search(words).group() for words in shown(qtbot)]
    assert numbers == [percent(p) for p in PROBABILITIES]
    told = [amount(number) for number in numbers]
    assert told == sorted(told)
