"""What each profile writes, and what stays as it was."""

from __future__ import annotations

import dataclasses
import re

import pytest

from aesthetic_gui.files.xmp import PROFILES, Judgement, Marks, Profile, Wanted, XmpError, names, read, write
from aesthetic_gui.files.xmp.labels import LABEL_SETS
from aesthetic_gui.files.xmp.packet import parse
from aesthetic_gui.files.xmp.profiles import CAPTURE_ONE, DARKTABLE, DIGIKAM, EVERYTHING, LIGHTROOM, PHOTO_MECHANIC
from aesthetic_gui.files.xmp.values import values_of
from aesthetic_gui.photo import ColourLabel, Decision, Flag, Verdict
from tests.unit.files.xmp.packets import DECLARED, listed, packet, wrapped

PICK = Decision(Flag.PICK, 4, ColourLabel.GREEN)
REJECT = Decision(Flag.REJECT, 3, ColourLabel.RED)
NOTHING = Decision()
JUDGEMENT = Judgement(5.4321, 0.7125, Verdict.NOT_AESTHETIC, "nima@1", "0.3.0")
every_profile = pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.id)


def said(data: bytes) -> dict[str, str]:
    """Every property by prefix and name, the items of a list joined, our own namespace apart."""
    values = {name: texts for name, texts in values_of(parse(data)).items() if name.space not in ("", "rdf")}
    return {
        f"{names.prefix(name.space)}:{name.local}": ",".join(texts)
        for name, texts in values.items()
        if name.space in {names.plain(space) for space in names.PREFIXES} - {names.plain(names.AESTHETIC)}
    }


@pytest.mark.parametrize(
    ("profile", "picked", "rejected"),
    [
        (LIGHTROOM,
         {"xmp:Rating": "4", "xmp:Label": "Green", "xmpDM:pick": "1", "xmpDM:good": "true",
          "photoshop:LabelColor": "green"},
         {"xmp:Rating": "3", "xmp:Label": "Red", "xmpDM:pick": "-1", "xmpDM:good": "false",
          "photoshop:LabelColor": "red"}),
        (DARKTABLE,
         {"xmp:Rating": "4", "darktable:colorlabels": "2"},
         {"xmp:Rating": "-1", "darktable:colorlabels": "0"}),
        (DIGIKAM,
         {"xmp:Rating": "4", "xmp:Label": "Green", "digiKam:PickLabel": "3", "digiKam:ColorLabel": "4",
          "MicrosoftPhoto:Rating": "75"},
         {"xmp:Rating": "3", "xmp:Label": "Red", "digiKam:PickLabel": "1", "digiKam:ColorLabel": "1",
          "MicrosoftPhoto:Rating": "50"}),
        (CAPTURE_ONE, {"xmp:Rating": "4", "xmp:Label": "Green"}, {"xmp:Rating": "3", "xmp:Label": "Red"}),
        (PHOTO_MECHANIC,
         {"xmp:Rating": "4", "xmp:Label": "Green", "photomechanic:Tagged": "True", "photomechanic:ColorClass": "5",
          "photomechanic:Prefs": "1:5:4:-1"},
         {"xmp:Rating": "3", "xmp:Label": "Red", "photomechanic:ColorClass": "2", "photomechanic:Prefs": "0:2:3:-1"}),
    ],
    ids=lambda value: value.id if isinstance(value, Profile) else "",
)  # fmt: skip
def test_each_program_finds_its_own_fields(profile: Profile, picked: dict[str, str], rejected: dict[str, str]) -> None:
    assert said(write(None, Wanted(PICK), profile)) == picked
    assert said(write(None, Wanted(REJECT), profile)) == rejected


def test_everything_is_what_every_program_reads() -> None:
    written = said(write(None, Wanted(REJECT), EVERYTHING))
    assert written.pop("xmp:Rating") == "-1"
    for profile in (LIGHTROOM, DIGIKAM, PHOTO_MECHANIC, CAPTURE_ONE, DARKTABLE):
        theirs = said(write(None, Wanted(REJECT), profile))
        del theirs["xmp:Rating"]
        assert theirs.items() <= written.items()


