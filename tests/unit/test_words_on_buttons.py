"""A button says what it does: *Move to trash*, *Replace it*, never *Yes*, *No* or *OK*."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "aesthetic_gui"
MAKER = "ui/widgets/fields.py"  # makes Qt's Ok with a verb on it
MUTE = {"Yes", "YesToAll", "No", "NoToAll", "Ok"}  # Qt's own, which only agree
WORDS = {"Yes", "No", "OK", "Ok"}


def wrongs(source: str, module: str = "ui/any.py") -> list[str]:
    """Buttons of ``source`` that only agree; asking a box for its button by kind is no making."""
    tree = ast.parse(source)
    asked = {id(argument) for node in ast.walk(tree) if _asks(node) for argument in node.args}  # type: ignore[attr-defined]
    kinds = [node for node in ast.walk(tree) if _is_mute(node) and id(node) not in asked and module != MAKER]
    said = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _names_a_button(node)]
    return [f"{node.lineno}: {ast.unparse(node)}" for node in (*kinds, *said)]


def _asks(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "button"


def _is_mute(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr in MUTE
        and ast.unparse(node.value).endswith(("StandardButton", "kinds", "Button"))
    )


def _names_a_button(node: ast.Call) -> bool:
    texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    makes = called in ("addButton", "QPushButton", "QToolButton", "confirmed", "chosen", "verb_cancel")
    return makes and any(isinstance(text, str) and text.replace("&", "") in WORDS for text in texts)


@pytest.mark.parametrize("path", sorted((PACKAGE / "ui").rglob("*.py")), ids=lambda path: path.name)
def test_every_button_of_the_window_says_what_it_does(path: Path) -> None:
    assert wrongs(path.read_text("utf-8"), path.relative_to(PACKAGE).as_posix()) == []


@pytest.mark.parametrize(
    "source",
    [
        "box.setStandardButtons(QMessageBox.StandardButton.Yes | no)",
        "QDialogButtonBox(QDialogButtonBox.StandardButton.Ok)",
        'box.addButton("&Yes", role)',
        'QPushButton("OK")',
        'confirmed(window, title, question, "Yes", "No", default="No")',
    ],
)
def test_a_button_that_only_agrees_is_found(source: str) -> None:
    assert wrongs(source)


@pytest.mark.parametrize(
    "source",
    ["self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(verb)", 'box.addButton("Move to trash", role)'],
)
def test_a_verb_is_left_alone(source: str) -> None:
    assert wrongs(source) == []
