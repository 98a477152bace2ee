"""*Save reason…*: what is shown of one photograph, as a picture with its caption, under a name that is free."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from aesthetic_gui.explain.drawing.look import Look, look_of
from aesthetic_gui.photo import Explanation, Photo, Sure
from aesthetic_gui.scoring.calibration import Calibration
from aesthetic_gui.ui.loupe.reasons.explained import Explained
from aesthetic_gui.ui.session.kept_settings import KeptSettings
from aesthetic_gui.ui.session.rooms import decode, naming, overlays, pixels
from aesthetic_gui.ui.session.session import Session

SIDE = 1600  # pixels, the longest side of the photograph in the file


class ReasonSaving(QObject):
    """The window's verb; ``say`` tells in the strip what became of it."""

    def __init__(
        self, session: Session, explained: Explained, kept: KeptSettings, say: Callable[[str], None], window: QWidget
    ) -> None:
        super().__init__(window)
        self._session, self._explained, self._kept, self._say, self._window = session, explained, kept, say, window

    def save(self) -> None:
        """Ask where, then write it behind the window; nothing is ever written over."""
        answer = self._explained.answer
        if answer is None:
            self._say("There is no reason to save yet. W shows one.")
            return
        item, why = answer
        if why.sure is Sure.UNCHECKED:
            self._say("How sure this reason is, is being checked. Save it in a moment.")
            return
        start = self._session.folder.parent / f"{item.photo.path.stem} why.png"
        name, _ = QFileDialog.getSaveFileName(
            self._window,
            "Save reason",
            str(start),
            "Picture (*.png);;Drawing (*.svg)",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if not name:
            return
        look, opacity = look_of(self._kept.values), self._kept["overlay_opacity"]
        calibration = self._explained.calibration
        self._session.lookups.run(
            lambda: _save(item.photo, item.decision.turn, why, Path(name), look, opacity, calibration),
            lambda path: self._say(f"The reason was saved as {path.name}."),
            self._say,
        )


def _save(
    photo: Photo, turn: int, why: Explanation, path: Path, look: Look, opacity: float, calibration: Calibration | None
) -> Path:
    path = path if path.suffix.lower() in overlays.KINDS else path.with_name(f"{path.name}.png")
    (free,) = naming.FreeNames().claim(path.parent, [path.name], path.stem)
    rgb = pixels.turned(decode.decode(photo.path, SIDE).rgb, turn)
    return overlays.save(
        rgb, why, path.with_name(free), opacity=opacity, look=look, calibration=calibration, original=photo.path
    )
