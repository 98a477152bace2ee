"""What the window is made of: every part is made here, once, in the order in which they need each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QWidget

from aesthetic_gui.culling.stacks.stacking import CLOSENESS
from aesthetic_gui.ui.afterwards.afterwards import Afterwards
from aesthetic_gui.ui.compare.focus_point import FocusPoint
from aesthetic_gui.ui.compare.reading import Reading
from aesthetic_gui.ui.compare.second_window import SecondMonitor
from aesthetic_gui.ui.compare.why_over import WhyOver
from aesthetic_gui.ui.deciding import Deciding
from aesthetic_gui.ui.details.work import DetailsWork
from aesthetic_gui.ui.faces.close_ups import CloseUps
from aesthetic_gui.ui.faces.next_face import NextFace
from aesthetic_gui.ui.faces.regions import Regions
from aesthetic_gui.ui.faces.work import CloseUpWork
from aesthetic_gui.ui.files.folder_drops import FolderDropWork
from aesthetic_gui.ui.files.folder_panel import FolderPanel
from aesthetic_gui.ui.files.other_programs import OtherPrograms
from aesthetic_gui.ui.files.places_panel import PlacesPanel
from aesthetic_gui.ui.files.publish_work import PublishWork
from aesthetic_gui.ui.files.work import FileWork
from aesthetic_gui.ui.finding.filter_bar import FilterBar
from aesthetic_gui.ui.finding.filter_row import FilterRow
from aesthetic_gui.ui.finding.saved.kept import KeptFilters
from aesthetic_gui.ui.finding.saved.smart_albums import SmartAlbums
from aesthetic_gui.ui.finding.saved.work import SavedWork
from aesthetic_gui.ui.frame.arrangement import Arrangement
from aesthetic_gui.ui.frame.model_panel import ModelPanel
from aesthetic_gui.ui.frame.opening import Opening
from aesthetic_gui.ui.frame.popover import Popover
from aesthetic_gui.ui.frame.top_bar import TopBar
from aesthetic_gui.ui.full_screen import FullScreen
from aesthetic_gui.ui.grid.seeking import Seeking
from aesthetic_gui.ui.grid.thumbnails import Thumbnails
from aesthetic_gui.ui.grid.view import GridView
from aesthetic_gui.ui.history.panel import HistoryPanel
from aesthetic_gui.ui.history.work import HistoryWork
from aesthetic_gui.ui.ingest.work import IngestWork
from aesthetic_gui.ui.input.keyboard import Keyboard
from aesthetic_gui.ui.inspector.bar_keeper import BarKeeper
from aesthetic_gui.ui.inspector.column import Inspector
from aesthetic_gui.ui.loupe.filmstrip import Filmstrip
from aesthetic_gui.ui.loupe.lights_out import LightsOut
from aesthetic_gui.ui.loupe.reasons.explained import Explained
from aesthetic_gui.ui.loupe.showing import Showing
from aesthetic_gui.ui.loupe.tinting import Tinting
from aesthetic_gui.ui.loupe.view import Loupe
from aesthetic_gui.ui.monitor.profile import Monitor
from aesthetic_gui.ui.quality.work import QualityWork
from aesthetic_gui.ui.second_look.work import SecondLookWork
from aesthetic_gui.ui.session.kept_places import KeptPlaces
from aesthetic_gui.ui.session.kept_settings import KeptSettings
from aesthetic_gui.ui.session.live_folder import LiveFolder
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.sidecars.work import SidecarWork
from aesthetic_gui.ui.stacks.by_hand import StackByHand
from aesthetic_gui.ui.stacks.panel import StacksPanel
from aesthetic_gui.ui.stacks.work import StackWork
from aesthetic_gui.ui.statistics.work import StatisticsWork
from aesthetic_gui.ui.status_strip import StatusStrip
from aesthetic_gui.ui.taste.work import TasteWork
from aesthetic_gui.ui.tour.tour import Tour
from aesthetic_gui.ui.viewer import Viewer
from aesthetic_gui.ui.why.choice import Choice
from aesthetic_gui.ui.widgets.layouts import NO_MARGINS, column

HISTORY_HEIGHT = 400  # pixels


class Parts(QMainWindow):
    """The window with all its parts, each by its name. What they do together is wired in ``wiring``."""

    actions_by_id: dict[str, QAction]  # made by the window, whose verbs they call
    top_bar: TopBar  # of these

    def __init__(self, session: Session, values: dict[str, Any]) -> None:
        super().__init__()
        self.session = session
        self.computes_on = ""  # the device, in words, once scoring has begun
        self.kept = KeptSettings(values, session.decisions, self)
        self.places = KeptPlaces(session.decisions, self)
        self.opening = Opening(session, self.kept, self)
        self._make_looking()
        self._arrange()
        self._make_doing()

    def _make_looking(self) -> None:
        """What is looked at."""
        session, self.monitor, self.keyboard = self.session, Monitor(self), Keyboard(self)
        self.thumbnails = Thumbnails(
            self.kept["thumbnail_memory_mb"] * 2**20, lambda photo: session.model.turn_of(photo.path)
        )
        self.folders, self.inspector, self.loupe = FolderPanel(), Inspector(), Loupe()
        self.places_panel, self.model_panel = PlacesPanel(), ModelPanel(session.pack.title)
        self.history, self.stacks_panel = HistoryPanel(session), StacksPanel(CLOSENESS)
        self.grid = GridView(session.model, self.thumbnails)
        filmstrip, close_ups = Filmstrip(session.model, self.thumbnails), CloseUps()
        self.viewer = Viewer(session.model, self.grid, self.loupe, filmstrip, close_ups)
        self.filter_bar, self.strip = FilterBar(), StatusStrip()
        self.filter_row = FilterRow(self.filter_bar.filter)
        self.filters, self.smart_albums = KeptFilters(session.decisions.run, self), SmartAlbums()
        self.saved = SavedWork(self.filters, self.filter_bar.filter, lambda: session.paths, self)
        memory = self.kept["loupe_memory_mb"] * 2**20
        choice = Choice(self.kept, session.pack)
        self.explained = Explained(session, self.loupe, self.inspector.why, choice, self)
        looked = self.loupe, self.inspector, self.thumbnails, self.explained
        self.showing = Showing(session, *looked, memory, self)
        self.showing.set_passing(lambda: self.keyboard.repeating)
        several = (self.viewer.compare, self.viewer.survey)
        self.side_by_side = [Reading(self.showing.loader, self.thumbnails, panes) for panes in several]

    def _arrange(self) -> None:
        left = QWidget()
        column(self.places_panel, self.smart_albums, (self.folders, 1), on=left, margins=NO_MARGINS, spacing=0)
        self.arrangement = Arrangement(self, left, self.viewer, self.inspector)
        self.arrangement.add_bar(self.filter_row)
        self.setStatusBar(self.strip)
        self.model_popover = Popover(self, self.model_panel, "Model", 320, 620)
        self.history.setMinimumHeight(HISTORY_HEIGHT)
        self.history_popover = Popover(self, self.history, "History", 380, 620)
        self.stacks_popover = Popover(self, self.stacks_panel, "Stacks", 300, 360)
        self.second = SecondMonitor(self, self.session.model, self.showing.loader, self.thumbnails)
        self.second.step_by(self.viewer.step)
        self.focus_point = FocusPoint(self.session, self.viewer.large, self)
        self.next_face = NextFace(self.viewer.large, self.focus_point, self)
        self.regions = Regions(self.viewer.large_views, self)
        loader = self.showing.loader
        self.session.measuring.give_way_to(lambda: loader.is_awaited)
        self.close_ups = CloseUpWork(self.viewer.close_ups, self.viewer.frames_at_hand, lambda: loader.is_awaited, self)
        self.why_over = WhyOver(self.session, self.viewer.compare, self.explained.choice, self)
        self.tinting = Tinting(self)
        self.second.made.connect(self.tinting.watch)
        for view in (self.loupe.view, *(pane.view for pane in self.viewer.compare.panes.values())):
            self.tinting.watch(view)
        self.viewer.survey.joined.connect(self.tinting.watch)
        self.lights = LightsOut(self, self.viewer.photographs_on_screen)
        self.full_screen = FullScreen(self, self.arrangement.around_the_photographs)

    def _make_doing(self) -> None:
        """What does something with the photographs."""
        session, selected = self.session, self.viewer.selected
        self.seeking = Seeking(session.model, self.grid)
        self.deciding = Deciding(session, self.kept, self.viewer, self.keyboard)
        self.stacks = StackWork(session, self.viewer, self.stacks_panel, self.kept, self)
        self.stack_by_hand = StackByHand(session, self.viewer, self.stacks, self)
        self.details = DetailsWork(session, self.viewer, self)
        self.files = FileWork(session, self.strip, self.kept, selected, self)
        self.other_programs = OtherPrograms(session, self.kept, selected, self)
        self.folder_drops = FolderDropWork(session, self.files, self)
        where = self.opening.open_paths, self.opening.ask
        self.afterwards = Afterwards(session, self.files, self.viewer, self.filter_bar, *where)
        self.sidecars = SidecarWork(session, self.kept, self.thumbnails, self.viewer, self.files, self)
        self.arrangement.add_bar(self.sidecars.notices)
        self.history_work = HistoryWork(session, self.history, self.files, self)
        self.publish = PublishWork(session, self.files, self.kept, selected, self)
        self.statistics = StatisticsWork(session, self)
        self.quality = QualityWork(session, self.thumbnails, self)
        looked = self.showing.loader, self.thumbnails, self.kept
        self.second_look = SecondLookWork(session, *looked, lambda: self.actions_by_id, self)
        self.ingest = IngestWork(session, self.files, self.kept, self.strip, self.opening.open_paths, self)
        self.live = LiveFolder(session, lambda: not self.files.idle, self)
        self.bar = BarKeeper(session, self.model_panel.bar, self.inspector, self.kept, self)
        self.taste = TasteWork(session, self.model_panel.taste, self.kept, self)
        self.tour = Tour(self, self.kept, self._toured())

    def _toured(self) -> dict[str, Callable[[], QWidget]]:
        """What the cards of the tour speak of; the bar is made later."""
        return {
            "photographs": lambda: self.viewer,
            "decision": lambda: self.inspector,
            "views": lambda: self.top_bar.views,
            "filter": lambda: self.filter_bar,
            "model": lambda: self.top_bar.model,
            "history": lambda: self.strip.history,
        }