@every_profile
@pytest.mark.parametrize("decision", [PICK, REJECT, NOTHING, Decision(Flag.REJECT), Decision(label=ColourLabel.PURPLE)])
def test_a_decision_comes_back_from_a_new_packet(decision: Decision, profile: Profile) -> None:
    marks = read(write(None, Wanted(decision, JUDGEMENT), profile))
    assert (marks.flag or Flag.NONE, marks.stars or 0, marks.label or ColourLabel.NONE) == (
        decision.flag,
        decision.stars,
        decision.label,
    )
    assert marks.judgement == JUDGEMENT


@every_profile
def test_writing_again_changes_no_byte(profile: Profile) -> None:
    wanted = Wanted(PICK, JUDGEMENT, ("cat",), ("Verdict|cat",), ("dog",), ("Verdict|dog",))
    once = write(packet(listed("dc:subject", "dog"), xmp__Rating=1), wanted, profile)
    assert write(once, wanted, profile) == once


@pytest.mark.parametrize("data", [None, b"", b" \n"])
def test_an_empty_sidecar_is_as_good_as_none(data: bytes | None) -> None:
    assert read(write(data, Wanted(PICK), LIGHTROOM)).stars == 4


@every_profile
def test_what_is_said_already_in_other_words_is_left_alone(profile: Profile) -> None:
    data = packet(
        listed("darktable:colorlabels", "2", "4", kind="Seq") + "<xmp:Rating>4.0</xmp:Rating>",
        xmp__Label="Grün", xmpDM__pick="1", xmpDM__good="True", photoshop__LabelColor="green", digiKam__PickLabel="3",
        digiKam__ColorLabel="4", MicrosoftPhoto__Rating="80", photomechanic__Tagged="true",
        photomechanic__ColorClass="5", photomechanic__Prefs="1: 5: 4: 17", aesthetic__Flag="1", aesthetic__Stars="4",
        aesthetic__Label="green",
    )  # fmt: skip
    assert write(data, Wanted(PICK), profile) == data


@every_profile
def test_fields_that_are_there_are_kept_in_step_whoever_reads_them(profile: Profile) -> None:
    data = packet(
        listed("darktable:colorlabels", "0", kind="Seq"),
        xmp__Rating="1", xmp__Label="Rot", xmpDM__pick="1", xmpDM__good="true", photoshop__LabelColor="red",
        digiKam__PickLabel="3", digiKam__ColorLabel="1", MicrosoftPhoto__Rating="1", photomechanic__Tagged="True",
        photomechanic__ColorClass="2", photomechanic__Prefs="1:2:1:17", acdsee__rating="1",
    )  # fmt: skip
    written = said(write(data, Wanted(Decision(Flag.NONE, 2, ColourLabel.BLUE)), profile))
    assert written == {
        "xmp:Rating": "2", "xmp:Label": "Blue", "xmpDM:pick": "0", "photoshop:LabelColor": "blue",
        "digiKam:PickLabel": "0", "digiKam:ColorLabel": "5", "MicrosoftPhoto:Rating": "25",
        "photomechanic:Tagged": "False", "photomechanic:ColorClass": "7", "photomechanic:Prefs": "0:7:2:17",
        "acdsee:rating": "2", "darktable:colorlabels": "3",
    }  # fmt: skip


@every_profile
def test_nothing_is_added_for_what_is_not_decided(profile: Profile) -> None:
    nothing = {"xmp:Rating": "0"} if profile.says_no_stars else {}  # darktable would give one star of its own
    assert said(write(None, Wanted(NOTHING), profile)) == nothing


@every_profile
def test_a_decision_taken_back_is_taken_back_everywhere(profile: Profile) -> None:
    for decision in (PICK, REJECT):
        data = write(write(packet(), Wanted(decision), EVERYTHING), Wanted(decision), profile)
        back = write(data, Wanted(NOTHING), profile)
        assert read(back) == Marks(Flag.NONE, 0, ColourLabel.NONE)
        assert {"xmp:Label", "xmpDM:good", "photoshop:LabelColor", "darktable:colorlabels"}.isdisjoint(said(back))


