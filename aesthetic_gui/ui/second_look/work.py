"""Has a second look planned, in a thread, shown, and told; its answers stay until what is rejected changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from aesthetic_gui.culling.item import Item
from aesthetic_gui.photo import Flag
from aesthetic_gui.ui.grid.thumbnails import Thumbnails
from aesthetic_gui.ui.loupe.picture_loader import PictureLoader
from aesthetic_gui.ui.session.kept_settings import KeptSettings
from aesthetic_gui.ui.session.rooms import answering, planning_again
from aesthetic_gui.ui.session.session import Session

if TYPE_CHECKING:
    from aesthetic_gui.culling.second_look.answering import Outcome
    from aesthetic_gui.culling.second_look.planning import SecondLook
    from aesthetic_gui.ui.second_look.dialog import SecondLookDialog
    from aesthetic_gui.ui.second_look.result import Told


class SecondLookWork(QObject):
    """The verb *Second look…*: of all photographs that are open, whatever a filter withholds."""

    said = Signal(str)
    trash_wanted = Signal()

    def __init__(
        self,
        session: Session,
        loader: PictureLoader,
        thumbnails: Thumbnails,
        kept: KeptSettings,
        actions: Callable[[], Mapping[str, QAction]],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._loader, self._thumbnails, self._kept = session, loader, thumbnails, kept
        self._actions, self._window = actions, window
        self._profile: bytes | None = None
        self._look: SecondLook | None = None  # that was begun last
        self._answers: dict[Path, bool] = {}  # of that look
        self.dialog: SecondLookDialog | None = None

    def set_profile(self, profile: bytes | None) -> None:
        """Show photographs in the colours of another monitor (None: sRGB) from the next look on."""
        self._profile = profile

    def begin(self) -> None:
        """Plan it, then look."""
        items, closeness = self._session.model.all_items(), self._kept["stack_closeness"]
        plan = planning_again.plan_for
        self._session.lookups.run(lambda: plan(items, closeness), self._open, self.said.emit)

    def _open(self, new: SecondLook) -> None:
        from aesthetic_gui.ui.second_look.dialog import SecondLookDialog

        if self.dialog is not None:
            return
        look = self._begun(new)
        items = [item for shown in look.shown if (item := self._session.model.find(shown.path))]
        keys = {name: self._actions()[name].shortcuts() for name in ("pick", "reject")}
        dialog = SecondLookDialog(items, self._answers, self._loader, self._profile, keys, self._window)
        self.dialog = dialog
        dialog.answered.connect(self._answers.__setitem__)
        dialog.taken_back.connect(lambda path: self._answers.pop(path, None))
        dialog.looked_at_all.connect(lambda: self._show_result(look))
        dialog.finished.connect(lambda _result: self._leave(len(items)))
        dialog.open()
        if dialog.current is None:
            self._show_result(look)

    def _begun(self, new: SecondLook) -> SecondLook:
        """The one that was left, as long as the decisions are the same; what was measured since changes nothing."""
        if self._look is None or self._look.seed != new.seed:
            self._look, self._answers = new, {}
        return self._look

    def _leave(self, total: int) -> None:
        if self.dialog is None:
            return
        self.dialog.deleteLater()
        self.dialog = None
        done = len(self._answers)
        if done < total:
            self.said.emit(f"The second look was left at {done:,} of {total:,}. It goes on there; no answer is lost.")

    def _show_result(self, look: SecondLook) -> None:
        from aesthetic_gui.ui.second_look.result import ResultPage

        dialog = self.dialog
        if dialog is None:
            return
        found: Outcome = answering.outcome(look, self._answers)
        page = ResultPage(found.sentences, self._told(look, found.kept_after_all), self._told(look, found.doubted))
        page.keep_wanted.connect(lambda: self._flag(found.kept_after_all, look.keeps_as))
        page.reject_wanted.connect(lambda: self._flag(found.kept_after_all, Flag.REJECT))
        page.closed.connect(dialog.accept)
        page.trash_wanted.connect(dialog.accept)
        page.trash_wanted.connect(self.trash_wanted)
        dialog.show_result(page)

    def _told(self, look: SecondLook, paths: Sequence[Path]) -> list[Told]:
        from aesthetic_gui.ui.second_look.result import Told

        return [Told(item.photo.path.name, look.why(item.photo.path), self._thumbnails.get(item.photo))
                for item in self._items(paths)]  # fmt: skip

    def _flag(self, paths: Sequence[Path], flag: Flag) -> None:
        self._session.decide(self._items(paths), flag=flag)

    def _items(self, paths: Sequence[Path]) -> list[Item]:
        return [item for path in paths if (item := self._session.model.find(path))]
