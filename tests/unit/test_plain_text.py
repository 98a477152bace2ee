"""Text from files is shown as it is: every module of the window goes through the doors of ``ui/widgets/text.py``.

Qt takes for HTML what looks like it, in labels, tool tips and message boxes, and reads whatever file an ``<img>`` in it
names. What is given to these is written out in the source, or goes through a function that makes it harmless.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "aesthetic_gui"
LABELS, BOXES = "ui/widgets/text.py", "ui/dialogs/boxes.py"  # the doors
HARMLESS = {"literal", "paragraphs"}  # functions whose result may be taken for HTML
TIPS = {"setToolTip", "showText", "setWhatsThis", "setStatusTip", "setDetailedText", "setInformativeText"}
NEVER = {  # what shows HTML, or asks with a box of Qt's own
    *("setHtml", "insertHtml", "appendHtml", "setMarkdown", "insertMarkdown", "QTextBrowser", "QTextEdit"),
    *("QErrorMessage", "QInputDialog", "QProgressDialog", "QSplashScreen", "QSystemTrayIcon", "QWhatsThis"),
    *("QStaticText", "setTextFormat"),
}
BOXES_OF_QT = {"question", "warning", "critical", "information", "about", "aboutQt"}


def wrongs(source: str, module: str = "ui/any.py") -> list[str]:
    """What ``source`` hands to Qt past the doors, as "line: what"."""
    found = (
        (node.lineno, wrong)
        for node in ast.walk(ast.parse(source))
        for wrong in (*_made(node, module), *_given(node, module))
    )
    return [f"{line}: {wrong}" for line, wrong in sorted(found)]


def _made(node: ast.AST, module: str) -> Iterator[str]:
    """Labels and boxes are made in their doors."""
    bases = [_name(base) for base in node.bases] if isinstance(node, ast.ClassDef) else []
    called = _name(node.func) if isinstance(node, ast.Call) else ""
    if module != LABELS and "QLabel" in (called, *bases):
        yield "QLabel"
    if module != BOXES and (called == "QMessageBox" or "QMessageBox" in bases or _asks_with_a_box(node)):
        yield "QMessageBox"
    if module != BOXES and called in NEVER:
        yield called


def _given(node: ast.AST, module: str) -> Iterator[str]:
    """Tool tips, titles of windows and what a model says in a tool tip."""
    if not isinstance(node, ast.Call) or module in (LABELS, BOXES):
        return
    called = _name(node.func)
    if called in TIPS and not all(_harmless(argument, HARMLESS) for argument in _texts(node, called)):
        yield called
    if called == "setWindowTitle" and not _harmless(node.args[0], {"window_title"}):
        yield called
    if called == "setItemData" and "ToolTipRole" in ast.unparse(node) and not _harmless(node.args[1], HARMLESS):
        yield called
    yield from (f"toolTip={ast.unparse(each.value)}" for each in node.keywords if _is_tip(each))


def _texts(call: ast.Call, called: str) -> list[ast.expr]:
    return call.args[1:2] if called == "showText" or len(call.args) == 2 else call.args[:1]


def _is_tip(keyword: ast.keyword) -> bool:
    named = keyword.arg in ("toolTip", "windowTitle", "whatsThis", "statusTip")
    return named and not _harmless(keyword.value, HARMLESS | {"window_title"})


def _harmless(given: ast.expr, doors: set[str]) -> bool:
    """Written out here, or through a door; of a choice, all there is to choose from."""
    if isinstance(given, ast.IfExp):
        return _harmless(given.body, doors) and _harmless(given.orelse, doors)
    return isinstance(given, ast.Constant) or (isinstance(given, ast.Call) and _name(given.func) in doors)


def _asks_with_a_box(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in BOXES_OF_QT and _name(node.value) == "QMessageBox"


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def modules() -> list[Path]:
    return [*sorted((PACKAGE / "ui").rglob("*.py")), PACKAGE / "app.py"]


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_text_reaches_qt_through_a_door_that_makes_it_harmless(path: Path) -> None:
    assert wrongs(path.read_text("utf-8"), path.relative_to(PACKAGE).as_posix()) == []


@pytest.mark.parametrize(
    "source",
    [
        "label = QLabel(name)",
        "class Name(QtWidgets.QLabel): pass",
        "self.setToolTip(str(path))",
        'button.setToolTip(f"Open {name}")',
        'button.setToolTip(name or "nothing")',
        "item.setToolTip(0, name)",
        "QToolTip.showText(where, name, self)",
        'QMessageBox.warning(self, "No", reason)',
        "box = QMessageBox(parent=self)",
        "window.setWindowTitle(folder.name)",
        "combo.setItemData(0, path, Qt.ItemDataRole.ToolTipRole)",
        "made = QPushButton(toolTip=name)",
        "view.setHtml(text)",
        "ask = QMessageBox.question",
    ],
)
def test_what_goes_past_the_doors_is_found(source: str) -> None:
    assert wrongs(source)


@pytest.mark.parametrize(
    "source",
    [
        'self.setToolTip("Not now")',
        "self.setToolTip(literal(str(path)))",
        'self.setToolTip(paragraphs(words) if words else "")',
        "self.setWindowTitle(window_title(name))",
        "label = PlainLabel(name)",
        "answer = QMessageBox.StandardButton.Yes",
    ],
)
def test_what_goes_through_a_door_is_left_alone(source: str) -> None:
    assert wrongs(source) == []
