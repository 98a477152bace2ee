"""What other programs' packets say, however they write it."""

from __future__ import annotations

import pytest

from aesthetic_gui.files.xmp import Judgement, Marks, XmpError, names, read
from aesthetic_gui.files.xmp.labels import LABEL_SETS
from aesthetic_gui.photo import ColourLabel, Flag, Verdict
from tests.unit.files.xmp.packets import DECLARED, listed, packet, wrapped


@pytest.mark.parametrize(
    ("written", "stars", "flag"),
    [
        ("0", 0, None), ("1", 1, None), ("5", 5, None), ("4.0", 4, None), ("3.7", 3, None), (" 2 ", 2, None),
        ("6", 5, None), ("99", 5, None), ("-1", None, Flag.REJECT), ("-1.0", None, Flag.REJECT),
        ("-7", None, Flag.REJECT), ("", None, None), ("many", None, None), ("nan", None, None), ("inf", None, None),
        ("1e400", None, None), ("٣", 3, None),
    ],
)  # fmt: skip
def test_a_rating_is_understood_or_ignored(written: str, stars: int | None, flag: Flag | None) -> None:
    for data in (packet(xmp__Rating=written), packet(f"<xmp:Rating>{written}</xmp:Rating>")):
        assert read(data) == Marks(stars=stars, flag=flag)


@pytest.mark.parametrize(
    "inner",
    [
        "<xmp:Rating>3</xmp:Rating>",
        "<xmp:Rating>\n  3\n</xmp:Rating>",
        "<xmp:Rating><![CDATA[3]]></xmp:Rating>",
        "<xmp:Rating>&#51;</xmp:Rating>",
        "<xmp:Rating><!-- stars -->3</xmp:Rating>",
        '<xmp:Rating rdf:value="3"/>',
        '<xmp:Rating rdf:parseType="Resource"><rdf:value>3</rdf:value><crs:Note>x</crs:Note></xmp:Rating>',
        "<xmp:Rating><rdf:Description><rdf:value>3</rdf:value></rdf:Description></xmp:Rating>",
        "<xmp:Rating><rdf:Alt><rdf:li>3</rdf:li></rdf:Alt></xmp:Rating>",
        "<xmp:Rating>1</xmp:Rating><xmp:Rating>3</xmp:Rating>",
    ],
)
def test_a_property_may_be_written_in_many_ways(inner: str) -> None:
    assert read(packet(inner)).stars == 3


def test_a_packet_may_lack_wrapper_subject_and_usual_prefixes() -> None:
    bare = f'<r:RDF xmlns:r="{names.RDF}"><r:Description xmlns:q="{names.XMP}" q:Rating="3" q:Label="Blue"/></r:RDF>'
    assert read(bare.encode()) == Marks(stars=3, label=ColourLabel.BLUE, label_text="Blue")
    default = f'<RDF xmlns="{names.RDF}"><Description><Rating xmlns="{names.XMP}">3</Rating></Description></RDF>'
    assert read(default.encode()).stars == 3


@pytest.mark.parametrize(
    "space", ["http://ns.adobe.com/xap/1.0/", "http://ns.adobe.com/xap/1.0", "https://ns.adobe.com/xap/1.0/"]
)
def test_a_namespace_is_known_with_and_without_its_last_slash(space: str) -> None:
    block = f'<rdf:Description rdf:about="" xmlns:a="{space}" a:Rating="3"/>'
    assert read(wrapped(block)).stars == 3


def test_a_prefix_alone_means_nothing() -> None:
    block = '<rdf:Description rdf:about="" xmlns:xmp="http://example.com/other/" xmp:Rating="3"/>'
    assert read(wrapped(block)) == Marks()


def test_all_blocks_about_the_photograph_count_and_no_others() -> None:
    blocks = f"""
      <rdf:Description {DECLARED} xmp:Rating="2"/>
      <rdf:Description rdf:about="uuid:1" {DECLARED} xmp:Label="Red"/>
      <rdf:Description rdf:about="uuid:2" {DECLARED} xmp:Rating="5"/>
      <rdf:Description rdf:nodeID="n" {DECLARED} xmp:Rating="4"/>"""
    assert read(wrapped(blocks)) == Marks(stars=2, label=ColourLabel.RED, label_text="Red")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_every_unicode_encoding_is_read(encoding: str) -> None:
    text = packet("<xmp:Label>Grün</xmp:Label>", xmp__Rating=4).decode()
    assert read(text.encode(encoding)) == Marks(stars=4, label=ColourLabel.GREEN, label_text="Grün")


