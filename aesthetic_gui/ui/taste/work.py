"""Tastes in the window: choosing, teaching, taking along. What a taste learns, it learns in the background.

decision ──> member of the taste in use ──> learn (a thread of its own) ──> Learned ──> panel
                                                    └── where it takes over: every score judged again
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QWidget

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.scoring.judging import Judge
from aesthetic_gui.later import np
from aesthetic_gui.photo import Flag
from aesthetic_gui.taste.head import Learned, Taste
from aesthetic_gui.ui.dialogs.boxes import message
from aesthetic_gui.ui.session.catalog_queue import CatalogQueue
from aesthetic_gui.ui.session.kept_settings import KeptSettings
from aesthetic_gui.ui.session.rooms import asking, tasting
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.taste.panel import OFF, TastePanel
from aesthetic_gui.ui.widgets.text import as_title, literal, one_line
from aesthetic_gui.words import counted

if TYPE_CHECKING:
    from aesthetic_gui.catalog.rows.taste_rows import TasteSummary

ASKED = "Your taste learns most from this one. P picks it, X rejects it, A asks for the next."
LEARN_MS = 2500  # of quiet after a decision: while the photographer goes on, nothing is learned or moved


class TasteWork(QObject):
    """The window's verbs for tastes."""

    said = Signal(str)  # a message for the status strip
    changed = Signal()  # another taste is in use, or none
    asks = Signal(list)  # the path of the photograph to decide on

    def __init__(self, session: Session, panel: TastePanel, kept: KeptSettings, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._panel, self._kept, self._window = session, panel, kept, window
        self._names: list[str] = []
        self._asked: set[Path] = set()  # and passed over: not asked about again at once
        self._learning = CatalogQueue(self, "learning")
        self._busy = self._again = False
        self._menu: QMenu | None = None
        self._group = QActionGroup(self)
        self._soon = QTimer(self, singleShot=True, interval=LEARN_MS)
        self._soon.timeout.connect(self._learn)
        panel.chosen.connect(self.choose)
        panel.new_wanted.connect(self.create)
        panel.learning_wanted.connect(self.learn_from_view)
        panel.asking_wanted.connect(self.ask)
        session.decided.connect(self.learn_soon)
        session.scoring.pace_changed.connect(self._learn_of_the_scored)

    @property
    def name(self) -> str:
        """The taste in use; "" where the model judges alone."""
        return self._session.taste

    def begin(self) -> None:
        """Offer the tastes there are, and go on with the one that was in use."""
        self._look_again(str(self._kept["taste"]))

    def close(self) -> None:
        self._soon.stop()
        self._learning.close()

    def put_in_menu(self, menu: QMenu) -> None:
        """Head ``menu`` with the tastes to choose from."""
        self._menu = menu
        self._fill_menu()

    def choose(self, name: str) -> None:
        """Judge by the taste ``name`` from now on, as soon as it is better than the model; "" is off."""
        self._session.taste, self._asked = name, set()
        self._kept.remember(taste=name)
        self._show_names()
        if name:
            self._learn()
        else:
            self._session.set_judge(Judge(self._session.pack))

    def learn_soon(self) -> None:
        """Something was decided or undone: learn once the photographer pauses."""
        if self.name:
            self._soon.start()

    def _learn_of_the_scored(self) -> None:
        """A decision counts only once its photograph has been scored."""
        if self._session.scoring.pace.finished:
            self.learn_soon()

    def create(self) -> None:
        name = self._ask_name("New taste", "Create", "What is it a taste for? (wedding, wildlife, …)")
        if name:
            self._change(lambda: tasting.create(self._session.catalog, name))

    def learn_from_view(self) -> None:
        """Every pick and reject in sight counts for the taste in use."""
        decided = [item for item in self._session.model.shown_items() if item.decision.flag is not Flag.NONE]
        if not decided:
            self.said.emit("Nothing in view is picked or rejected. P picks, X rejects.")
            return
        name, catalog, photos = self.name, self._session.catalog, [item.photo for item in decided]

        def told(new: int) -> None:
            self.said.emit(f"“{one_line(name)}” learns from {counted(new, 'more decision')}.")
            self._learn()

        self._session.decisions.run(lambda: tasting.add_members(catalog, name, photos), told)

    def ask(self) -> None:
        """Go to the photograph in view whose decision would teach the taste in use most; again, to the next one."""
        name, session, shown = self.name, self._session, self._session.model.shown_items()
        count = len(self._asked) + 1  # the first one that is new is among as many

        def asked(found: list[Item]) -> None:
            new = [item.photo.path for item in found if item.photo.path not in self._asked]
            if not found or name != self.name:
                self.said.emit("Nothing in view is left to ask about: all that is scored is picked or rejected.")
                return
            self._asked = self._asked if new else set()
            path = (new or [item.photo.path for item in found])[0]
            self._asked.add(path)
            self.asks.emit([path])
            self.said.emit(ASKED)

        self._learning.run(lambda: asking.ask(session.catalog, name, session.pack, shown, count), asked)

    def rename(self) -> None:
        old = self.name
        new = self._ask_name("Rename taste", "Rename", f"New name of “{one_line(old)}”", old)
        if new and new != old:
            self._change(lambda: tasting.rename(self._session.catalog, old, new))

    def export(self) -> None:
        """Ask for a file; one that exists is never written over."""
        name, session = self.name, self._session
        chosen, _ = QFileDialog.getSaveFileName(
            self._window,
            "Export taste",
            str(Path.home() / f"{_file_name(name)}.json"),
            "Taste (*.json)",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if not chosen:
            return
        path = Path(chosen) if chosen.lower().endswith(".json") else Path(f"{chosen}.json")
        session.lookups.run(
            lambda: tasting.export_taste(session.catalog, name, session.pack, path),
            lambda count: self.said.emit(
                f"{counted(count, 'decision')} exported to {one_line(path.name)}. No pictures."
            ),
        )

    def import_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self._window, "Import taste", str(Path.home()), "Taste (*.json)")
        if not chosen:
            return
        path = Path(chosen)
        name = self._ask_name(
            "Import taste", "Import", f"What shall the taste in “{one_line(path.name)}” be called?", path.stem
        )
        if name:
            self._change(lambda: tasting.import_taste(self._session.catalog, path, name))

    def reset(self) -> None:
        name = self.name
        if self._confirmed("Reset", f"Shall “{one_line(name)}” forget what it has learned from?"):
            self._session.decisions.run(lambda: tasting.reset(self._session.catalog, name), lambda _: self._learn())

    def remove(self) -> None:
        name = self.name
        if self._confirmed("Remove", f"Remove the taste “{one_line(name)}”?"):
            catalog, decisions = self._session.catalog, self._session.decisions
            decisions.run(lambda: tasting.remove(catalog, name), lambda _: self._look_again(""))

    # inside

    def _change(self, work: Callable[[], str]) -> None:
        """Make or rename a taste, then use it."""
        self._session.lookups.run(work, self._look_again)

    def _look_again(self, name: str) -> None:
        """Ask which tastes there are, then use ``name`` if it is among them."""
        catalog = self._session.catalog
        self._session.lookups.run(lambda: tasting.tastes(catalog), lambda found: self._take_names(found, name))

    def _take_names(self, found: Sequence[TasteSummary], name: str) -> None:
        self._names = [summary.name for summary in found]
        self.choose(name if name in self._names else "")

    def _show_names(self) -> None:
        self._panel.show_tastes(self._names, self.name)
        self._fill_menu()
        self.changed.emit()

    def _fill_menu(self) -> None:
        for action in self._group.actions():
            self._group.removeAction(action)
            action.deleteLater()
        if self._menu is None:
            return
        first = self._menu.actions()[0]
        for name in ("", *self._names):
            action = QAction(as_title(name) if name else OFF, self._group)
            action.setToolTip(literal(name))
            action.setCheckable(True)
            action.setChecked(name == self.name)
            action.triggered.connect(lambda _checked=False, chosen=name: self.choose(chosen))
            self._menu.insertAction(first, action)

    def _learn(self) -> None:
        """Learn now; while it is being learned already, once more after that."""
        self._soon.stop()
        if not self.name:
            return
        self._panel.show_learning()
        if self._busy:
            self._again = True
            return
        name, session, self._busy = self.name, self._session, True
        self._learning.run(
            lambda: tasting.learn_taste(session.catalog, name, session.pack),
            lambda learned: self._take_learned(name, learned),
            lambda reason: self._take_failure(name, reason),
        )

    def _take_learned(self, name: str, learned: Learned) -> None:
        if name == self.name:
            self._panel.show_learned(learned)
            if not _same(learned.in_charge, self._session.judge.taste):
                self._session.set_judge(Judge(self._session.pack, learned.in_charge))
        self._end_learning()

    def _take_failure(self, name: str, reason: str) -> None:
        if name == self.name:
            self._panel.show_failure(reason)
            if self._session.judge.taste is not None:  # nobody knows whether it is better any more
                self._session.set_judge(Judge(self._session.pack))
        self._end_learning()

    def _end_learning(self) -> None:
        self._busy, again, self._again = False, self._again, False
        if again:
            self._learn()

    def _ask_name(self, title: str, verb: str, question: str, name: str = "") -> str:
        taken = [each for each in self._names if title != "Rename taste" or each != name]
        from aesthetic_gui.ui.dialogs.name_dialog import NameDialog

        dialog = NameDialog(title, question, verb, self._window, name=name, taken=taken)
        dialog.finished.connect(dialog.deleteLater)
        return dialog.name if dialog.exec() else ""

    def _confirmed(self, verb: str, question: str) -> bool:
        more = "Your picks and rejects stay as they are. Export the taste first to keep a copy of it."
        box = message(QMessageBox.Icon.Question, f"{verb} taste", question, more, self._window)
        go = box.addButton(verb, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        agreed = box.clickedButton() is go
        box.deleteLater()
        return agreed


def _same(one: Taste | None, other: Taste | None) -> bool:
    if one is None or other is None:
        return one is other
    plain: Callable[[Taste], Any] = attrgetter("name", "pack_key", "base_weight", "intercept", "everywhere")
    arrays = attrgetter("weights", "timeline.known", "timeline.pulls", "timeline.by_hour")
    return bool(plain(one) == plain(other)) and all(map(np.array_equal, arrays(one), arrays(other)))


def _file_name(name: str) -> str:
    return "".join("_" if letter in '/\\:*?"<>|' else letter for letter in one_line(name)) or "taste"
