"""Message boxes: what they show of names, paths and metadata is shown as it is. No other module makes one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from aesthetic_gui.ui.widgets.text import literal, shortened, window_title

LISTED = 5  # lines in a box, before its details
LONGEST_WORD = 60  # letters: a box is as wide as its longest word
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")


def message(icon: QMessageBox.Icon, title: str, text: str, more: str, parent: QWidget | None) -> QMessageBox:
    """A box with ``more`` below ``text``; not shown yet."""
    made = QMessageBox(icon, window_title(title), _narrow(text), parent=parent)
    made.setInformativeText(_narrow(more))
    return made


def warn(window: QWidget, title: str, text: str, more: str = "", lines: Sequence[str] = ()) -> None:
    """Tell in a box that does not stop the work; of many ``lines``, which stand below ``more``, some are details."""
    shown = [*filter(None, [more]), *lines[:LISTED], *["…"] * (len(lines) > LISTED)]
    box = message(QMessageBox.Icon.Warning, title, text, "\n".join(shown), window)
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    box.setDetailedText("\n".join(lines) if len(lines) > LISTED or any(map(_LONG_WORD.search, lines)) else "")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()


def confirmed(window: QWidget, title: str, question: str, do: str, leave: str, *, default: str) -> bool:
    """Ask, and wait for the answer; ``do`` and ``leave`` are what the buttons say, one of them the ``default``."""
    return _asked(message(QMessageBox.Icon.Question, title, question, "", window), do, leave, default)


def which(window: QWidget, title: str, question: str, ways: Sequence[str], leave: str) -> str:
    """Ask, and wait for which of ``ways`` is taken, the first being the default; ``leave`` is none of them: ""."""
    box = message(QMessageBox.Icon.Question, title, question, "", window)
    buttons = {box.addButton(way, QMessageBox.ButtonRole.AcceptRole): way for way in ways}
    box.setEscapeButton(box.addButton(leave, QMessageBox.ButtonRole.RejectRole))
    box.setDefaultButton(next(iter(buttons)))
    box.exec()
    box.deleteLater()
    return next((way for button, way in buttons.items() if box.clickedButton() is button), "")


def chosen(title: str, text: str, question: str, yes: str, no: str) -> bool:
    """Ask where there is no window yet, and wait; ``yes`` and ``no`` are what the buttons say, ``no`` the default."""
    return _asked(message(QMessageBox.Icon.Question, title, text, question, None), yes, no, no)


def _asked(box: QMessageBox, do: str, leave: str, default: str) -> bool:
    taken = box.addButton(do, QMessageBox.ButtonRole.AcceptRole)
    left = box.addButton(leave, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(taken if default == do else left)
    box.setEscapeButton(left)
    box.exec()
    box.deleteLater()
    return box.clickedButton() is taken


def about(window: QWidget, title: str, html: str) -> None:
    """A box about the program, in HTML: what stands in it from outside went through ``paragraphs``."""
    QMessageBox.about(window, window_title(title), html)


def _narrow(text: str) -> str:
    return literal(_LONG_WORD.sub(lambda word: shortened(word[0], LONGEST_WORD), text))
