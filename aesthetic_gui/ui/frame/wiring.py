"""Who hears whom, subject by subject: a signal that joins two parts of the window is connected here.

What other threads tell is heard by methods of QObjects, never by a lambda: only those run in the window's thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QAbstractButton, QComboBox, QTreeView

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.looking.close_ups import CloseUp
from aesthetic_gui.culling.viewing import View
from aesthetic_gui.files.formats import why_absent
from aesthetic_gui.grouping.frame import WHOLE_SERIES
from aesthetic_gui.ui import actions
from aesthetic_gui.ui.dialogs.boxes import warn
from aesthetic_gui.ui.files.places_panel import fill_menu
from aesthetic_gui.ui.frame.following import Following
from aesthetic_gui.ui.frame.parts import Parts
from aesthetic_gui.ui.input.key_keeper import KeyKeeper, TabKeeper
from aesthetic_gui.ui.input.layout_keys import LayoutKeys
from aesthetic_gui.ui.widgets.text import window_title
from aesthetic_gui.words import photographs

WORTH_A_RATE = 20  # photographs


class Wiring(QObject):
    """Connects all parts of ``window``; a method for each subject, and below it what is done when it is told."""

    def __init__(self, window: Parts, following: Following) -> None:
        super().__init__(window)
        self._window, self._following = window, following
        self._rate_told = False
        self._opening()
        self._current_photograph()
        self._pictures()
        self._saying()
        self._scoring()
        self._deciding_and_files()
        self._why()
        self._measured()
        self._finding()
        self._frame()
        self._keys()

    # what is opened, by whom, and what it changes

    def _opening(self) -> None:
        window = self._window
        window.opening.leaving.connect(window.live.stop)
        window.opening.begun.connect(self._show_begun)
        window.session.opened.connect(self._following.show_opened)
        for chosen in (window.folders.chosen, window.viewer.empty.dropped):
            chosen.connect(window.opening.open_paths)
        for chosen in (window.places_panel.chosen, window.top_bar.breadcrumb.chosen, window.viewer.empty.chosen):
            chosen.connect(window.opening.go)
        window.history_work.folder_wanted.connect(window.opening.open_paths)
        window.history.folder_chosen.connect(lambda folder: window.opening.open_paths([folder]))
        window.viewer.empty.open_requested.connect(window.opening.ask)

    def _show_begun(self, paths: Sequence[Path], folder: Path) -> None:
        window = self._window
        window.afterwards.emptiness.look()
        window.strip.check()
        window.viewer.leave_the_empty_page()
        window.viewer.show_grid()
        window.folders.reveal(folder)
        window.top_bar.breadcrumb.show_paths(paths, folder)
        window.places.become(window.places.now.opened(paths, folder))
        self._show_places()
        named = paths[0] if why_absent(paths[0]) else folder
        window.setWindowTitle(window_title(f"{named.name or named} – Aesthetic GUI"))

    # what follows the photograph at hand

    def _current_photograph(self) -> None:
        window, following = self._window, self._following
        model, selection = window.session.model, window.grid.selectionModel()
        selection.selectionChanged.connect(lambda *_: following.show_soon())
        selection.currentChanged.connect(lambda *_: following.show_soon())
        window.viewer.view_changed.connect(lambda _view: following.show_soon())
        model.dataChanged.connect(following.show_changed)
        model.told.connect(following.show_withheld)
        for changed in (model.rearranged, model.stacks_changed):
            changed.connect(following.show_soon)
        model.ranked.connect(window.showing.show_ranks)
        model.counts_changed.connect(following.show_counts)
        window.session.refreshed.connect(following.show_arrived)
        for part in (window.grid, window.viewer, model.stacking):
            window.session.moved.connect(part.follow)
        window.grid.fold_wanted.connect(window.stacks.fold)
        window.history_work.row_chosen.connect(window.grid.go_to)
        window.taste.asks.connect(window.grid.go_to_these)

    # pictures as they come, in the monitor's colours

    def _pictures(self) -> None:
        window, session = self._window, self._window.session
        session.worker.glimpsed.connect(window.grid.show_first_look)
        for part in (window.grid, window.viewer.filmstrip):
            session.worker.pictured.connect(part.show_thumbnail)
        window.monitor.changed.connect(self._show_in_colours_of)
        window.viewer.looked_at.connect(lambda seen, ahead: session.look_at(seen, ahead, window.thumbnails))
        window.second.opened.connect(lambda is_open: window.kept.remember(second_window=is_open))
        window.viewer.filmstrip_changed.connect(lambda wanted: window.kept.remember(filmstrip=wanted))
        window.viewer.cell_width_changed.connect(lambda width: window.kept.remember(thumbnail_size=width))

    def _show_in_colours_of(self, profile: bytes | None) -> None:
        """Another monitor: every picture again. Thumbnails on their way in the old colours are taken first, to go."""
        window = self._window
        window.session.worker.set_profile(profile)
        QCoreApplication.sendPostedEvents(window.grid, QEvent.Type.MetaCall.value)
        window.thumbnails.clear()
        window.grid.look_again()
        window.showing.set_profile(profile)
        window.second.set_profile(profile)
        window.close_ups.set_profile(profile)
        window.second_look.set_profile(profile)
        for reading in window.side_by_side:
            reading.set_profile(profile)

    # what the status strip says

    def _saying(self) -> None:
        window, strip = self._window, self._window.strip
        window.session.worker.notice.connect(strip.say)
        for teller in (window.stacks, window.stack_by_hand):
            teller.said.connect(strip.say)
        window.stacks.counted.connect(strip.show_stacks)
        tellers = window.monitor, window.history_work, window.sidecars, window.taste, window.statistics, window.ingest
        for source in (
            window.opening,
            window.session,
            window.details,
            window.why_over,
            window.focus_point,
            window.second_look,
            window.quality,
            window.other_programs,
            *tellers,
        ):
            source.said.connect(strip.say)
        window.afterwards.finding.said.connect(lambda words, offers: strip.say(words, offers))
        for told in (window.session.said_here, window.seeking.said, window.live.said):
            told.connect(self._say_here)

    def _say_here(self, words: str) -> None:
        """What holds only as long as the same is open."""
        session, paths = self._window.session, self._window.session.paths
        self._window.strip.say(words, holds=lambda: session.paths == paths)

    # scoring: how it goes, on what, and its end

    def _scoring(self) -> None:
        worker, scoring, strip = self._window.session.worker, self._window.session.scoring, self._window.strip
        worker.running_on.connect(self._note_device)
        worker.failed.connect(self._tell_failed)
        scoring.said.connect(lambda words: strip.say(words, holds=lambda: scoring.pace.finished))
        for part in (scoring, self._window.session.measuring):
            part.pace_changed.connect(self._show_pace)
        scoring.pace_changed.connect(strip.check)
        scoring.pace_changed.connect(self._tell_rate)
        strip.scoring_cancelled.connect(self._cancel)

    def _show_pace(self) -> None:
        """Of scoring, and of what is measured once all is scored."""
        session = self._window.session
        scored, measured = session.scoring.pace, session.measuring.pace
        if scored.finished and not measured.finished:
            self._window.strip.show_pace(measured, "Measuring ")
        else:
            self._window.strip.show_pace(scored)

    def _cancel(self) -> None:
        """What the strip tells the progress of."""
        session = self._window.session
        (session.measuring if session.scoring.pace.finished else session.scoring).cancel()

    def _note_device(self, words: str) -> None:
        """Told in *About*, and once with how fast it is."""
        self._window.computes_on = words

    def _tell_rate(self) -> None:
        """How fast, and on what: once, of the first photographs that are more than a few; nothing is covered by it."""
        pace, strip = self._window.session.scoring.pace, self._window.strip
        if self._rate_told or not pace.finished or pace.done < WORTH_A_RATE or strip.message:
            return
        self._rate_told = True
        strip.say(
            f"{photographs(pace.done)} scored, {pace.per_second:.0f} a second, on the {self._window.computes_on}."
        )

    def _tell_failed(self, reason: str) -> None:
        """The scoring thread is gone: say so for as long as the window is open."""
        self._window.session.scoring.cancel()
        self._window.strip.show_trouble("Scoring does not work")
        warn(self._window, "Scoring does not work", reason, "Files can still be moved and sorted.")

    # decisions, file operations, sidecars and tastes, and what follows from them

    def _deciding_and_files(self) -> None:
        window, files, by_id = self._window, self._window.files, self._window.actions_by_id
        window.inspector.decided.connect(lambda change: window.deciding.decide(**change))
        for hears in (window.viewer.show_made, window.stacks.tell_rest):
            window.deciding.made.connect(hears)
        window.deciding.done.connect(self._following.show_soon)
        window.details.done.connect(self._following.show_soon)
        window.session.decided.connect(files.refresh_titles)
        for place in (window.folders, window.places_panel):
            place.drops.brought.connect(window.folder_drops.take)
        files.ended.connect(window.taste.learn_soon)
        files.ended.connect(window.live.hush)
        files.second_look_wanted.connect(window.second_look.begin)
        window.second_look.trash_wanted.connect(files.trash_rejected)
        files.progressed.connect(window.sidecars.after_undo)
        files.titled.connect(lambda titles: actions.entitle(by_id, titles))
        window.sidecars.conflicted.connect(by_id["review_conflicts"].setEnabled)
        window.sidecars.stands.connect(window.inspector.show_sidecar)
        window.live.written.connect(window.sidecars.reader.read)
        window.taste.changed.connect(self._following.enable_actions)

    # the reasons

    def _why(self) -> None:
        why, kept = self._window.inspector.why, self._window.kept
        why.opacity_changed.connect(lambda opacity: kept.remember(overlay_opacity=opacity))
        self._window.inspector.folded_changed.connect(lambda names: kept.remember(folded=",".join(names)))

    # what was measured

    def _measured(self) -> None:
        window, inspector = self._window, self._window.inspector
        inspector.pointed.connect(window.regions.point)
        inspector.stack.best_wanted.connect(window.viewer.go_to_frame)
        if "stack_keep_best" in window.actions_by_id:
            inspector.stack.keep_wanted.connect(window.actions_by_id["stack_keep_best"].trigger)
        window.session.model.stacks_changed.connect(self._following.show_soon)
        inspector.faces.face_wanted.connect(window.next_face.look_at)
        window.session.model.about_to_regroup.connect(self._measure_stacks)  # not whenever one is folded
        for panes in (window.viewer.compare, window.viewer.survey):
            panes.shown_changed.connect(window.regions.follow)
            panes.shown_changed.connect(window.close_ups.follow)
        inspector.faces.all_wanted.connect(window.close_ups.toggle)
        window.close_ups.wanted.connect(self._look_closely)
        window.close_ups.toggled.connect(lambda shown: window.kept.remember(close_ups=shown))
        window.viewer.close_ups.native_changed.connect(lambda native: window.kept.remember(close_ups_native=native))
        window.arrangement.all_away.connect(window.close_ups.be_alone)

    def _look_closely(self, item: Item, one: CloseUp) -> None:
        window = self._window
        window.viewer.go_to_frame(item.photo.path)
        window.next_face.look_at(one.face or one.point)

    def _measure_stacks(self) -> None:
        """Frames of one moment differ by little: they are measured closely."""
        session = self._window.session
        paths = [
            path for stack in session.model.stacks.several if stack.kind not in WHOLE_SERIES for path in stack.paths
        ]
        session.measuring.look_closely([item for path in paths if (item := session.model.find(path))])

    # what is shown, and in which order

    def _finding(self) -> None:
        window, model = self._window, self._window.session.model
        window.filter_bar.view_changed.connect(self._set_view)
        window.filter_bar.row_wanted.connect(window.filter_row.search_for)
        window.filter_row.wanted.connect(lambda shown: window.kept.remember(filter_row=shown))
        window.filter_row.search.left.connect(window.grid.setFocus)
        window.filter_row.faceted_changed.connect(model.count_for)
        for part in (window.filter_bar, window.filter_row):
            model.facets_changed.connect(lambda part=part: part.show_facets(model.facets))
            part.saved_menu.aboutToShow.connect(partial(window.saved.fill, part.saved_menu))
        self._saved_filters()

    def _saved_filters(self) -> None:
        window = self._window
        window.saved.open_wanted.connect(window.opening.go)
        window.smart_albums.chosen.connect(window.saved.choose)
        window.smart_albums.menu_wanted.connect(window.saved.add_changes)
        for source in (window.saved, window.filters):
            source.said.connect(window.strip.say)
        window.filters.changed.connect(self._show_albums)
        for changed in (window.filters.changed, window.filter_bar.view_changed, window.opening.begun):
            changed.connect(self._show_saved)
        self._show_albums()

    def _show_saved(self, *_: object) -> None:
        current = self._window.saved.current
        self._window.filter_row.show_saved(current.name if current else "")

    def _show_albums(self) -> None:
        self._window.smart_albums.show_saved(self._window.filters.now)

    def _set_view(self, view: View) -> None:
        """Keys are for the photographs again, unless more is being typed."""
        self._window.session.model.set_view(view)
        if not self._window.filter_row.search.hasFocus():
            self._window.grid.setFocus()

    # the bar above and the column on the left

    def _frame(self) -> None:
        window, bar = self._window, self._window.top_bar
        bar.breadcrumb.star_clicked.connect(self._turn_favourite)
        bar.breadcrumb.menu.aboutToShow.connect(self._fill_places)
        bar.size_wanted.connect(window.viewer.set_cell_width)
        window.viewer.cell_width_changed.connect(bar.show_size)
        window.viewer.view_changed.connect(bar.show_view)
        window.folders.menu_wanted.connect(window.places_panel.open_menu)
        window.places_panel.show_wanted.connect(window.other_programs.show_folder)
        window.places.changed.connect(self._show_places)
        window.places_panel.changed.connect(window.places.become)
        window.arrangement.left_wanted.connect(
            lambda shown: window.kept.remember(left_panel="always" if shown else "never")
        )
        window.arrangement.all_away.connect(window.viewer.be_alone)
        window.arrangement.right_wanted.connect(lambda shown: window.kept.remember(right_panel=shown))
        for popover in (window.model_popover, window.history_popover):
            popover.closed.connect(window.viewer.take_keyboard)
        window.tour.left.connect(window.viewer.take_keyboard)
        self._show_places()

    def _show_places(self) -> None:
        window, now = self._window, self._window.places.now
        window.places_panel.show_places(now)
        window.viewer.empty.show_places(now)
        window.top_bar.breadcrumb.show_favourite(window.session.folder in now.favourites)

    def _fill_places(self) -> None:
        """Other folders to go to: made when it is opened, as they change."""
        window, menu = self._window, self._window.top_bar.breadcrumb.menu
        menu.clear()
        fill_menu(menu, window.places.now, window.opening.go)
        menu.addSeparator()
        menu.addAction(window.actions_by_id["open"])

    def _turn_favourite(self) -> None:
        window, now = self._window, self._window.places.now
        folder = window.session.folder
        window.places.become(now.without_favourite(folder) if folder in now.favourites else now.with_favourite(folder))
        self._show_places()

    # the keyboard

    def _keys(self) -> None:
        """A button, list or tree that has the keyboard keeps the keys it uses itself; all others are shortcuts."""
        window = self._window
        window.deciding.advance_changed.connect(self.show_advance)
        window.keyboard.repeats.connect(self._following.catch_up)
        window.installEventFilter(TabKeeper(window, window.viewer, window.viewer.empty))
        LayoutKeys(window, window.keyboard)
        keeper = KeyKeeper(window)
        for kind in (QAbstractButton, QComboBox, QTreeView):
            for widget in window.findChildren(kind):
                widget.installEventFilter(keeper)

    def show_advance(self) -> None:
        """Whether decisions go on to the next photograph."""
        window = self._window
        window.actions_by_id["auto_advance"].setChecked(window.kept["advance"])
        window.strip.show_advance(window.deciding.advances)