def test_an_older_encoding_is_read_where_it_is_declared() -> None:
    text = packet("<xmp:Label>Grün</xmp:Label>").decode().split("?>", 1)[1].rsplit("<?xpacket", 1)[0].strip()
    data = f'<?xml version="1.0" encoding="ISO-8859-1"?>{text}'.encode("iso-8859-1")
    assert read(data).label is ColourLabel.GREEN


@pytest.mark.parametrize("before", [b"\n\n  ", b"\x00\x00\x00", b"\xef\xbb\xbf\n", b"junk before ", b"JFIF \x00"])
@pytest.mark.parametrize("after", [b"", b"\x00" * 50, b"\nleft over </x:xmpmeta>"])
def test_what_stands_before_and_after_a_packet_does_not_matter(before: bytes, after: bytes) -> None:
    assert read(before + packet(xmp__Rating=3) + after).stars == 3


@pytest.mark.parametrize("label_set", LABEL_SETS)
def test_labels_are_known_in_the_languages_they_are_written_in(label_set: str) -> None:
    for colour, text in LABEL_SETS[label_set]._asdict().items():
        assert read(packet(xmp__Label=text)) == Marks(label=ColourLabel(colour), label_text=text)
        assert read(packet(xmp__Label=text.upper())).label is ColourLabel(colour)


@pytest.mark.parametrize(
    ("text", "colour"),
    [("Blå", ColourLabel.BLUE), ("Paars", ColourLabel.PURPLE), ("Жёлтый", ColourLabel.YELLOW),
     ("緑", ColourLabel.GREEN), ("Gru\u0308n", ColourLabel.GREEN),
     ("Magenta", ColourLabel.PURPLE), ("", ColourLabel.NONE)],
)  # fmt: skip
def test_labels_of_further_languages(text: str, colour: ColourLabel) -> None:
    assert read(packet(xmp__Label=text)).label is colour


def test_a_label_that_is_no_colour_is_kept_as_text() -> None:
    assert read(packet(xmp__Label="Kunde A")) == Marks(label_text="Kunde A")
    with_colour = read(packet(xmp__Label="Kunde A", photoshop__LabelColor="red"))
    assert with_colour == Marks(label=ColourLabel.RED, label_text="Kunde A")


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("xmpDM__pick", 1, Marks(flag=Flag.PICK)),
        ("xmpDM__pick", 0, Marks(flag=Flag.NONE)),
        ("xmpDM__pick", -1, Marks(flag=Flag.REJECT)),
        ("xmpDM__good", "true", Marks(flag=Flag.PICK)),
        ("xmpDM__good", "False", Marks(flag=Flag.REJECT)),
        ("xmpDM__good", "perhaps", Marks()),
        ("digiKam__PickLabel", 0, Marks(flag=Flag.NONE)),
        ("digiKam__PickLabel", 1, Marks(flag=Flag.REJECT)),
        ("digiKam__PickLabel", 2, Marks(flag=Flag.NONE)),
        ("digiKam__PickLabel", 3, Marks(flag=Flag.PICK)),
        ("digiKam__ColorLabel", 0, Marks(label=ColourLabel.NONE)),
        ("digiKam__ColorLabel", 1, Marks(label=ColourLabel.RED)),
        ("digiKam__ColorLabel", 2, Marks()),
        ("digiKam__ColorLabel", 3, Marks(label=ColourLabel.YELLOW)),
        ("digiKam__ColorLabel", 4, Marks(label=ColourLabel.GREEN)),
        ("digiKam__ColorLabel", 5, Marks(label=ColourLabel.BLUE)),
        ("digiKam__ColorLabel", 6, Marks(label=ColourLabel.PURPLE)),
        ("digiKam__ColorLabel", 9, Marks()),
        ("MicrosoftPhoto__Rating", 0, Marks(stars=0)),
        ("MicrosoftPhoto__Rating", 1, Marks(stars=1)),
        ("MicrosoftPhoto__Rating", 25, Marks(stars=2)),
        ("MicrosoftPhoto__Rating", 50, Marks(stars=3)),
        ("MicrosoftPhoto__Rating", 75, Marks(stars=4)),
        ("MicrosoftPhoto__Rating", 99, Marks(stars=5)),
        ("MicrosoftPhoto__Rating", 60, Marks(stars=3)),
        ("acdsee__rating", 4, Marks(stars=4)),
        ("photomechanic__Tagged", "True", Marks(flag=Flag.PICK)),
        ("photomechanic__Tagged", "False", Marks(flag=Flag.NONE)),
        ("photomechanic__ColorClass", 2, Marks(label=ColourLabel.RED)),
        ("photomechanic__ColorClass", 3, Marks()),
        ("photomechanic__Prefs", "1:5:4:-00001", Marks(Flag.PICK, 4, ColourLabel.GREEN)),
        ("photomechanic__Prefs", "0: 8: 0: 12", Marks(Flag.NONE, 0, None)),
        ("photomechanic__Prefs", "nonsense", Marks()),
        ("photomechanic__Prefs", "1:1:" + "9" * 5000 + ":1", Marks()),
    ],
)  # fmt: skip
def test_the_fields_of_other_programs(field: str, value: object, expected: Marks) -> None:
    assert read(packet(**{field: value})) == expected


