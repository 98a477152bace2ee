"""Any decision, under any profile, into any packet: it comes back, and nothing else has changed."""

from __future__ import annotations

import contextlib
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aesthetic_gui.files.xmp import PROFILES, Judgement, Marks, Profile, Wanted, XmpError, names, read, write
from aesthetic_gui.photo import ColourLabel, Decision, Flag, Verdict
from tests.unit.files.xmp.packets import SPACES
from tests.unit.files.xmp.surroundings import surroundings

pytestmark = pytest.mark.slow

texts = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufffe\uffff"), max_size=12)
decisions = st.builds(Decision, flag=st.sampled_from(Flag), stars=st.integers(0, 5), label=st.sampled_from(ColourLabel))
judgements = st.builds(
    Judgement, st.floats(1, 10).map(lambda score: round(score, 4)), st.floats(0, 1).map(lambda part: round(part, 4)),
    st.sampled_from(Verdict), texts.map(str.strip), texts.map(str.strip),
)  # fmt: skip
words = st.lists(st.sampled_from(["cat", "dog", "V|cat", "a & b", "ü", " spaced "]) | texts, max_size=4).map(tuple)
wishes = st.builds(Wanted, decisions, st.none() | judgements, words, words, words, words, label_changed=st.booleans())

SIMPLE = {
    "xmp:Rating": ["0", "3", "-1", "4.0", "99", "?", ""],
    "xmp:Label": ["Red", "Grün", "Kunde A", "", "Second"],
    "xmpDM:pick": ["-1", "0", "1", "x"],
    "xmpDM:good": ["true", "false", ""],
    "photoshop:LabelColor": ["red", "#ff0000", ""],
    "digiKam:PickLabel": ["0", "1", "2", "3", "9"],
    "digiKam:ColorLabel": ["0", "2", "5", "7"],
    "MicrosoftPhoto:Rating": ["0", "50", "99"],
    "photomechanic:Tagged": ["True", "False"],
    "photomechanic:ColorClass": ["0", "3", "5"],
    "photomechanic:Prefs": ["0:0:0:1", "1:3:5:-1", "junk"],
    "acdsee:rating": ["1", "3"],
    "aesthetic:Flag": ["1", "-1", "7"],
    "aesthetic:Stars": ["3", "x"],
    "aesthetic:Label": ["red", "x"],
    "aesthetic:Rating": ["-1"],
    "crs:Exposure2012": ["+1.00", "<&>\"'"],
    "xmp:CreatorTool": ["another program"],
}
LISTS = ["dc:subject", "lr:hierarchicalSubject", "digiKam:TagsList", "darktable:colorlabels", "darktable:history"]


