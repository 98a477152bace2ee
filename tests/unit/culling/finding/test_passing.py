"""What passes a filter, what each further choice would leave, and in which order: against a plain telling of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aesthetic_gui.catalog.packed_facts import pack_facts, unpack_facts
from aesthetic_gui.criteria.quality import QualityClass, classify
from aesthetic_gui.culling.finding import features
from aesthetic_gui.culling.finding.arranging import arrange
from aesthetic_gui.culling.finding.facets import ALL, BANDS, count_facets
from aesthetic_gui.culling.finding.passing import asked, passing
from aesthetic_gui.culling.finding.words import filter_in_words, stars_in_words
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.ranks import Best, Ranks, rank_photos
from aesthetic_gui.culling.viewing import (
    FILTERS,
    FaceCount,
    SortBy,
    Span,
    Standing,
    View,
    at_least,
    at_most,
    name_key,
    standing,
)
from aesthetic_gui.facts import WHOLE, Criterion, Eye, EyeState, Face, Facts, Measure
from aesthetic_gui.photo import Bar, ColourLabel, Decision, Details, Flag, Metadata, Photo, Score

BAR = Bar(0.5, 0.1)
RANKS = Ranks()
MIDNIGHT = datetime(2026, 1, 1, tzinfo=UTC)
quickly = settings(max_examples=60, deadline=None)
CAMERAS, LENSES = (None, "Canon R5", "Nikon Z8"), (None, "50 mm", "70-200 mm")


def photo(name: str, *companions: str, size: int = 0) -> Photo:
    return Photo(Path("/pictures/shoot") / name, tuple(Path("/pictures/shoot") / one for one in companions), size)


def scored(p: float, unlike: float = 0.0, mean: float = 5.0) -> Score:
    return Score((0.1,) * 10, mean, 1.0, p, "pack", unlike=unlike)


metadata = st.builds(
    Metadata,
    captured_at=st.none() | st.integers(0, 3 * 24 * 60).map(lambda minutes: MIDNIGHT + timedelta(minutes=minutes)),
    camera=st.sampled_from(CAMERAS),
    lens=st.sampled_from(LENSES),
    iso=st.none() | st.sampled_from([100, 199, 200, 1600, 102_400]),
    focal_length=st.none() | st.sampled_from([4.3, 9.95, 23.5, 24.0, 50.0, 600.0]),
)
eyes_of = st.builds(lambda state: Eye(0.5, state, WHOLE), st.sampled_from(EyeState))
one_face = st.builds(lambda left, right: Face(WHOLE, left, right, 0.9, 50), eyes_of, eyes_of)
measure = st.integers(0, 200).map(lambda value: Measure(value / 2, 0, ""))
facts = st.builds(
    Facts, st.dictionaries(st.sampled_from(Criterion), measure), st.lists(one_face, max_size=3).map(tuple)
)
names = st.builds(
    "{}/{}.{}".format, st.sampled_from("ab"), st.text("xyé ", min_size=1, max_size=3), st.sampled_from(["jpg", "cr3"])
)
items = st.lists(
    st.builds(
        Item,
        st.builds(photo, names, size=st.integers(0, 5)),
        st.none() | st.builds(scored, st.floats(0, 1), st.sampled_from([0.0, 2.0])),
        st.builds(Decision, st.sampled_from(Flag), st.integers(0, 5), st.sampled_from(ColourLabel)),
        st.none() | metadata,
        st.sampled_from([None, None, None, "damaged"]),
        details=st.sampled_from(
            [Details(), Details(keywords=("bride", "Places|Athens")), Details(keywords=("cake",) * 2)]
        ),
        facts=st.none() | facts | facts.map(lambda one: unpack_facts(*pack_facts(one))),
    ),
    max_size=15,
    unique_by=lambda item: item.photo.path,
).map(lambda found: sorted(found, key=lambda item: name_key(item.photo.path)))
views = st.builds(
    View,
    standings=st.frozensets(st.sampled_from(Standing), max_size=2),
    flags=st.frozensets(st.sampled_from(Flag), max_size=2),
    stars=st.sampled_from([frozenset(), at_least(3), at_most(2), frozenset({1})]),
    labels=st.frozensets(st.sampled_from(ColourLabel), max_size=2),
    best=st.sampled_from([None, None, Best(50)]),
    p=st.sampled_from([None, Span(40, 60), Span(None, 49)]),
    unlike=st.sampled_from([False, False, True]),
    cameras=st.sampled_from([frozenset(), frozenset({"", "Canon R5"})]),
    lenses=st.sampled_from([frozenset(), frozenset({"50 mm"})]),
    iso=st.sampled_from([None, Span(200, 3200), Span(6400, None)]),
    focal_length=st.sampled_from([None, Span(None, 24)]),
    time_of_day=st.sampled_from([None, Span(600, 900), Span(1320, 120)]),
    days=st.sampled_from([frozenset(), frozenset({date(2026, 1, 2)})]),
    kinds=st.sampled_from([frozenset(), frozenset({"RAW"})]),
    keywords=st.sampled_from([frozenset(), frozenset({"", "cake"})]),
    text=st.sampled_from(["", "x", "B/ y", "É", "shoot", "pictures"]),
    quality=st.frozensets(st.sampled_from(QualityClass), max_size=2),
    faults=st.sampled_from([frozenset(), frozenset({""}), frozenset({"focus", "noise"})]),
    eyes=st.sampled_from([frozenset(), frozenset({EyeState.CLOSED, EyeState.CANT_TELL})]),
    faces=st.sampled_from([frozenset(), frozenset({FaceCount.NONE, FaceCount.SEVERAL})]),
    focus=st.sampled_from([None, Span(None, 50), Span(50, None)]),
    cast=st.sampled_from([None, Span(25, 75)]),
)


def plainly(item: Item, view: View, best: frozenset[Path]) -> bool:
    """The same filter as one would tell it, thing by thing; of all but the text."""
    meta, score, path = item.metadata or Metadata(), item.score, item.photo.path
    minute = meta.captured_at and 60 * meta.captured_at.hour + meta.captured_at.minute
    measures = dict(item.facts.measures) if item.facts else {}
    values = {one: measure.value for one, measure in measures.items()}
    told = {one for one in measures if values[one] < 50} or ({""} if measures else set())
    states = {face.state for face in item.facts.faces} if item.facts else set()
    low, high = (view.time_of_day.low, view.time_of_day.high) if view.time_of_day else (None, None)
    asked_of = {
        "standings": lambda: standing(item, BAR) in view.standings,
        "flags": lambda: item.decision.flag in view.flags,
        "stars": lambda: item.decision.stars in view.stars,
        "labels": lambda: item.decision.label in view.labels,
        "best": lambda: path in best,
        "p": lambda: score is not None and inside(round(100 * score.p_aesthetic), view.p),
        "unlike": lambda: score is not None and score.unlike > 1,
        "cameras": lambda: (meta.camera or "") in view.cameras,
        "lenses": lambda: (meta.lens or "") in view.lenses,
        "iso": lambda: inside(meta.iso, view.iso),
        "focal_length": lambda: inside(features.focal_length(item), view.focal_length),
        "time_of_day": lambda: (
            minute is not None and ((low <= minute <= high) if low <= high else (minute >= low or minute <= high))
        ),
        "days": lambda: meta.captured_at is not None and meta.captured_at.date() in view.days,
        "keywords": lambda: any(one in view.keywords for one in item.keywords or ("",)),
        "quality": lambda: bool(measures) and classify(measures) in view.quality,
        "faults": lambda: bool(told & view.faults),
        "eyes": lambda: worst(states) in view.eyes,
        "faces": lambda: (
            item.facts is not None and ["none", "one", "several"][min(2, len(item.facts.faces))] in view.faces
        ),
        "focus": lambda: Criterion.FOCUS in measures and inside(round(values[Criterion.FOCUS]), view.focus),
        "cast": lambda: Criterion.CAST in measures and inside(round(values[Criterion.CAST]), view.cast),
        "kinds": lambda: {".cr3": "RAW", ".jpg": "JPEG"}[path.suffix] in view.kinds,
    }
    return all(test() for name, test in asked_of.items() if getattr(view, name))


def worst(states: set[EyeState]) -> EyeState | None:
    if EyeState.CLOSED in states:
        return EyeState.CLOSED
    return EyeState.OPEN if EyeState.OPEN in states else EyeState.CANT_TELL if states else None


def inside(value: float | None, span: Span | None) -> bool:
    assert span is not None
    return value is not None and (span.low or 0) <= value <= (float("inf") if span.high is None else span.high)


@quickly
@given(items, views)
def test_a_photograph_passes_what_passes_each(found: list[Item], view: View) -> None:
    view, ranks = replace(view, text=""), rank_photos(found)
    best = ranks.best(view.best) if view.best else frozenset()
    expected = [item for item in found if plainly(item, view, best)]
    assert passing(found, view, asked(found, BAR, ranks)) == expected


@quickly
@given(items, views)
def test_each_figure_is_what_that_choice_alone_would_leave(found: list[Item], view: View) -> None:
    by = asked(found, BAR, RANKS)
    facets = count_facets(found, view, by, ALL)
    assert facets.shown == len(passing(found, view, by))
    assert facets.total == len(found)
    for name in ALL:
        for value, count in facets.counts[name].items():
            if value is None:
                continue  # a day that is not known cannot be chosen
            choice = value if name in BANDS or name == "unlike" else frozenset({value})
            others = {other: getattr(view, other) for other in FILTERS if other != name}
            if choice:
                assert count == len(passing(found, View(**{**others, name: choice}), by)), (name, value)


@quickly
@given(items, st.sampled_from(SortBy), st.booleans())
def test_every_order_has_every_photograph_once_and_what_lacks_the_value_last(found, sort_by, descending) -> None:
    shown = arrange(found, View(sort_by, descending), BAR, rank_photos(found))
    assert Counter(item.photo.path for item in shown) == Counter(item.photo.path for item in found)


@quickly
@given(items, st.sampled_from([SortBy.STARS, SortBy.FLAG, SortBy.SIZE]), st.booleans())
def test_equal_ones_stay_in_order_of_name(found: list[Item], sort_by: SortBy, descending: bool) -> None:
    value = {
        SortBy.STARS: lambda item: item.decision.stars,
        SortBy.FLAG: lambda item: int(item.decision.flag),
        SortBy.SIZE: lambda item: item.photo.size,
    }[sort_by]
    sign = -1 if descending else 1
    expected = sorted(found, key=lambda item: sign * value(item))
    assert arrange(found, View(sort_by, descending), BAR, RANKS) == expected


def test_by_score_and_by_p_are_two_orders() -> None:
    liked, safe = Item(photo("a.jpg"), scored(0.4, mean=6.0)), Item(photo("b.jpg"), scored(0.9, mean=5.0))
    assert arrange([liked, safe], View(SortBy.SCORE, True), BAR, RANKS) == [liked, safe]
    assert arrange([liked, safe], View(SortBy.P, True), BAR, RANKS) == [safe, liked]


def measured(name: str, focus: float, *states: EyeState) -> Item:
    faces = tuple(Face(WHOLE, *[Eye(0.9, state, WHOLE)] * 2, 0.9, 50) for state in states)
    return Item(photo(name), facts=Facts({Criterion.FOCUS: Measure(focus, 1, "px")}, faces))


def test_by_focus_the_sharpest_come_first_and_what_was_not_measured_last() -> None:
    soft, sharp, unknown = measured("a.jpg", 40.2), measured("b.jpg", 40.4), Item(photo("c.jpg"))
    assert SortBy.FOCUS.begins_with_the_highest
    assert arrange([soft, sharp, unknown], View(SortBy.FOCUS, True), BAR, RANKS) == [sharp, soft, unknown]
    assert arrange([soft, sharp, unknown], View(SortBy.FOCUS), BAR, RANKS) == [soft, sharp, unknown]


def test_one_who_blinks_closes_the_eyes_of_a_group_and_one_in_profile_does_not() -> None:
    group = measured("a.jpg", 90, EyeState.OPEN, EyeState.CLOSED, EyeState.CANT_TELL)
    pair = measured("b.jpg", 90, EyeState.OPEN, EyeState.CANT_TELL)
    assert [features.eyes(one) for one in (group, pair, measured("c.jpg", 90))] == ["closed", "open", None]


def test_a_photograph_that_was_not_measured_has_neither_a_fault_nor_none() -> None:
    here = [Item(photo("a.jpg")), Item(photo("b.jpg"), facts=Facts()), measured("c.jpg", 90), measured("d.jpg", 10)]
    by = asked(here, BAR, RANKS)
    assert passing(here, View(faults=frozenset({""})), by) == here[2:3]
    assert passing(here, View(faults=frozenset({"focus"})), by) == here[3:]
    assert passing(here, View(faces=frozenset({FaceCount.NONE})), by) == here[1:]


def test_by_label_red_is_the_highest_and_what_has_none_is_last() -> None:
    plain, blue, red = (
        Item(photo(name), decision=Decision(label=label))
        for name, label in (("a", ColourLabel.NONE), ("b", ColourLabel.BLUE), ("c", ColourLabel.RED))
    )
    assert arrange([plain, blue, red], View(SortBy.LABEL, True), BAR, RANKS) == [red, blue, plain]
    assert arrange([plain, blue, red], View(SortBy.LABEL), BAR, RANKS) == [blue, red, plain]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("zoe", ["Zoë 1.jpg"]),
        ("ZOË 1", ["Zoë 1.jpg"]),
        ("ceremony", ["1.jpg", "2.jpg"]),
        ("ceremony 2", ["2.jpg"]),
        ("wedding", ["1.jpg", "2.jpg", "Zoë 1.jpg"]),
        ("pictures", []),
        ("<b>", []),
    ],
)
def test_words_are_looked_for_in_the_name_and_in_the_folders_that_were_opened(text: str, found: list[str]) -> None:
    paths = ("ceremony/1.jpg", "ceremony/2.jpg", "dance/Zoë 1.jpg")
    here = [Item(Photo(Path("/pictures/wedding") / path)) for path in paths]
    assert [item.photo.path.name for item in passing(here, View(text=text), asked(here, BAR, RANKS))] == found


@pytest.mark.parametrize(("text", "found"), [("athens", 1), ("places 1.jpg", 1), ("places cake", 0), ("bride", 1)])
def test_words_are_looked_for_in_keywords_of_every_level(text: str, found: int) -> None:
    here = [
        Item(photo("1.jpg"), details=Details(keywords=("Bride", "Places|Greece|Athens"))),
        Item(photo("2.jpg"), details=Details(keywords=("cake",))),
    ]
    assert len(passing(here, View(text=text), asked(here, BAR, RANKS))) == found


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        (("a.JPG",), "JPEG"),
        (("a.cr3",), "RAW"),
        (("a.jpg", "a.NEF", "a.xmp"), "RAW + JPEG"),
        (("a.dng", "a.xmp"), "RAW"),
        (("a.tif",), "TIFF"),
        (("a.hif", "a.arw"), "RAW + HEIC"),
        (("noending",), ""),
    ],
)
def test_a_file_type_is_what_a_photographer_calls_it(files: tuple[str, ...], kind: str) -> None:
    assert features.kind(Item(photo(*files))) == kind


@pytest.mark.parametrize(
    ("view", "words"),
    [
        (View(stars=at_least(3)), "3 stars and more"),
        (View(stars=frozenset({3})), "exactly 3 stars"),
        (View(stars=at_most(2)), "at most 2 stars"),
        (View(stars=frozenset({0})), "no stars"),
        (View(stars=frozenset({5})), "5 stars"),
        (View(iso=Span(800, 3200)), "ISO 800 to 3,200"),
        (View(iso=Span(None, 400)), "ISO up to 400"),
        (View(focal_length=Span(85, None)), "85 mm and more"),
        (View(time_of_day=Span(22 * 60, 2 * 60 + 5)), "22:00 to 2:05"),
        (View(p=Span(40, 60)), "P(aesthetic) 40 to 60 %"),
        (View(days=frozenset({date(2026, 6, 13)})), "13 Jun 2026"),
        (View(cameras=frozenset({"", "R5"})), "unknown camera or R5"),
        (View(labels=frozenset({ColourLabel.NONE, ColourLabel.RED})), "no or red label"),
        (View(standings=frozenset({Standing.WAITING})), "not scored yet"),
        (View(keywords=frozenset({"", "Places|Athens"})), "keyword none or Places › Athens"),
        (View(unlike=True, text="bride"), "unlike anything learned; ‘bride’"),
        (View(eyes=frozenset({EyeState.CLOSED, EyeState.CANT_TELL})), "eyes closed or can't tell"),
        (View(faces=frozenset({FaceCount.ONE, FaceCount.SEVERAL})), "one face or several faces"),
        (View(faults=frozenset({"motion", "focus"})), "fault in focus or motion blur"),
        (View(faults=frozenset({"", "noise"})), "fault in noise or no fault"),
        (View(quality=frozenset({QualityClass.GOOD})), "good quality"),
        (View(focus=Span(50, 80), cast=Span(None, 40)), "focus 50 to 80; colour cast up to 40"),
    ],
)
def test_what_is_asked_is_told_in_words(view: View, words: str) -> None:
    assert filter_in_words(view) == words


def test_any_stars_can_be_told() -> None:
    assert stars_in_words(frozenset({0, 2, 5})) == "0, 2 or 5 stars"