def test_a_reject_of_bridges_stays_where_it_says_all() -> None:
    data = packet(xmp__Rating=-1, xmpDM__pick=-1)
    assert said(write(data, Wanted(Decision(Flag.REJECT)), LIGHTROOM))["xmp:Rating"] == "-1"
    assert said(write(data, Wanted(Decision(Flag.REJECT, 2)), LIGHTROOM))["xmp:Rating"] == "2"
    assert said(write(data, Wanted(Decision(Flag.PICK, 2)), LIGHTROOM))["xmp:Rating"] == "2"


def test_a_reject_undone_in_darktable_is_undone() -> None:
    data = write(None, Wanted(REJECT), DARKTABLE)
    assert read(data).stars == 3
    undone = read(data.replace(b'xmp:Rating="-1"', b'xmp:Rating="2"'))
    assert (undone.flag, undone.stars) == (Flag.NONE, 2)


def test_a_reject_in_darktable_wins_over_the_pick_that_was_written_before() -> None:
    data = write(None, Wanted(PICK), EVERYTHING)
    rejected = read(data.replace(b'xmp:Rating="4"', b'xmp:Rating="-1"'))
    assert (rejected.flag, rejected.stars) == (Flag.REJECT, 4)


def test_stars_taken_away_in_lightroom_are_gone() -> None:
    data = write(None, Wanted(PICK), LIGHTROOM)
    assert read(re.sub(rb'\s+xmp:Rating="4"', b"", data)).stars == 0


def test_a_label_of_other_names_stays_unless_the_photographer_changed_it() -> None:
    data = packet(xmp__Label="Kunde A")
    assert read(write(data, Wanted(Decision(stars=2)), LIGHTROOM)).label_text == "Kunde A"
    assert read(write(data, Wanted(Decision(label=ColourLabel.RED)), LIGHTROOM)).label_text == "Red"
    taken_away = write(data, Wanted(Decision(stars=2), label_changed=True), LIGHTROOM)
    assert read(taken_away).label_text == ""
    assert b"Kunde A" not in taken_away


def test_a_label_of_other_names_stays_while_its_colour_does() -> None:
    data = packet(xmp__Label="Kunde A", photoshop__LabelColor="red")
    assert read(write(data, Wanted(Decision(label=ColourLabel.RED)), LIGHTROOM)).label_text == "Kunde A"
    blue = read(write(data, Wanted(Decision(label=ColourLabel.BLUE)), LIGHTROOM))
    assert (blue.label, blue.label_text) == (ColourLabel.BLUE, "Blue")
    none = read(write(data, Wanted(NOTHING), LIGHTROOM))
    assert (none.label, none.label_text) == (None, "")


def test_orange_of_digikam_and_photo_mechanic_stays_while_no_label_is_decided() -> None:
    data = packet(digiKam__ColorLabel=2, photomechanic__ColorClass=3, photomechanic__Prefs="0:3:1:9")
    written = said(write(data, Wanted(Decision(stars=1)), PHOTO_MECHANIC))
    assert (written["digiKam:ColorLabel"], written["photomechanic:ColorClass"]) == ("2", "3")
    assert written["photomechanic:Prefs"] == "0:3:1:9"


def test_white_given_in_digikam_takes_our_label_away_and_stays_until_there_is_another() -> None:
    """digiKam changes its own field and takes ``xmp:Label`` away; the other programs' fields still say red."""
    data = write(None, Wanted(Decision(label=ColourLabel.RED)), EVERYTHING)
    data = data.replace(b'digiKam:ColorLabel="1"', b'digiKam:ColorLabel="9"').replace(b'xmp:Label="Red"', b"")
    assert read(data).label is ColourLabel.NONE
    none = said(write(data, Wanted(NOTHING), EVERYTHING))
    assert none["digiKam:ColorLabel"] == "9"
    assert "photoshop:LabelColor" not in none
    assert said(write(data, Wanted(Decision(label=ColourLabel.RED)), EVERYTHING))["digiKam:ColorLabel"] == "1"


