"""What a file operation has come to, in words, and what it makes again; how it is asked and told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QDialog

from aesthetic_gui.culling.operations.progress import Failure, Progress
from aesthetic_gui.ui.session.rooms import planning
from aesthetic_gui.ui.widgets.text import one_line
from aesthetic_gui.words import counted


@dataclass(frozen=True, slots=True)
class Published:
    """What an operation makes: the folder of pictures, or the page of a sheet or gallery; what it leaves out."""

    kind: str
    made: Path
    left_out: tuple[Failure, ...]

    def words(self, count: int) -> str:
        """What is said at the end, where ``count`` photographs are done."""
        if self.kind == "export":
            return f"{counted(count, 'photograph')} exported to {one_line(self.made.name)}."
        if self.kind == "gallery":
            return f"{one_line(self.made.parent.name)} is made, with {counted(count, 'photograph')}."
        return f"{one_line(self.made.name)} is made."


def what_is_made(plan: planning.Plan) -> Published | None:
    """The folder of exported pictures, or the page of a contact sheet or a gallery."""
    pages = [step.target for step in plan.steps if step.target is not None and step.target == step.source]
    match plan.kind:
        case "export" if plan.root is not None:
            return Published("export", plan.root, plan.left_out)
        case "sheet" | "gallery" if pages:
            return Published(plan.kind, pages[-1], plan.left_out)
    return None


def accepted(dialog: QDialog) -> bool:
    """Ask; what ``dialog`` says can be read until the program waits for events again."""
    said_yes = bool(dialog.exec())
    dialog.deleteLater()
    return said_yes


def outcome(words: str, last: Progress, failed: int) -> str:
    """ "Sorting: 72 photographs done." """
    stopped = f", {last.total - last.done:,} not begun" if last.done < last.total else ""
    return f"{words}: {counted(last.done - failed, 'photograph')} done{stopped}."
