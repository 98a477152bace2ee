"""Whatever is done to the open folders, in whatever order: in the end the window shows what a fresh look shows."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from aesthetic_gui.culling.live.changes import Changed
from aesthetic_gui.culling.live.watching import Watcher
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Photo

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

SECONDS = 30.0
FOLDERS = st.sampled_from(["", "a", "b", "a/c", "b/.hidden"])
NAMES = st.sampled_from(
    [
        "1.jpg",
        "1.CR2",
        "1.xmp",
        "1.CR2.xmp",
        "1_01.CR2.xmp",
        "2.jpg",
        "2.heic",
        "2.dng",
        "3.png",
        "4.jpg.part",
        ".5.jpg",
    ]
)


class Folders(RuleBasedStateMachine):
    """Random acts on a tree that is watched; told changes are applied as the window does."""

    @initialize(names=st.lists(st.tuples(FOLDERS, NAMES), max_size=8))
    def open(self, names):
        self.root = Path(tempfile.mkdtemp(prefix="watched"))
        self.acts: list[str] = []
        self.number = 0
        for folder, name in names:
            self.write(folder, name)
        self.shown = {photo.path: photo for photo in find_photos([self.root])}
        self.watcher = Watcher([self.root], list(self.shown.values()), self.take)
        self.watcher.start()

    def take(self, changed: Changed) -> None:
        for source, _ in changed.moved:
            del self.shown[source]
        for path in (*changed.gone, *changed.away):
            del self.shown[path]
        for photo in (*changed.found, *(photo for _, photo in changed.moved)):
            self.shown[photo.path] = photo

    @rule(folder=FOLDERS, name=NAMES)
    def write(self, folder, name):
        path = self.root / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_dir():
            self.number += 1
            path.write_bytes(b"%d" % self.number * self.number)

    @rule(folder=FOLDERS, name=NAMES)
    def remove(self, folder, name):
        (self.root / folder).is_dir() and (self.root / folder / name).unlink(missing_ok=True)

    @rule(folder=FOLDERS, name=NAMES, other=FOLDERS, new=NAMES)
    def rename(self, folder, name, other, new):
        source, target = self.root / folder / name, self.root / other / new
        if source.is_file() and target.parent.is_dir():
            source.replace(target)

    @rule(folder=FOLDERS, other=FOLDERS)
    def rename_folder(self, folder, other):
        source, target = self.root / folder, self.root / other
        if source.is_dir() and target.parent.is_dir() and not target.exists() and source not in target.parents:
            source.rename(target)

    @rule(folder=st.sampled_from(["a", "b", "a/c"]))
    def remove_folder(self, folder):
        shutil.rmtree(self.root / folder, ignore_errors=True)

    @rule(folder=st.sampled_from(["a", "b"]))
    def out_and_in_again(self, folder):
        outside = self.root.with_name(f"{self.root.name}-outside")
        if (self.root / folder).is_dir():
            (self.root / folder).rename(outside)
            outside.rename(self.root / folder)

    @rule(seconds=st.sampled_from([0.0, 0.05, 0.4]))
    def wait(self, seconds):
        time.sleep(seconds)

    def teardown(self):
        if not hasattr(self, "watcher"):
            return
        end = time.monotonic() + SECONDS
        try:
            while self.shown != self.fresh():
                assert time.monotonic() < end, f"shown: {self.shown}\nthere: {self.fresh()}"
                time.sleep(0.05)
        finally:
            self.watcher.stop()
            self.watcher.join()
            shutil.rmtree(self.root)

    def fresh(self) -> dict[Path, Photo]:
        return {photo.path: photo for photo in find_photos([self.root])}


Folders.TestCase.settings = settings(
    max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestFolders = Folders.TestCase