def test_darktables_labels_are_a_list_whose_first_counts() -> None:
    assert read(packet(listed("darktable:colorlabels", "4", "1", kind="Seq"))).label is ColourLabel.PURPLE
    assert read(packet("<darktable:colorlabels><rdf:Seq/></darktable:colorlabels>")).label is ColourLabel.NONE


def test_keywords_are_read_from_lists_and_from_a_single_text() -> None:
    marks = read(packet(listed("dc:subject", "cat", " dog &amp; bone ", "", "cat")))
    assert marks.keywords == ("cat", "dog & bone")
    assert read(packet("<dc:subject>cat</dc:subject>")).keywords == ("cat",)
    both = listed("lr:hierarchicalSubject", "Animals|Cat") + listed("digiKam:TagsList", "Animals/Cat", "Places/Ulm")
    assert read(packet(both)).hierarchical == ("Animals|Cat", "Places|Ulm")


def test_what_our_model_said_is_read_where_it_is_whole() -> None:
    ours = {"aesthetic__Score": "5.25", "aesthetic__Probability": "0.75", "aesthetic__Verdict": "aesthetic"}
    marks = read(packet(**ours, aesthetic__Pack="nima@1", aesthetic__Version="0.3"))
    assert marks.judgement == Judgement(5.25, 0.75, Verdict.AESTHETIC, "nima@1", "0.3")
    for name, value in (("Score", "high"), ("Probability", "7"), ("Verdict", "lovely")):
        assert read(packet(**(ours | {f"aesthetic__{name}": value}))).judgement is None


