"""What is true of sidecars and the program that they are written for: said once, where ratings were saved."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from aesthetic_gui.photo import Photo
from aesthetic_gui.ui.widgets.notice_bar import NoticeBar

if TYPE_CHECKING:
    from aesthetic_gui.files.xmp.profiles import Profile


class SidecarTruth(QObject):
    """A bar that says once in a session, and once of each program, that it will not hear what was saved."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.bar = NoticeBar("Albums…")
        self.bar.asked.connect(lambda: self.bar.show_words(""))
        self._told: set[str] = set()

    def after_saving(self, photos: Iterable[Photo], profile: Profile) -> None:
        """Ratings of ``photos`` were saved into sidecars for the program of ``profile``."""
        if profile.id not in self._told and (words := words_of([photo.files for photo in photos], profile)):
            self._told.add(profile.id)
            self.bar.show_words(words)


def words_of(units: Iterable[tuple[Path, ...]], profile: Profile) -> str:
    """What the program of ``profile`` passes over of these photographs, each its files; "" where it hears of all."""
    from aesthetic_gui.files.xmp.profiles import passed_over, truth

    return truth(passed_over(units, profile), profile)


def note_on(program: str, units: Iterable[tuple[Path, ...]]) -> str:
    """What the settings say where ``program``, a profile's id, is chosen."""
    from aesthetic_gui.files.xmp import PROFILES

    profile = next((profile for profile in PROFILES if profile.id == program), None)
    return (profile.advice or words_of(units, profile)) if profile else ""
