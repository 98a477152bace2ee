"""Threshold and unsure band: kept in the settings, moved in the inspector, used by the grid at once."""

from __future__ import annotations

from PySide6.QtCore import QObject

from aesthetic_gui.culling.scoring.judging import bar_of
from aesthetic_gui.ui.inspector.column import Inspector
from aesthetic_gui.ui.session.kept_settings import KeptSettings
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.widgets.sliders import SAME

OWN = -1.0  # the setting's value for "the model's own"


class BarKeeper(QObject):
    """Joins the handles in the inspector to the grid's labels and counts. The model does not run again."""

    def __init__(self, session: Session, inspector: Inspector, kept: KeptSettings, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._inspector, self._kept = session, inspector, kept
        inspector.threshold_changed.connect(self._move_threshold)
        inspector.band_changed.connect(self._move_band)

    def apply(self) -> None:
        """Show and use what the settings say."""
        pack, bar = self._session.pack, bar_of(self._kept.values, self._session.pack)
        self._inspector.set_bar(bar.threshold, bar.band, (pack.threshold, pack.band), pack.bands)
        self._session.model.set_bar(bar)

    def _move_threshold(self, threshold: float) -> None:
        own = abs(threshold - self._session.pack.threshold) < SAME
        self._kept.remember(threshold=OWN if own else threshold)
        self._session.model.set_bar(bar_of(self._kept.values, self._session.pack))

    def _move_band(self, band: float) -> None:
        own = abs(band - self._session.pack.band) < SAME
        self._kept.remember(band=OWN if own else band)
        self._session.model.set_bar(bar_of(self._kept.values, self._session.pack))
