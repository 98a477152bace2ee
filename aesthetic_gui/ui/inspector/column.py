"""The inspector: everything about the photograph at hand, in one column on the right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QWidget

from aesthetic_gui.criteria.words import faces_words, gist
from aesthetic_gui.culling.looking.marks import Mark
from aesthetic_gui.culling.stacks.place import kind_of
from aesthetic_gui.facts import Facts
from aesthetic_gui.grouping.frame import Stack
from aesthetic_gui.later import NDArray, np
from aesthetic_gui.photo import NO_DETAILS, UNDECIDED, Decision, Details, Metadata, Photo, Score, Verdict
from aesthetic_gui.ui.inspector.charts import HistogramChart
from aesthetic_gui.ui.inspector.decision_panel import DecisionPanel
from aesthetic_gui.ui.inspector.faces_panel import FacesPanel
from aesthetic_gui.ui.inspector.photograph_panel import ExposureLine, PhotographPanel
from aesthetic_gui.ui.inspector.score_panel import DistributionPanel, ScorePanel
from aesthetic_gui.ui.inspector.selection_panel import SelectionPanel
from aesthetic_gui.ui.inspector.stack_panel import StackPanel
from aesthetic_gui.ui.inspector.technical_panel import TechnicalPanel
from aesthetic_gui.ui.inspector.why_panel import WhyPanel
from aesthetic_gui.ui.inspector.words_panel import WordsPanel
from aesthetic_gui.ui.widgets.layouts import NO_MARGINS, STRETCH, column
from aesthetic_gui.ui.widgets.section import Section
from aesthetic_gui.ui.widgets.text import quiet, wrapping

_CLASS = "Bad, normal or good by the rules of digiKam's image quality sorter, with the faults. It decides nothing."
_IN_WORDS = "What was measured and stands out: faults first, then what is unusual of the composition."


class Inspector(QScrollArea):
    """Shows one photograph, several, or none. It knows values only; clicks come out as signals."""

    decided = Signal(dict)
    folded_changed = Signal(list)  # names of the sections that are folded away
    pointed = Signal(object)  # marks.Mark of the line or face that is pointed at or kept; None: of none

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Inspector")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.why, self.words = WhyPanel(), WordsPanel()
        self.technical, self.faces, self.stack = TechnicalPanel(), FacesPanel(), StackPanel()
        self._histogram = HistogramChart()
        self._exposure = ExposureLine()
        self._score = ScorePanel()
        self._distribution = DistributionPanel()
        self._selection = SelectionPanel()
        self._decision = DecisionPanel()
        self._photograph = PhotographPanel()
        self._nothing = self._empty_words()
        self._content = QWidget()
        self._sections = self._make_sections()
        self._folded: set[str] = set()
        self._following = False
        self._follow_soon = QTimer(self, singleShot=True, interval=0)
        self._lay_out()
        self._decision.decided.connect(self.decided)
        self._marks: dict[QWidget, Mark | None] = {}
        for panel in (self.faces, self.technical, self.words):
            panel.pointed.connect(lambda mark, panel=panel: self._point(panel, mark))
        self._connect_sections()
        self.show_nothing()

    def show_item(
        self,
        photo: Photo,
        score: Score | None,
        verdict: Verdict | None,
        decision: Decision,
        metadata: Metadata | None,
        unreadable: str | None = None,
        details: Details = NO_DETAILS,
    ) -> None:
        """Show one photograph. ``verdict`` is the one at the threshold in use; ``unreadable`` says why it has none."""
        self._score.show_score(score, verdict)
        self._distribution.show_score(score)
        self.why.set_taste(score.taste if score else "")
        self._decision.show_decision(decision)
        self._photograph.show_photo(photo, metadata, details)
        self._exposure.show_metadata(metadata)
        self._selection.show_unreadable(unreadable)
        shown = {"selection"} if unreadable else {"histogram", "score", "words", "technical", "why", "distribution"}
        self._show_sections({"decision", "photograph"} | shown)

    def show_facts(self, facts: Facts | None, turn: int = 0) -> None:
        """What was measured of the photograph that is shown; None: nothing yet. ``turn`` is the photographer's."""
        self.technical.show_facts(facts, turn)
        self.faces.show_facts(facts, turn)
        self._note("technical", gist(facts) if facts else "")
        self._note("faces", faces_words(facts) if facts and facts.faces else "")
        measurable = self._sections["technical"].isVisibleTo(self._content)
        self._sections["faces"].setVisible(measurable and facts is not None and bool(facts.faces))

    def show_stack(self, stack: Stack | None, path: Path) -> None:
        """The stack of two frames or more that the photograph ``path``, which is shown, is in; None for none."""
        self._sections["stack"].setVisible(stack is not None)
        if stack is not None:
            self._note("stack", f"{stack.paths.index(path) + 1} of {len(stack.paths)} · {kind_of(stack)}")
            self.stack.show_stack(stack, path)

    def show_picture(self, picture: QImage | None) -> None:
        """A picture of the whole photograph that is shown, which close-ups are cut from; None: there is none yet."""
        self.faces.show_picture(picture)

    def show_ranks(self, words: Sequence[str]) -> None:
        """How the photograph that is shown ranks among those that are open; empty where it does not."""
        self._score.show_ranks(words)

    def show_sidecar(self, words: str) -> None:
        """How the sidecar of the photograph that is shown stands."""
        self._photograph.show_sidecar(words)

    def show_histogram(self, counts: NDArray[np.int64] | None) -> None:
        """Counts, shape (4, 256): red, green, blue, luminance; None while they are not known."""
        self._histogram.show_counts(counts)

    def show_nothing(self) -> None:
        """Nothing is selected."""
        self._show_sections(set())

    def show_many(self, number: int, counts: Mapping[Verdict | None, int], unreadable: int = 0) -> None:
        """Several photographs: how many got which verdict (None: not scored). Decisions go to all of them."""
        self._selection.show_many(number, counts, unreadable)
        self._decision.show_decision(UNDECIDED)
        self._show_sections({"decision", "selection"})

    def show_bar(self, threshold: float, band: float) -> None:
        """Show where *aesthetic* begins, and the half-width of *unsure* around it."""
        self._score.show_bar(threshold, band)

    def set_folded(self, names: Iterable[str]) -> None:
        """Fold away the sections of these names and no others, unannounced; unknown names are passed over."""
        self._folded = set(names) & set(self._sections)
        for name, section in self._sections.items():
            if isinstance(section, Section):
                section.unfold(name not in self._folded)

    def reveal_why(self) -> None:
        """Bring Why into sight, with all it has to say as that comes, until the photographer scrolls elsewhere.

        Folded away, it opens for now; what was folded is remembered as it was.
        """
        section = self._sections["why"]
        assert isinstance(section, Section)
        section.unfold(True)
        self._following = True
        self._follow_soon.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._following and event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._follow_soon.start()  # not now: the scroll bar does not know the new height yet
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        return QSize(320, 700)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._content.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width(), 200)

    def _make_sections(self) -> dict[str, QWidget]:
        return {
            "decision": Section("Decision", self._decision),
            "selection": self._selection,
            "stack": Section("Stack", self.stack),
            "histogram": Section("Histogram", self._histogram_body()),
            "score": Section("Verdict", self._score),
            "words": Section("In words", self.words, _IN_WORDS),
            "technical": Section("Technical", self.technical, _CLASS),
            "faces": Section("Faces", self.faces),
            "why": Section("Why", self.why),
            "distribution": Section("Ratings the model expects", self._distribution),
            "photograph": Section("Photograph", self._photograph),
        }

    def _point(self, panel: QWidget, mark: Mark | None) -> None:
        self._marks[panel] = mark
        pointed = (self._marks.get(each) for each in (self.faces, self.technical, self.words))
        self.pointed.emit(next(filter(None, pointed), None))

    def _note(self, name: str, note: str) -> None:
        section = self._sections[name]
        assert isinstance(section, Section)
        section.show_note(note)

    def _connect_sections(self) -> None:
        for name, section in self._sections.items():
            if isinstance(section, Section):
                section.folded.connect(lambda folded, name=name: self._keep_fold(name, folded))
        self._sections["why"].installEventFilter(self)
        self._follow_soon.timeout.connect(self._follow)
        self.verticalScrollBar().actionTriggered.connect(lambda _action: self._stop_following())

    def _keep_fold(self, name: str, folded: bool) -> None:
        self._stop_following()
        self._folded = self._folded | {name} if folded else self._folded - {name}
        self.folded_changed.emit(sorted(self._folded))

    def _stop_following(self) -> None:
        self._following = False

    def _follow(self) -> None:
        """Scroll no further than needed; of a section too high for the panel, its head counts."""
        section, bar = self._sections["why"], self.verticalScrollBar()
        if self._following and section.isVisible():
            lowest = section.y() + section.height() - self.viewport().height()
            bar.setValue(min(max(bar.value(), lowest), section.y()))

    def _histogram_body(self) -> QWidget:
        body = QWidget()
        column(self._histogram, self._exposure, on=body, margins=(14, 0, 14, 12), spacing=0)
        return body

    def _lay_out(self) -> None:
        for section in self._sections.values():
            section.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        sections = self._sections.values()
        column(*sections, (self._nothing, 1), STRETCH, on=self._content, margins=NO_MARGINS, spacing=0)
        self.setWidget(self._content)

    def _show_sections(self, names: set[str]) -> None:
        for name, section in self._sections.items():
            section.setVisible(name in names)
        self._nothing.setVisible(not names)

    @staticmethod
    def _empty_words() -> QLabel:
        label = quiet(wrapping("Select a photograph to see its score and the reason for it."))
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setContentsMargins(32, 40, 32, 40)
        return label
