"""What the quality classes would flag: counts and examples, nothing done before it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QWidget

from aesthetic_gui.culling.measuring.flagging import Proposal
from aesthetic_gui.ui.widgets.fields import verb_cancel
from aesthetic_gui.ui.widgets.layouts import STRETCH, column, row
from aesthetic_gui.ui.widgets.text import PlainLabel, quiet, wrapping
from aesthetic_gui.words import counted, photographs

WIDTH = 640  # pixels
_PICTURE = QSize(92, 64)
_EXPLAINED = (
    "Bad, normal and good are the classes of digiKam's image quality sorter: blur, noise, exposure and compression. "
    "They know nothing of moment, light or expression, so look before you believe them."
)


class QualityDialog(QDialog):
    """``bad`` and ``good`` are pictures of examples; ``unmeasured`` photographs have no class yet."""

    def __init__(
        self, proposal: Proposal, bad: Sequence[QPixmap], good: Sequence[QPixmap], unmeasured: int, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Flag by quality")
        self._proposal = proposal
        self.rejecting = _choice(f"Reject what is bad: {photographs(len(proposal.rejects))}", proposal.rejects)
        self.rejecting.setChecked(self.rejecting.isEnabled())
        self.picking = _choice(f"Pick what is good: {photographs(len(proposal.picks))}", proposal.picks)
        self.buttons = verb_cancel(self, "Flag")
        for box in (self.rejecting, self.picking):
            box.toggled.connect(self._count)
        examples = (self.rejecting, _examples(bad), 6, self.picking, _examples(good), 6)
        rest = quiet(wrapping(_rest(proposal, unmeasured)))
        parts = (wrapping(_EXPLAINED), 8, *examples, rest, STRETCH, self.buttons)
        column(*parts, on=self, margins=(22, 18, 22, 16), spacing=8)
        self.setMinimumWidth(WIDTH)
        self._count()

    @property
    def chosen(self) -> Proposal:
        """What of the proposal is wanted."""
        picks = self._proposal.picks if self.picking.isChecked() else ()
        rejects = self._proposal.rejects if self.rejecting.isChecked() else ()
        return Proposal(picks, rejects)

    def _count(self) -> None:
        number = len(self.chosen.flags)
        button = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        button.setText(f"Flag {photographs(number)}" if number else "Flag")
        button.setEnabled(number > 0)


def _rest(proposal: Proposal, unmeasured: int) -> str:
    """What stays as it is, and why."""
    normal = proposal.left - unmeasured
    told = [f"{counted(normal, 'photograph is', 'photographs are')} normal and stay without a flag." if normal else ""]
    if proposal.decided:
        told.append(f"{photographs(proposal.decided)} you decided on before: nothing is written over that.")
    if unmeasured:
        told.append(f"{counted(unmeasured, 'photograph was', 'photographs were')} not measured.")
    return " ".join([*filter(None, told), "Ctrl+Z takes it back."])


def _choice(words: str, photos: Sequence[object]) -> QCheckBox:
    """Good by these rules are most photographs of a shoot, soft ones among them: what is picked is ticked by hand."""
    box = QCheckBox(words)
    box.setEnabled(bool(photos))
    return box


def _examples(pictures: Sequence[QPixmap]) -> QWidget:
    line, how = QWidget(), (Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    labels = [PlainLabel() for _ in pictures]
    for label, picture in zip(labels, pictures, strict=True):
        label.setPixmap(picture.scaled(_PICTURE, *how))
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    row(*labels, STRETCH, on=line, margins=(22, 0, 0, 0), spacing=6)
    line.setVisible(bool(pictures))
    return line
