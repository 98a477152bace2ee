"""Threshold and unsure band: kept in the settings, moved under *Model*, used by the grid at once."""

from __future__ import annotations

from PySide6.QtCore import QObject

from aesthetic_gui.culling.scoring.judging import bar_of
from aesthetic_gui.ui.inspector.bar_panel import BarPanel
from aesthetic_gui.ui.inspector.column import Inspector
from aesthetic_gui.ui.session.kept_settings import KeptSettings
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.widgets.sliders import SAME

OWN = -1.0  # the setting's value for "the model's own"


class BarKeeper(QObject):
    """Joins the handles to the grid's labels and counts. The model does not run again."""

    def __init__(
        self, session: Session, panel: BarPanel, inspector: Inspector, kept: KeptSettings, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._panel, self._inspector, self._kept = session, panel, inspector, kept
        panel.threshold_changed.connect(lambda value: self._move("threshold", value))
        panel.band_changed.connect(lambda value: self._move("band", value))

    def apply(self) -> None:
        """Show and use what the settings say. What was measured holds for the model's own verdicts only."""
        pack, bar = self._session.pack, bar_of(self._kept.values, self._session.pack)
        measured = () if self._session.judge.taste else pack.bands
        self._panel.set_bar(bar.threshold, bar.band, (pack.threshold, pack.band), measured)
        self._use()

    def _move(self, name: str, value: float) -> None:
        own = abs(value - getattr(self._session.pack, name)) < SAME
        self._kept.remember(**{name: OWN if own else value})
        self._use()

    def _use(self) -> None:
        bar = bar_of(self._kept.values, self._session.pack)
        self._inspector.show_bar(bar.threshold, bar.band)
        self._session.model.set_bar(bar)
