"""What a cell of the grid shows, and that it can be read in every state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from aesthetic_gui.culling.item import Item
from aesthetic_gui.photo import UNDECIDED, Bar, ColourLabel, Decision, Flag, Photo, Score, Trouble
from aesthetic_gui.ui.grid.cell import CellDelegate, cell_size
from aesthetic_gui.ui.grid.model import GridModel
from aesthetic_gui.ui.theme import apply_theme
from aesthetic_gui.ui.viewer import CELL_WIDTHS

BAR = Bar(0.5, 0.1)
LEAST = 4.5  # WCAG 2.2, level AA
SELECTED, CURRENT, HOVERED = (
    QStyle.StateFlag.State_Selected,
    QStyle.StateFlag.State_HasFocus,
    QStyle.StateFlag.State_MouseOver,
)
PLAIN = QStyle.StateFlag.State_None
NAMES = ("_MG_0012.CR2", "IMG_20240714_183012.jpg", "DSC_0012-Edit.tif")


@dataclass
class Seen:
    """A painted cell: the words with their ink and what lies under them, and the signs by name."""

    image: QImage
    written: list[tuple[str, QColor, QRectF]] = field(default_factory=list)
    signs: list[tuple[str, QRectF]] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        return [words for words, _, _ in self.written]

    @property
    def glyphs(self) -> list[str]:
        return [name for name, _ in self.signs]


class Listening(QPainter):
    """Paints all but words, and keeps these: what is left is what they are read on."""

    def __init__(self, image: QImage, seen: Seen) -> None:
        super().__init__(image)
        self._seen = seen

    def drawText(self, room, flags, text) -> None:
        where = self.boundingRect(QRectF(room), int(flags), text)
        self._seen.written.append((text, self.pen().color(), where))


Paint = Callable[..., Seen]


@pytest.fixture
def paint(qapp, monkeypatch) -> Iterator[Paint]:
    """``paint(item, width, state, picture)``."""
    model = GridModel(BAR)
    pictures: dict[tuple[int, int, str], QPixmap] = {}

    def fitted(colour: str, shape: tuple[int, int], room) -> QPixmap:
        scale = min(room.width() / shape[0], room.height() / shape[1])
        size = (round(shape[0] * scale), round(shape[1] * scale))
        if (*size, colour) not in pictures:
            pictures[*size, colour] = QPixmap(*size)
            pictures[*size, colour].fill(QColor(colour))
        return pictures[*size, colour]

    def painted(item: Item, width: int = 150, state=PLAIN, picture: str = "white", shape=(3, 2)) -> Seen:
        model.replace([each.photo.path for each in model.all_items()], [item])
        size = cell_size(width)
        seen = Seen(QImage(size, QImage.Format.Format_RGB32))
        seen.image.fill(QColor("#1c1c1c"))
        monkeypatch.setattr(
            "aesthetic_gui.ui.grid.cell.paint_glyph",
            lambda _painter, name, rect, _ink: seen.signs.append((name, QRectF(rect))),
        )
        option = QStyleOptionViewItem()
        option.rect, option.state = QRect(0, 0, size.width(), size.height()), state
        painter = Listening(seen.image, seen)
        thumbnail = (lambda _photo, room: fitted(picture, shape, room)) if picture else lambda *_: None
        CellDelegate(thumbnail, lambda: BAR, lambda: size).paint(painter, option, model.index(0))
        painter.end()
        return seen

    yield painted
    model.close()


def item(name: str = NAMES[0], p: float | None = 0.9, decision: Decision = UNDECIDED, **more) -> Item:
    score = Score((0.1,) * 10, 5.5, 2.9, p, "pack") if p is not None else None
    return Item(Photo(Path("/shoot") / name), score, decision, **more)


def contrast(ink: QColor, image: QImage, where: QRectF) -> float:
    """The least of an ink and all that lies under the words (WCAG 2.2, relative luminance of sRGB)."""
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    part = where.toAlignedRect().intersected(image.rect())
    under = pixels[part.top() : part.bottom() + 1, part.left() : part.right() + 1, 2::-1]
    grounds = luminance(under.reshape(-1, 3))
    own = luminance(np.array([[ink.red(), ink.green(), ink.blue()]]))[0]
    return float(np.min((np.maximum(grounds, own) + 0.05) / (np.minimum(grounds, own) + 0.05)))


def luminance(rgb: np.ndarray) -> np.ndarray:
    value = rgb / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


# reading


DECISIONS = ((Flag.NONE, 0), (Flag.PICK, 5), (Flag.REJECT, 2))
STATES = [a | b | c for a, b, c in product((PLAIN, SELECTED), (PLAIN, CURRENT), (PLAIN, HOVERED))]


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_every_word_can_be_read_in_every_state(qapp, paint, theme):
    """Over white, the worst there is, and where there is no picture."""
    apply_theme(qapp, theme)
    kinds = [({}, "white"), ({"unreadable": "damaged"}, ""), ({"unreadable": "gone", "trouble": Trouble.GONE}, "white")]
    told = set()
    for label, state, (flag, stars), (more, picture), width in product(
        ColourLabel, STATES, DECISIONS, kinds, (CELL_WIDTHS[0], 240)
    ):
        decision = Decision(flag, stars, label)
        seen = paint(item(decision=decision, **more), width, state, picture)
        for words, ink, where in seen.written:
            assert contrast(ink, seen.image, where) >= LEAST, (words, label, state, decision, width)
            told.add(words)
    assert {"90 % · 5.50", NAMES[0], "Cannot be read", "Not there"} <= told


@pytest.mark.parametrize("width", [CELL_WIDTHS[0], 150, 220, CELL_WIDTHS[1]])
def test_words_and_signs_stay_in_the_cell_and_off_each_other(paint, width):
    for (flag, stars), p, name in product(DECISIONS, (0.9, 0.5, 0.1), NAMES):
        seen = paint(item(name, p, Decision(flag, stars, ColourLabel.RED)), width, CURRENT | HOVERED)
        whole = QRectF(seen.image.rect())
        rooms = [*(where for _, _, where in seen.written), *(where for _, where in seen.signs)]
        assert all(whole.contains(room) for room in rooms)
        for place, one in enumerate(rooms):
            assert not any(one.adjusted(1, 1, -1, -1).intersects(other) for other in rooms[place + 1 :])


@pytest.mark.parametrize("width", [CELL_WIDTHS[0], 160, 200, 280, CELL_WIDTHS[1]])
@pytest.mark.parametrize("name", NAMES)
def test_a_name_keeps_its_number_and_ending(paint, name, width):
    number = {"_MG_0012.CR2": "0012.CR2", "IMG_20240714_183012.jpg": "183012.jpg"}.get(name, "0012-Edit.tif")
    assert any(each.endswith(number) for each in paint(item(name), width, HOVERED).words)


def test_a_name_stands_on_a_cell_under_the_mouse_and_on_every_large_one(paint):
    assert paint(item()).words == []
    assert paint(item(), state=HOVERED).words == [NAMES[0]]
    assert paint(item(), 240).words == [NAMES[0]]


def test_a_photograph_that_cannot_be_read_says_so_and_its_name(paint):
    assert paint(item(p=None, unreadable="damaged"), picture="").words == ["Cannot be read", NAMES[0]]
    away = item(p=None, unreadable="its folder is not there", trouble=Trouble.GONE)
    assert paint(away).words == ["Not there", NAMES[0]]


# the decision and the verdict


@pytest.mark.parametrize(("p", "signs"), [(0.9, ["aesthetic"]), (0.1, ["not_aesthetic"]), (0.5, []), (None, [])])
def test_the_verdict_is_a_sign_only_where_it_is_sure(paint, p, signs):
    seen = paint(item(p=p))
    assert (seen.glyphs, seen.words) == (signs, [])


def test_numbers_stand_on_the_current_photograph_alone(paint):
    assert paint(item(), state=SELECTED).words == []
    assert paint(item(), state=SELECTED | CURRENT).words == ["90 % · 5.50"]


def test_where_flag_and_stars_leave_no_room_the_stars_are_a_number(paint):
    decided = item(decision=Decision(Flag.PICK, 5))
    small, large = paint(decided, CELL_WIDTHS[0], CURRENT), paint(decided, 300, CURRENT)
    assert (small.glyphs.count("star"), "5" in small.words) == (1, True)
    assert (large.glyphs.count("star"), "5" in large.words) == (5, False)
    assert paint(decided, CELL_WIDTHS[0]).glyphs.count("star") == 5


def middle(seen: Seen) -> int:
    return seen.image.pixelColor(seen.image.rect().center()).lightness()


def test_a_reject_is_dimmed_and_has_the_flag_it_has_everywhere_and_a_pick_has_a_white_badge(paint):
    plain, rejected, picked = (
        paint(item(p=None, decision=Decision(flag))) for flag in (Flag.NONE, *(Flag.REJECT, Flag.PICK))
    )
    assert middle(rejected) < middle(plain) / 2
    assert middle(picked) == middle(plain)
    assert (rejected.glyphs, picked.glyphs) == (["reject"], ["pick"])
    badge = picked.signs[0][1].toRect()
    assert picked.image.pixelColor(badge.center()) == QColor("#ffffff")


@pytest.mark.parametrize("label", [label for label in ColourLabel if label is not ColourLabel.NONE])
def test_a_label_is_a_strip_of_its_colour_below_all_else(paint, label):
    from aesthetic_gui.ui.theme import colours

    image = paint(item(decision=Decision(Flag.PICK, 3, label))).image
    below = image.pixelColor(image.width() // 2, image.height() - 4)
    assert below == colours().of_label(label)


@pytest.mark.parametrize(("shape", "beside"), [((3, 2), False), ((2, 3), True), ((2, 1), False)])
def test_a_picture_is_shown_whole_and_3_to_2_fills_its_cell(paint, shape, beside):
    image = paint(item(p=None), shape=shape).image
    left = image.pixelColor(4, image.height() // 2)
    assert (left != QColor("white")) is beside


def test_selected_and_current_ones_are_framed_in_the_gap(paint):
    from aesthetic_gui.ui.theme import colours

    for state in (SELECTED, SELECTED | CURRENT):
        assert paint(item(p=None), state=state).image.pixelColor(1, 50) == colours().accent
    assert paint(item(p=None)).image.pixelColor(1, 50) == QColor("#1c1c1c")