@st.composite
def properties(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """Attributes and elements of one block, each name once among the attributes."""
    attributes, elements = [], []
    for name in draw(st.lists(st.sampled_from(sorted(SIMPLE)), max_size=8, unique=True)):
        value = draw(st.sampled_from(SIMPLE[name]))
        if draw(st.booleans()):
            attributes.append(f"{name}{draw(st.sampled_from(['=', ' = ']))}{quoteattr(value)}")
        else:
            elements.append(f"<{name}>{escape(value)}</{name}>")
    for name in draw(st.lists(st.sampled_from(LISTS), max_size=3, unique=True)):
        items = draw(st.lists(st.sampled_from(["cat", "V|cat", "0", "3", "", "a & b"]), max_size=3))
        inner = "".join(f"<rdf:li>{escape(item)}</rdf:li>" for item in items)
        elements.append(draw(st.sampled_from([f"<{name}><rdf:Bag>{inner}</rdf:Bag></{name}>", f"<{name}/>"])))
    return attributes, draw(st.permutations([*elements, "<!-- remark -->", "<crs:Look><rdf:Seq/></crs:Look>"]))


@st.composite
def packets(draw: st.DrawFn) -> bytes:
    declared = [f"xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in SPACES.items()]
    blocks = []
    for _ in range(draw(st.integers(1, 3))):
        attributes, elements = draw(properties())
        gap = draw(st.sampled_from([" ", "\n   ", "\r\n\t", "  "]))
        start = gap.join(["<rdf:Description", *draw(st.permutations([*declared, *attributes, 'rdf:about=""']))])
        space = draw(st.sampled_from(["", "\n  ", "\r\n"]))
        is_closed = draw(st.booleans()) and not elements
        blocks.append(f"{start}/>" if is_closed else f"{start}>{space}{space.join(elements)}{space}</rdf:Description>")
    rdf = f'<rdf:RDF xmlns:rdf="{names.RDF}">' + "\n  ".join(["", *blocks]) + "\n</rdf:RDF>"
    text = draw(
        st.sampled_from(["{}", '<?xml version="1.0"?>{}\n', '<?xpacket begin=""?><x>{}</x>   <?xpacket end="w"?>'])
    )
    return text.format(rdf).encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32-le"])))


def assert_said(data: bytes, wanted: Wanted) -> None:
    marks = read(data)
    assert (marks.flag or Flag.NONE) == wanted.decision.flag
    assert (marks.stars or 0) == wanted.decision.stars
    assert (marks.label or ColourLabel.NONE) == wanted.decision.label
    assert {word.strip() for word in wanted.keywords} - {""} <= set(marks.keywords)
    assert wanted.judgement in (None, marks.judgement)


@settings(max_examples=150, deadline=None)
@given(packets(), wishes, st.sampled_from(PROFILES))
def test_any_decision_comes_back_and_nothing_else_changes(data: bytes, wanted: Wanted, profile: Profile) -> None:
    written = write(data, wanted, profile)
    assert_said(written, wanted)
    assert write(written, wanted, profile) == written
    assert surroundings(written) == surroundings(data)


@settings(max_examples=60, deadline=None)
@given(packets(), wishes, wishes, st.sampled_from(PROFILES), st.sampled_from(PROFILES))
def test_the_last_of_two_decisions_holds_whatever_the_profiles(
    data: bytes, first: Wanted, second: Wanted, one: Profile, other: Profile
) -> None:
    twice = write(write(data, first, one), second, other)
    assert_said(twice, second)
    assert surroundings(twice) == surroundings(data)


@settings(max_examples=60, deadline=None)
@given(decisions, st.sampled_from(PROFILES), st.sampled_from(["utf-8", "utf-16", "utf-32"]))
def test_a_new_packet_is_of_every_encoding_it_is_turned_into(decision: Decision, profile: Profile, codec: str) -> None:
    data = write(None, Wanted(decision), profile).decode().encode(codec)
    assert write(data, Wanted(decision), profile) == data


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_no_bytes_raise_anything_but_a_refusal(data: bytes) -> None:
    with contextlib.suppress(XmpError):
        assert isinstance(read(data), Marks)


@settings(max_examples=200, deadline=None)
@given(packets(), st.data())
def test_no_damage_to_a_packet_raises_anything_but_a_refusal(data: bytes, choices: st.DataObject) -> None:
    damaged = bytearray(data)
    for _ in range(choices.draw(st.integers(1, 4))):
        start = choices.draw(st.integers(0, len(damaged)))
        end = min(len(damaged), start + choices.draw(st.integers(0, 20)))
        damaged[start:end] = choices.draw(
            st.binary(max_size=6) | st.sampled_from([b"<", b">", b'"', b"&", b"</rdf:li>"])
        )
    wanted = Wanted(Decision(Flag.PICK, 3, ColourLabel.BLUE), keywords=("cat",))
    try:
        written = write(bytes(damaged), wanted, PROFILES[-1])
    except XmpError:
        return
    assert_said(written, wanted)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.id)
def test_every_decision_survives_every_profile(profile: Profile) -> None:
    for flag in Flag:
        for label in ColourLabel:
            for stars in range(6):
                assert_said(
                    write(None, Wanted(Decision(flag, stars, label)), profile), Wanted(Decision(flag, stars, label))
                )