STARRED_IN_DIGIKAM = {
    "xmp__Rating": 2, "acdsee__rating": 2, "MicrosoftPhoto__Rating": 25, "aesthetic__Flag": -1, "aesthetic__Rating": -1
}  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "flag"),
    [
        ({"xmp__Rating": -1, "xmpDM__pick": 1}, Flag.PICK),
        ({"xmp__Rating": -1, "xmpDM__pick": 0}, Flag.REJECT),
        ({"xmp__Rating": -1, "digiKam__PickLabel": 3}, Flag.REJECT),
        ({"xmpDM__pick": 0, "digiKam__PickLabel": 3}, Flag.PICK),
        ({"xmpDM__pick": -1, "xmpDM__good": "true"}, Flag.REJECT),
        ({"xmpDM__pick": 0, "photomechanic__Tagged": "True"}, Flag.PICK),
        ({"xmp__Rating": 3, "aesthetic__Flag": 1}, Flag.PICK),
        ({"xmpDM__pick": 0, "aesthetic__Flag": 1}, Flag.NONE),
        ({"xmpDM__pick": -1, "aesthetic__Flag": 1}, Flag.REJECT),
        ({"xmpDM__pick": 1, "xmp__Rating": -1, "aesthetic__Flag": 1}, Flag.REJECT),
        ({"xmpDM__pick": 1, "xmp__Rating": -1, "aesthetic__Flag": -1, "aesthetic__Rating": -1}, Flag.PICK),
        ({"xmp__Rating": 2, "aesthetic__Flag": -1, "aesthetic__Rating": -1}, Flag.NONE),
        ({"xmp__Rating": 2, "aesthetic__Flag": -1, "aesthetic__Rating": -1, "digiKam__PickLabel": 1}, Flag.NONE),
        (STARRED_IN_DIGIKAM | {"digiKam__PickLabel": 1}, Flag.REJECT),
        (STARRED_IN_DIGIKAM | {"digiKam__PickLabel": 0}, Flag.NONE),
        (STARRED_IN_DIGIKAM | {"digiKam__PickLabel": 3}, Flag.PICK),
        (STARRED_IN_DIGIKAM | {"digiKam__PickLabel": 1, "acdsee__rating": 4}, Flag.NONE),  # and then in darktable
        ({"xmp__Rating": 2, "aesthetic__Flag": -1}, Flag.REJECT),
        ({"xmp__Rating": 2, "aesthetic__Flag": -1, "photomechanic__Tagged": "False"}, Flag.REJECT),
        ({"aesthetic__Flag": 1, "photomechanic__Tagged": "False"}, Flag.NONE),
    ],
)  # fmt: skip
def test_which_flag_wins_where_fields_disagree(fields: dict[str, object], flag: Flag) -> None:
    assert read(packet(**fields)).flag is flag


@pytest.mark.parametrize(
    ("fields", "stars"),
    [
        ({"xmp__Rating": 2, "MicrosoftPhoto__Rating": 99, "aesthetic__Stars": 4}, 2),
        ({"xmp__Rating": "?", "MicrosoftPhoto__Rating": 99}, 5),
        ({"xmp__Rating": -1, "aesthetic__Stars": 4}, 4),
        ({"xmp__Rating": -1, "aesthetic__Rating": -1}, 0),
        ({"xmp__Rating": -1}, None),
        ({"aesthetic__Stars": 4}, 0),  # another program takes the rating away where there are no stars
        ({"aesthetic__Stars": 4, "MicrosoftPhoto__Rating": 25}, 2),
    ],
)  # fmt: skip
def test_which_stars_win_where_fields_disagree(fields: dict[str, object], stars: int | None) -> None:
    assert read(packet(**fields)).stars == stars


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({"xmp__Label": "Blau", "photoshop__LabelColor": "red"}, ColourLabel.BLUE),
        ({"xmp__Label": "", "digiKam__ColorLabel": 1}, ColourLabel.RED),
        ({"xmp__Label": "Kunde A", "digiKam__ColorLabel": 1}, ColourLabel.RED),
        ({"xmp__Label": "Red", "digiKam__ColorLabel": 5, "aesthetic__Label": "red"}, ColourLabel.BLUE),
        ({"xmp__Label": "Red", "digiKam__ColorLabel": 0, "aesthetic__Label": "red"}, ColourLabel.NONE),
        ({"aesthetic__Label": "red"}, ColourLabel.NONE),
        ({"digiKam__ColorLabel": 9, "photoshop__LabelColor": "red", "aesthetic__Label": "red"}, ColourLabel.NONE),
        ({"digiKam__ColorLabel": 9, "photoshop__LabelColor": "red"}, ColourLabel.RED),
    ],
)  # fmt: skip
def test_which_label_wins_where_fields_disagree(fields: dict[str, object], label: ColourLabel) -> None:
    assert read(packet(**fields)).label is label


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\x00", "empty"),
        (b"not xml at all", "no XML"),
        (b"<html><body>Rating: 5</body></html>", "no XMP"),
        (packet(xmp__Rating=3)[:400], "damaged in line"),
        (b"<?xml version='1.0'?>\n<a>\n<b></a>", "damaged in line 3"),
        (packet(xmp__Label="x").replace(b'"x"', b'"\xff"'), "not UTF-8"),
        (packet("<xmp:Label>&unknown;</xmp:Label>"), "damaged"),
        (packet("<nobody:Label/>"), "damaged"),
    ],
)  # fmt: skip
def test_what_is_no_sidecar_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(XmpError, match=reason):
        read(data)
