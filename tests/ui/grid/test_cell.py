"""What a cell of the grid says where there is little room."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QStyleOptionViewItem

from aesthetic_gui.culling.item import Item
from aesthetic_gui.photo import Bar, Decision, Photo
from aesthetic_gui.ui.grid.cell import CellDelegate, cell_size
from aesthetic_gui.ui.grid.model import GridModel
from aesthetic_gui.ui.viewer import CELL_WIDTHS


@pytest.fixture
def painted(qapp, monkeypatch):
    """``painted(name, stars, width)``: what is written in a cell whose pictures are ``width`` wide, and its stars."""

    def paint(name: str, stars: int, width: int) -> tuple[list[str], int]:
        model = GridModel(Bar(0.5, 0.1))
        model.append([Item(Photo(Path("/shoot") / name), decision=Decision(stars=stars))])
        words: list[str] = []
        glyphs: list[str] = []
        monkeypatch.setattr(QPainter, "drawText", lambda _painter, _where, _how, text: words.append(text))
        monkeypatch.setattr(
            "aesthetic_gui.ui.grid.cell.paint_glyph", lambda _painter, glyph, *_rest: glyphs.append(glyph)
        )
        size = cell_size(width)
        option, pixmap = QStyleOptionViewItem(), QPixmap(size)
        option.rect = QRect(0, 0, size.width(), size.height())
        painter = QPainter(pixmap)
        CellDelegate(lambda *_: None, lambda: model.bar, lambda: size).paint(painter, option, model.index(0))
        painter.end()
        model.close()
        return words, glyphs.count("star")

    return paint


@pytest.mark.parametrize("width", [CELL_WIDTHS[0], 160, 200, 280, CELL_WIDTHS[1]])
@pytest.mark.parametrize("stars", range(6))
@pytest.mark.parametrize("name", ["_MG_0012.CR2", "IMG_20240714_183012.jpg", "DSC_0012-Edit.tif"])
def test_a_name_keeps_its_number_and_ending_beside_any_stars(painted, name, stars, width):
    words, signs = painted(name, stars, width)
    number = {"_MG_0012.CR2": "0012.CR2", "IMG_20240714_183012.jpg": "183012.jpg"}.get(name, "0012-Edit.tif")
    assert any(each.endswith(number) for each in words)
    assert signs == stars or (signs == 1 and str(stars) in words)


def test_a_short_name_is_whole_beside_five_stars_in_the_smallest_cell(painted):
    assert "_MG_0012.CR2" in painted("_MG_0012.CR2", 5, CELL_WIDTHS[0])[0]


def test_a_large_cell_shows_every_star(painted):
    assert painted("_MG_0012.CR2", 5, CELL_WIDTHS[1]) == (["Waiting", "", "_MG_0012.CR2"], 5)
