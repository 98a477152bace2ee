"""Another program and we rate one photograph in any order: no decision is ever lost silently.

What must come of it is kept beside, by rules that are told here again: a side that has changed a field since both sides
last met wins it; where both have, nothing happens to it until one is chosen.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.operations.planning import plan_move
from aesthetic_gui.culling.operations.transferring import perform, redo, undo
from aesthetic_gui.culling.sidecars import exchange
from aesthetic_gui.culling.sidecars.exchange import News, plan_save, profile_called, read_sidecars, settle, together
from aesthetic_gui.files import xmp
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Bar, ColourLabel, Decision, Flag, Photo
from tests.unit.culling.sidecars import other_program

BAR = Bar(0.5, 0.1)

pytestmark = pytest.mark.slow

FIELDS = ("flag", "stars", "label", "turn")
ORIENTATIONS = (1, 6, 3, 8)  # by quarter turns clockwise
FLAGS, STARS = st.sampled_from(Flag), st.integers(0, 5)
LABELS = st.sampled_from([ColourLabel.NONE, ColourLabel.RED, ColourLabel.BLUE])
PROFILES = st.sampled_from(["lightroom", "captureone"])  # in others a reject takes the place of stars


class TwoPrograms(RuleBasedStateMachine):
    """``here`` is what counts here, ``said`` what is written there, ``met`` what was when both last met."""

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp())
        self.shoot = self.place / "shoot"
        self.shoot.mkdir()
        (self.shoot / "IMG_1.jpg").write_bytes(b"a photograph")
        (self.shoot / "IMG_1.cr2").write_bytes(b"its RAW")
        self.catalog = Catalog.open(self.place / "catalog.db")
        self.here = self.met = Decision()
        self.said: dict[str, Any] = {}
        self.known = False  # whether there was a sidecar when both last met

    def teardown(self) -> None:
        self.catalog.close()
        shutil.rmtree(self.place)

    # what is done

    @rule(flag=st.none() | FLAGS, stars=st.none() | STARS, label=st.none() | LABELS)
    def we_decide(self, flag: Flag | None, stars: int | None, label: ColourLabel | None) -> None:
        given = {
            name: value for name, value in (("flag", flag), ("stars", stars), ("label", label)) if value is not None
        }
        if given:
            decide(self.catalog, [self.photo], **given)  # type: ignore[arg-type]
            self.here = replace(self.here, **given)  # type: ignore[arg-type]

    @rule(by=st.sampled_from([1, -1]))
    def we_turn(self, by: int) -> None:
        decide(self.catalog, [self.photo], turn_by=by)
        self.here = replace(self.here, turn=(self.here.turn + by) % 4)

    @rule(turn=st.integers(0, 3))
    def they_turn(self, turn: int) -> None:
        other_program.rate(self.sidecar, tiff__Orientation=ORIENTATIONS[turn])
        self.said["turn"] = turn

    @rule(stars=st.integers(0, 5))
    def they_give_stars(self, stars: int) -> None:
        other_program.rate(self.sidecar, xmp__Rating=stars)
        self.said["stars"] = stars

    @rule(label=LABELS)
    def they_give_a_label(self, label: ColourLabel) -> None:
        """As Lightroom does, which writes no field for none."""
        words = label.value or None
        other_program.rate(self.sidecar, xmp__Label=words and words.capitalize(), photoshop__LabelColor=words)
        self.said.pop("label", None)
        if label:
            self.said["label"] = label

    @rule(flag=FLAGS)
    def they_flag(self, flag: Flag) -> None:
        other_program.rate(self.sidecar, xmpDM__pick=int(flag), xmpDM__good=None)
        self.said["flag"] = flag

    @precondition(lambda self: self.sidecar.exists())
    @rule()
    def they_delete_the_sidecar(self) -> None:
        """Which takes nothing away; but who makes it again before we have seen that, has written it again."""
        self.sidecar.unlink()
        self.said = {}

    @rule()
    def we_read(self) -> None:
        news = together(read_sidecars(self.catalog, [self.photo]))
        self._meet(news)

    @rule(program=PROFILES)
    def we_save(self, program: str) -> None:
        before = self._content()
        plan, news = plan_save(self.catalog, [Item(self.photo)], profile_called(program), bar=BAR)
        torn = self._meet(news)
        assert bool(plan.steps) <= (not torn)
        assert not [failure for progress in perform(self.catalog, plan) for failure in progress.failures]
        if torn:
            assert self._content() == before
        elif self.sidecar.exists():
            self.said = {name: getattr(self.here, name) for name in FIELDS}
            self.met, self.known = self.here, True

    @rule(whose=st.sampled_from(["mine", "theirs"]))
    def we_settle(self, whose: exchange.Whose) -> None:
        news = together(read_sidecars(self.catalog, [self.photo]))
        if not self._meet(news):
            return
        disputed, there = self._disputed(), self._there()
        assert not settle(self.catalog, news.conflicts, whose).conflicts
        for name in FIELDS:
            if getattr(there, name) != getattr(self.met, name) and (whose == "theirs" or name not in disputed):
                self.here = replace(self.here, **{name: getattr(there, name)})
        self.met, self.known = replace(Decision(), **self.said), True

    @precondition(lambda self: self._saves_alone_can_be_undone())
    @rule(again=st.booleans())
    def we_undo_a_save(self, again: bool) -> None:
        """The sidecar is what it was before, and nothing that was decided here since is lost."""
        assert not [failure for progress in undo(self.catalog) for failure in progress.failures]
        if again:
            assert not [failure for progress in redo(self.catalog) for failure in progress.failures]
        content = self._content()
        marks = xmp.read(content) if content else xmp.Marks()
        self.said = {name: value for name in FIELDS if (value := getattr(marks, name)) is not None}
        self.met, self.known = replace(Decision(), **self.said), self.sidecar.exists()

    @rule()
    def we_move_it(self) -> None:
        target = self.shoot / ("a" if self.photo.path.parent.name != "a" else "b")
        assert not [
            failure
            for progress in perform(self.catalog, plan_move([self.photo], target))
            for failure in progress.failures
        ]

    # what must hold

    @invariant()
    def our_decision_is_the_one_that_counts(self) -> None:
        assert self.catalog.decisions([self.photo]).get(self.photo.path, Decision()) == self.here

    @invariant()
    def the_sidecar_says_what_was_decided_there(self) -> None:
        content = self._content()
        said = xmp.read(content) if content else xmp.Marks()
        for name in FIELDS:
            assert getattr(said, name) in (None, self.said.get(name, getattr(Decision(), name)))

    # inside

    @property
    def photo(self) -> Photo:
        return next(find_photos([self.shoot]))

    @property
    def sidecar(self) -> Path:
        return self.photo.path.with_suffix(".xmp")

    def _content(self) -> bytes | None:
        return self.sidecar.read_bytes() if self.sidecar.exists() else None

    def _there(self) -> Decision:
        """What the other side says: where it is silent, that it took away what was there, or that nothing changed."""
        silent = Decision(self.met.flag, turn=self.met.turn) if self.known and self.sidecar.exists() else self.met
        return replace(silent, **self.said)

    def _disputed(self) -> set[str]:
        there = self._there()
        sides = {name: [getattr(side, name) for side in (self.here, self.met, there)] for name in FIELDS}
        return {name for name, (here, met, there) in sides.items() if there != met and here not in (met, there)}

    def _meet(self, news: News) -> bool:
        """Both sides look at each other; whether they are in conflict."""
        torn = bool(self._disputed())
        assert bool(news.conflicts) == torn
        if torn:
            return True
        before, there = self.here, self._there()
        for name in FIELDS:
            if getattr(there, name) != getattr(self.met, name):
                self.here = replace(self.here, **{name: getattr(there, name)})
        assert [change.decision for change in news.changes] == ([self.here] if self.here != before else [])
        self.met, self.known = replace(Decision(), **self.said), self.sidecar.exists()
        return False

    def _saves_alone_can_be_undone(self) -> bool:
        last = journal.last_undoable(self.catalog)
        if last is None or last.kind != exchange.SAVE:
            return False
        (step,) = [step for step in journal.steps(self.catalog, last.id) if step.act == "write"]
        return step.target == self.sidecar and self._content() == journal.writing_of(self.catalog, step.id).after


TwoPrograms.TestCase.settings = settings(
    max_examples=60, stateful_step_count=15, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestTwoPrograms = TwoPrograms.TestCase
