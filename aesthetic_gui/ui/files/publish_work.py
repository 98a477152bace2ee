"""Pictures, contact sheets and galleries from the window: a dialog, a target, then through the journal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.ranks import Ranks
from aesthetic_gui.explain.drawing.look import look_of
from aesthetic_gui.photo import AestheticError, Bar, Flag
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.scoring.runtime import start_runtime
from aesthetic_gui.ui.files.outcome import accepted
from aesthetic_gui.ui.files.work import FileWork
from aesthetic_gui.ui.session.kept_settings import KeptSettings
from aesthetic_gui.ui.session.rooms import planning, publishing, reporting, sorting
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.session.worker import to_image

if TYPE_CHECKING:
    from aesthetic_gui.files.export.gallery_page import GallerySettings
    from aesthetic_gui.files.export.rendition import Rendition
    from aesthetic_gui.ui.files.export_dialog import ExportDialog, ExportPreview, ExportRequest, Group

PlanExport: TypeAlias = "Callable[[Sequence[Item], ExportRequest], planning.Plan]"
EXAMPLES = 3  # names in a dialog


class PublishWork(QObject):
    """The window's verbs that make new files of photographs. ``selected`` tells which are."""

    def __init__(
        self,
        session: Session,
        files: FileWork,
        kept: KeptSettings,
        selected: Callable[[], list[Item]],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._files, self._kept, self._selected, self._window = session, files, kept, selected, window

    def export(self) -> None:
        """Export pictures, after asking how."""
        if not self._files.free():
            return
        from aesthetic_gui.ui.files.export_dialog import ExportDialog

        dialog = ExportDialog(self._choices(), self._folder("export"), self._kept["export"], self._window)
        model = self._session.model
        plan = partial(_plan_export, bar=model.bar, ranks=model.ranks, stacks=model.stacking.all_of())
        dialog.preview_asked.connect(lambda rendition: self._preview(dialog, rendition))
        dialog.plan_asked.connect(lambda request: self._show_plan(dialog, request, plan))
        if not accepted(dialog):
            return
        self._kept.remember(export=dialog.values)
        items, request = list(dialog.items), dialog.request
        self._files.perform("Exporting", lambda: plan(items, request))

    def contact_sheet(self) -> None:
        """Make a contact sheet, after asking what is on it and what it is called."""
        if not self._files.free():
            return
        from aesthetic_gui.ui.files.page_dialogs import SheetDialog

        dialog = SheetDialog(self._choices(), self._title(), self._window)
        if not accepted(dialog):
            return
        start = str(self._folder("").parent / f"{self._title()} contact sheet.pdf")
        name, _ = QFileDialog.getSaveFileName(
            self._window, "Contact sheet", start, "PDF (*.pdf)", options=QFileDialog.Option.DontConfirmOverwrite
        )
        if not name:
            return
        path = Path(name if name.lower().endswith(".pdf") else f"{name}.pdf")
        items, settings, bar = list(dialog.items), dialog.settings, self._session.model.bar
        self._files.perform("Contact sheet", lambda: publishing.plan_sheet(items, path, settings, bar))

    def gallery(self) -> None:
        """Make a web gallery, after asking what it shows and where it goes."""
        if not self._files.free():
            return
        from aesthetic_gui.ui.files.page_dialogs import GalleryDialog

        dialog = GalleryDialog(self._choices(), self._title(), self._window)
        if not accepted(dialog):
            return
        chosen = QFileDialog.getExistingDirectory(self._window, "Make the gallery in", str(self._folder("").parent))
        if chosen:
            folder = Path(chosen) / f"{self._title()} gallery"
            self._files.perform("Gallery", self._gallery_plan(list(dialog.items), folder, dialog.settings))

    def report(self) -> None:
        """Make a report of reasons of what is selected, or of all in view, after asking where."""
        if not self._files.free():
            return
        items = self._choices()[0].items
        chosen = QFileDialog.getExistingDirectory(self._window, "Make the report in", str(self._folder("").parent))
        if not chosen or not items:
            return
        title, session = f"{self._title()} reasons", self._session
        settings = reporting.ReportSettings(
            title, self._kept["reason"], session.pack, session.model.bar, look_of(self._kept.values)
        )
        explain = _explainer(session.pack, session.catalog, settings.method)
        folder = Path(chosen) / title
        self._files.perform("Report of reasons", lambda: reporting.plan_report(items, folder, settings, explain))

    def _gallery_plan(
        self, items: Sequence[Item], folder: Path, settings: GallerySettings
    ) -> Callable[[], planning.Plan]:
        bar, catalog = self._session.model.bar, self._session.catalog
        explain = _explainer(self._session.pack, catalog) if settings.show_reasons else None
        return lambda: publishing.plan_gallery(items, folder, settings, bar=bar, explain=explain)

    def _preview(self, dialog: ExportDialog, rendition: Rendition) -> None:
        """Made in the catalog's thread, as all that takes long and is not scored."""
        item = dialog.example
        if item is None:
            return
        path, turn = item.photo.path, item.decision.turn

        def show(image: QImage | None) -> None:
            if isValid(dialog):
                dialog.show_preview(rendition, image)

        self._session.lookups.run(lambda: _preview_image(path, rendition, turn), show)

    def _show_plan(self, dialog: ExportDialog, request: ExportRequest, plan: PlanExport) -> None:
        items = list(dialog.items)

        def show(outcome: ExportPreview | AestheticError) -> None:
            if not isValid(dialog) or request != dialog.request or items != list(dialog.items):
                return
            if isinstance(outcome, AestheticError):
                dialog.show_error(str(outcome))
            else:
                dialog.show_plan(outcome)

        self._session.lookups.run(lambda: _preview_plan(items, request, plan), show)

    def _choices(self) -> list[Group]:
        """What may be meant, the likeliest first: what is selected, where more than one is."""
        selected, shown = self._selected(), self._session.model.shown_items()
        picks = [item for item in shown if item.decision.flag is Flag.PICK]
        from aesthetic_gui.ui.files.export_dialog import Group

        choices = [Group("Selected", selected), Group("All in view", shown), Group("Picks in view", picks)]
        order = choices if len(selected) > 1 else [choices[1], choices[0], choices[2]]
        return [choice for choice in order if choice.items] or choices[1:2]

    def _title(self) -> str:
        return self._session.folder.name

    def _folder(self, kind: str) -> Path:
        """Beside the folder that is open, so that what is made does not mix with the originals."""
        root = self._session.folder
        return root.parent / f"{root.name} {kind}".strip()


def _plan_export(
    items: Sequence[Item], request: ExportRequest, bar: Bar, ranks: Ranks, stacks: sorting.StacksOf
) -> planning.Plan:
    return publishing.plan_export(
        items,
        request.destination,
        request.rendition,
        template=request.template,
        rename=request.rename,
        bar=bar,
        ranks=ranks,
        stacks=stacks,
        manifest=request.manifest,
    )


def _preview_plan(
    items: Sequence[Item], request: ExportRequest, plan_export: PlanExport
) -> ExportPreview | AestheticError:
    try:
        plan = plan_export(items, request)
    except AestheticError as error:
        return error
    targets = [step.target for step in plan.steps if step.target is not None and not step.is_page]
    root = plan.root or Path()
    names = tuple(target.relative_to(root).as_posix() for target in targets[:EXAMPLES])
    from aesthetic_gui.ui.files.export_dialog import ExportPreview

    return ExportPreview(names, plan.total, sorting.left_out(plan))


def _preview_image(path: Path, rendition: Rendition, turn: int) -> QImage | None:
    from aesthetic_gui.files.export.picture import rendered

    try:
        rgb = rendered(path, rendition, turn)
    except AestheticError:
        return None  # the operation itself tells why
    return to_image(rgb)


def _explainer(pack: Pack, catalog: Catalog, method: str = "cam") -> publishing.Explain:
    """Explains on the CPU: the runtime that scores belongs to its own thread. Starts with the first photograph."""

    @lru_cache(maxsize=1)
    def started() -> publishing.Explain:
        return publishing.explainer(pack, start_runtime(pack, "cpu"), catalog, method)

    return lambda item: started()(item)