def test_a_label_of_another_program_takes_the_place_of_digikams_white() -> None:
    data = packet(digiKam__ColorLabel=9, xmp__Label="Rot")
    written = said(write(data, Wanted(Decision(label=ColourLabel.RED)), DARKTABLE))
    assert (written["digiKam:ColorLabel"], written["xmp:Label"]) == ("1", "Rot")


@pytest.mark.parametrize(("label_names", "text"), [(LABEL_SETS["german"], "Grün"), (LABEL_SETS["bridge"], "Approved")])
def test_labels_may_be_written_in_the_programs_language(label_names: tuple[str, ...], text: str) -> None:
    profile = dataclasses.replace(LIGHTROOM, label_names=label_names)
    marks = read(write(None, Wanted(PICK), profile))
    assert (marks.label, marks.label_text) == (ColourLabel.GREEN, text)


def test_keywords_are_added_after_those_that_are_there() -> None:
    data = packet(listed("dc:subject", "b", "a"))
    marks = read(write(data, Wanted(NOTHING, keywords=("a", "new & old", " b ")), LIGHTROOM))
    assert marks.keywords == ("b", "a", "new & old")
    assert marks.hierarchical == ()


def test_our_old_keywords_go_and_others_stay() -> None:
    data = packet(listed("dc:subject", "mine", "old", "also mine") + listed("lr:hierarchicalSubject", "V|old", "mine"))
    wanted = Wanted(NOTHING, None, ("new",), ("V|new",), ("old", "never there"), ("V|old",))
    marks = read(write(data, wanted, LIGHTROOM))
    assert marks.keywords == ("mine", "also mine", "new")
    assert marks.hierarchical == ("mine", "V|new")


def test_a_list_whose_last_keyword_goes_goes_too() -> None:
    data = packet(listed("dc:subject", "old"))
    written = write(data, Wanted(NOTHING, keywords_removed=("old",)), LIGHTROOM)
    assert b"<dc:subject>" not in written
    assert read(written).keywords == ()


def test_keywords_that_are_no_list_become_one() -> None:
    for data in (packet("<dc:subject>mine</dc:subject>"), packet(dc__subject="mine"),
                 packet("<dc:subject>mine</dc:subject>" + listed("dc:subject", "too"))):  # fmt: skip
        marks = read(write(data, Wanted(NOTHING, keywords=("new",)), LIGHTROOM))
        assert marks.keywords[0] == "mine"
        assert marks.keywords[-1] == "new"


def test_a_first_path_brings_the_plain_keywords_along() -> None:
    """darktable and digiKam read only the paths where there are some."""
    data = packet(listed("dc:subject", "mine", "aesthetic"))
    marks = read(write(data, Wanted(NOTHING, None, ("aesthetic",), ("Verdict|aesthetic",)), DARKTABLE))
    assert marks.keywords == ("mine", "aesthetic")
    assert marks.hierarchical == ("mine", "Verdict|aesthetic")


def test_digikams_tags_are_kept_in_step() -> None:
    data = packet(listed("digiKam:TagsList", "Animals/Cat", "V/old", kind="Seq"))
    written = write(data, Wanted(NOTHING, None, ("plain",), ("V|new",), (), ("V|old",)), DIGIKAM)
    assert said(written)["digiKam:TagsList"] == "Animals/Cat,plain,V/new"


def test_an_older_judgement_stays_until_there_is_a_new_one() -> None:
    data = write(None, Wanted(PICK, JUDGEMENT), LIGHTROOM)
    assert read(write(data, Wanted(REJECT), LIGHTROOM)).judgement == JUDGEMENT
    newer = dataclasses.replace(JUDGEMENT, score=7.0, verdict=Verdict.AESTHETIC)
    assert read(write(data, Wanted(PICK, newer), LIGHTROOM)).judgement == newer


def test_a_property_that_occurs_twice_is_changed_twice() -> None:
    data = packet("<xmp:Rating>1</xmp:Rating>\n", xmp__Rating=2)
    written = write(data, Wanted(Decision(stars=4)), CAPTURE_ONE)
    assert written.count(b'xmp:Rating="4"') + written.count(b"<xmp:Rating>4</xmp:Rating>") == 2


