"""Whatever the program and others do to the open folders, in whatever order: the rows are what a fresh look shows."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule
from PySide6.QtCore import QCoreApplication

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.operations import planning, transferring
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.files.thumbnails.thumbnail_cache import ThumbnailCache
from aesthetic_gui.photo import Bar
from aesthetic_gui.scoring.pack import load_pack
from aesthetic_gui.ui.session.live_folder import LiveFolder
from aesthetic_gui.ui.session.session import Session
from tests.unit.culling.live.test_watching_any_order import FOLDERS, NAMES, SECONDS, Folders

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.usefixtures("qapp")]

SHOWN = st.integers(0, 9)


class OwnAndOthers(Folders):
    """The acts of other programs, and between them file operations of the program's own. Nothing is scored."""

    @initialize(names=st.lists(st.tuples(FOLDERS, NAMES), min_size=2, max_size=8))
    def open(self, names):
        self.root, self.number = Path(tempfile.mkdtemp(prefix="watched")), 0
        self.aside = Path(tempfile.mkdtemp(prefix="aside"))
        for folder, name in names:
            self.write(folder, name)
        self.catalog = Catalog.open(self.aside / "catalog.db")
        cache = ThumbnailCache(self.aside / "thumbnails.db")
        self.session = Session(self.catalog, load_pack(None), "cpu", Bar(0.5, 0.1), cache)
        self.live = LiveFolder(self.session, lambda: False)
        self.failed: list[str] = []
        self.session.queue.failed.connect(self.failed.append)
        self.session.open([self.root])
        self.until(lambda: self.live.watching)

    @rule(place=SHOWN, folder=FOLDERS)
    def move_ourselves(self, place, folder):
        photos = self.some(place)
        self.perform(lambda _: transferring.perform(self.catalog, planning.plan_move(photos, self.root / folder)))

    @rule(place=SHOWN, folder=FOLDERS)
    def copy_ourselves(self, place, folder):
        photos = self.some(place)
        self.perform(lambda _: transferring.perform(self.catalog, planning.plan_copy(photos, self.root / folder)))

    @rule(place=SHOWN)
    def move_out_ourselves(self, place):
        photos = self.some(place)
        self.perform(lambda _: transferring.perform(self.catalog, planning.plan_move(photos, self.aside / "out")))

    @rule()
    def undo_ourselves(self):
        self.perform(lambda _: transferring.undo(self.catalog))

    @rule(seconds=st.sampled_from([0.0, 0.05, 0.4]))
    def wait(self, seconds):
        end = time.monotonic() + seconds
        self.until(lambda: time.monotonic() >= end)

    def some(self, place):
        """A photograph that is shown, or two; none where there are not so many."""
        return [item.photo for item in self.session.model.shown_items()[place : place + 2]]

    def perform(self, steps):
        """As ``FileWork`` does it."""
        own_of, over = self.session.own_of(), []

        def followed(cancelled):
            for progress in steps(cancelled):
                yield own_of(progress.changes)

        def end() -> None:
            self.session.show_own()
            over.append(True)

        self.session.queue.iterate(followed, self.session.take_own, ended=end)
        self.until(lambda: over)

    def until(self, there):
        end = time.monotonic() + SECONDS
        while not there():
            assert time.monotonic() < end, f"shown: {sorted(self.rows())}\nthere: {sorted(self.fresh())}"
            QCoreApplication.processEvents()
            time.sleep(0.005)

    def rows(self):
        return {item.photo.path: item.photo for item in self.session.model.all_items()}

    def teardown(self):
        if not hasattr(self, "live"):
            return
        try:
            self.until(lambda: self.rows() == self.fresh())
            assert not [words for words in self.failed if "nothing to undo" not in words and "not in" not in words]
        finally:
            self.live.close()
            self.session.close()
            self.catalog.close()
            QCoreApplication.processEvents()
            for folder in (self.root, self.aside):
                shutil.rmtree(folder, ignore_errors=True)

    def fresh(self):
        return {photo.path: photo for photo in find_photos([Path(os.path.abspath(self.root))])}  # noqa: PTH100


OwnAndOthers.TestCase.settings = settings(
    max_examples=10, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestOwnAndOthers = OwnAndOthers.TestCase