@pytest.mark.parametrize(
    "inner",
    [
        "<xmp:Rating/>",
        "<xmp:Rating></xmp:Rating>",
        "<xmp:Rating><!-- of mine --><![CDATA[1]]></xmp:Rating>",
        '<xmp:Rating rdf:value="1"/>',
        '<xmp:Rating rdf:parseType="Resource"><rdf:value>1</rdf:value><crs:Note>x</crs:Note></xmp:Rating>',
        "<xmp:Rating><rdf:Alt><rdf:li>1</rdf:li></rdf:Alt></xmp:Rating>",
    ],
)
def test_a_rating_is_changed_in_whatever_form_it_has(inner: str) -> None:
    written = write(packet(inner), Wanted(Decision(stars=5)), CAPTURE_ONE)
    assert read(written).stars == 5
    for kept in ("<!-- of mine -->", "<crs:Note>x</crs:Note>", "rdf:value="):
        assert (kept in inner) == (kept.encode() in written)


@pytest.mark.parametrize(
    "rdf",
    [
        f'<rdf:RDF xmlns:rdf="{names.RDF}"/>',
        f'<rdf:RDF xmlns:rdf="{names.RDF}"></rdf:RDF>',
        f'<x xmlns:rdf="{names.RDF}">\n <rdf:RDF>\n </rdf:RDF>\n</x>',
        f'<RDF xmlns="{names.RDF}"/>',
        f'<RDF xmlns="{names.RDF}"><Description/></RDF>',
        f'<rdf:RDF xmlns:rdf="{names.RDF}"><rdf:Description rdf:nodeID="a"/></rdf:RDF>',
        f"<rdf:RDF xmlns:rdf=\"{names.RDF}\"><rdf:Description\trdf:about = ''\n/></rdf:RDF>",
        f'<rdf:RDF xmlns:rdf="{names.RDF}"><rdf:Description rdf:about="">text</rdf:Description></rdf:RDF>',
        f'<rdf:RDF xmlns:rdf="{names.RDF}" xmlns:xmp="urn:a"><rdf:Description xmp:Rating="9"/></rdf:RDF>',
    ],
)
def test_a_packet_of_any_shape_takes_a_decision(rdf: str) -> None:
    wanted = Wanted(PICK, JUDGEMENT, ("cat",), ("V|cat",))
    marks = read(write(rdf.encode(), wanted, EVERYTHING))
    assert (marks.flag, marks.stars, marks.label) == (PICK.flag, PICK.stars, PICK.label)
    assert (marks.keywords, marks.hierarchical, marks.judgement) == (("cat",), ("V|cat",), JUDGEMENT)


def test_prefixes_that_are_there_are_used() -> None:
    block = f'<rdf:Description rdf:about="" xmlns:x1="{names.XMP}" x1:CreateDate="2024"/>'
    assert b'x1:Rating="4"' in write(wrapped(block), Wanted(PICK), CAPTURE_ONE)


def test_new_lines_look_as_those_around_them() -> None:
    data = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">\r\n <rdf:RDF xmlns:rdf="' + names.RDF + '">\r\n'
        f'  <rdf:Description rdf:about=""\r\n    xmlns:xmp="{names.XMP}"\r\n   xmp:CreatorTool="x">\r\n'
        "  </rdf:Description>\r\n </rdf:RDF>\r\n</x:xmpmeta>"
    ).encode()
    written = write(data, Wanted(Decision(stars=3), keywords=("cat",)), CAPTURE_ONE)
    assert b'xmp:CreatorTool="x"\r\n   xmlns:aesthetic=' in written
    assert b'\r\n   xmp:Rating="3"' in written
    assert b"\r\n   <dc:subject>\r\n    <rdf:Bag>\r\n     <rdf:li>cat</rdf:li>\r\n    </rdf:Bag>" in written
    assert re.search(rb"[^\r]\n", written) is None


def test_text_is_written_so_that_it_reads_back() -> None:
    words = ("\"both\" 'quotes'", "<tag> & more", "umlaut ä €", "😀", "a\tb\nc")
    for encoding in ("utf-8", "utf-16", "utf-32"):
        data = write(packet().decode().encode(encoding), Wanted(PICK, keywords=words), EVERYTHING)
        assert read(data).keywords == words
        data.decode(encoding)


def test_what_an_old_encoding_has_no_character_for_is_written_as_a_reference() -> None:
    text = f'<?xml version="1.0" encoding="ISO-8859-1"?><rdf:RDF xmlns:rdf="{names.RDF}"><!-- ü --></rdf:RDF>'
    written = write(text.encode("iso-8859-1"), Wanted(NOTHING, keywords=("ä€😀",)), LIGHTROOM)
    assert "ä&#8364;&#128512;" in written.decode("iso-8859-1")
    assert read(written).keywords == ("ä€😀",)


@pytest.mark.parametrize("word", ["nul\x00", "bell\x07", "half \ud800", "\ufffe"])
def test_a_character_that_xml_cannot_hold_is_refused(word: str) -> None:
    with pytest.raises(XmpError, match="character that a sidecar cannot hold"):
        write(None, Wanted(NOTHING, keywords=(word,)), LIGHTROOM)


def test_a_score_that_is_no_number_is_refused() -> None:
    for judgement in (
        dataclasses.replace(JUDGEMENT, score=float("nan")),
        dataclasses.replace(JUDGEMENT, p_aesthetic=2),
    ):
        with pytest.raises(XmpError, match="score the photograph again"):
            write(None, Wanted(PICK, judgement), LIGHTROOM)


def test_stars_beyond_five_are_five() -> None:
    assert read(write(None, Wanted(Decision(stars=9)), LIGHTROOM)).stars == 5


def test_a_damaged_sidecar_is_not_written_to() -> None:
    with pytest.raises(XmpError, match="damaged"):
        write(packet(xmp__Rating=3)[:-200] + b"<", Wanted(PICK), LIGHTROOM)


def test_several_blocks_are_merged_into_where_each_property_is() -> None:
    blocks = (
        f'  <rdf:Description rdf:about="" {DECLARED} crs:Exposure="+1"/>\n'
        f'  <rdf:Description rdf:about="" {DECLARED}>\n   <xmp:Rating>1</xmp:Rating>\n  </rdf:Description>\n'
    )
    written = write(wrapped(blocks), Wanted(Decision(stars=4)), CAPTURE_ONE)
    assert b"<xmp:Rating>4</xmp:Rating>" in written
    assert b'xmp:Rating="' not in written


def test_where_nothing_is_decided_not_even_an_empty_packet_changes() -> None:
    data = f'<rdf:RDF xmlns:rdf="{names.RDF}"/>'.encode()
    assert write(data, Wanted(NOTHING), LIGHTROOM) == data


def test_what_another_program_keeps_inside_of_a_rating_is_not_lost() -> None:
    data = packet("<xmp:Rating>1<crs:Note>x</crs:Note></xmp:Rating>")
    assert write(data, Wanted(Decision(stars=1)), CAPTURE_ONE).count(b"<crs:Note>x</crs:Note>") == 1
    with pytest.raises(XmpError, match="cannot be changed safely"):
        write(data, Wanted(Decision(stars=2)), CAPTURE_ONE)


def test_one_namespace_keeps_one_prefix_throughout_the_packet() -> None:
    """exiv2, and so darktable and digiKam, read nothing of a packet that has it differently."""
    blocks = (
        f'  <rdf:Description rdf:about="" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Make="x"/>\n'
        f'  <rdf:Description rdf:about="" xmlns:xap="{names.XMP}" xap:CreateDate="2024"/>\n'
        f'  <rdf:Description rdf:about="" xmlns:xmp="http://example.com/other/" xmp:x="y"/>\n'
    )
    written = write(wrapped(blocks), Wanted(PICK), CAPTURE_ONE)
    assert b'xap:Rating="4"' in written
    assert written.count(f'"{names.XMP}"'.encode()) == 2
