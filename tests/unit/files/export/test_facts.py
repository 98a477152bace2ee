"""What a sidecar says is said everywhere in an exported picture, or nowhere: no reader finds what was there before."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from aesthetic_gui.files.export.metadata.embedded import Embedded, embedded
from aesthetic_gui.files.export.metadata.iptc import datasets
from aesthetic_gui.files.export.picture import render
from aesthetic_gui.files.export.rendition import Along, Format, Rendition
from aesthetic_gui.files.xmp import embedded_marks
from tests.unit.files.export.sources import bag, default, packet
from tests.unit.files.export.test_private import photograph, windows

OLD = packet(
    bag("dc:subject", "OLD")
    + bag("lr:hierarchicalSubject", "OLD|OLD")
    + bag("digiKam:TagsList", "OLD/OLD")
    + bag("MicrosoftPhoto:LastKeywordXMP", "OLD")
    + "<mwgkw:Keywords rdf:parseType='Resource'><mwgkw:Keyword>OLD</mwgkw:Keyword></mwgkw:Keywords>"
    + default("dc:title", "OLD")
    + default("dc:description", "OLD")
    + default("dc:rights", "OLD")
    + bag("dc:creator", "OLD")
    + default("exif:UserComment", "OLD")
    + "<ext:LocationCreated rdf:parseType='Resource'><ext:City>OLD</ext:City></ext:LocationCreated>",
    'xmp:Rating="1" MicrosoftPhoto:Rating="1" acdsee:rating="1" xmp:Label="OLD" photoshop:LabelColor="red" '
    'tiff:Artist="OLD" tiff:Copyright="OLD" tiff:ImageDescription="OLD" photoshop:City="OLD" photoshop:Headline="OLD" '
    'photoshop:Urgency="1" photoshop:Credit="OLD" digiKam:ColorLabel="1" photoshop:DateCreated="2001-01-01T01:01:01" '
    'exif:DateTimeOriginal="2001-01-01T01:01:01" xmp:CreateDate="2001-01-01T01:01:01" '
    'xmp:ModifyDate="2001-01-01T01:01:01" exif:GPSLatitude="1,1.1N" exif:GPSLongitude="1,1.1E" tiff:Model="OLD"',
)
NEW = packet(
    bag("dc:subject", "new", "more")
    + '<dc:title><rdf:Alt><rdf:li xml:lang="de">neu</rdf:li><rdf:li xml:lang="x-default">näw title</rdf:li></rdf:Alt>'
    + "</dc:title>"
    + default("dc:description", "näw caption")
    + default("dc:rights", "© näw")
    + bag("dc:creator", "Zoë", "Yann"),
    'xmp:Rating="4" xmp:Label="Green" photoshop:City="new city" photoshop:Headline="new headline" '
    'photoshop:Urgency="5" photoshop:Credit="new credit" exif:DateTimeOriginal="2026-06-14T15:02:11.25+02:00" '
    'xmp:CreateDate="2026-06-14T15:02:12" xmp:ModifyDate="2026:06:15 10:00:00" exif:GPSLatitude="47,22,30N" '
    'exif:GPSLongitude="8,32.5W" exif:GPSAltitude="4083/10" exif:GPSAltitudeRef="0" tiff:Model="new model"',
)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    made = photograph(
        tmp_path / "a.jpg",
        OLD,
        *((number, b"OLD") for number in (5, 25, 80, 90, 92, 95, 101, 26, 105, 110, 116, 120)),
        (10, b"1"), (55, b"20010101"), (60, b"010101+0100"), (62, b"20010101"), (63, b"010101+0100"),
        x010E="OLD", x013B="OLD", x8298="OLD", x0110="OLD", x0132="2001:01:01 01:01:01",
        x9C9B="OLD", x9C9C="OLD", x9C9D="OLD", x9C9E="OLD", x9C9F="OLD",
        _9003="2001:01:01 01:01:01", _9004="2001:01:01 01:01:01", _9011="+01:00", _9286="ASCII\0\0\0OLD",
        _A436="OLD", _A437="OLD",
    )  # fmt: skip
    with Image.open(made) as image:
        exif = image.getexif()
        exif[0x4746], exif[0x4749] = 1, 1
        exif.get_ifd(0x8825).update({1: "N", 2: (1.0, 1.0, 6.0), 3: "E", 4: (1.0, 1.0, 6.0), 29: "2001:01:01"})
    raw = made.read_bytes()
    body = exif.tobytes()
    segment = b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body
    start = raw.index(b"\xff\xe1")
    made.write_bytes(raw[:start] + segment + raw[start + 2 + int.from_bytes(raw[start + 2 : start + 4], "big") :])
    return made


def exported(source: Path, xmp: bytes, kind: Format = Format.JPEG, details: Along = Along.ALL) -> Path:
    """A picture of ``source`` with a sidecar that says ``xmp``."""
    (source.parent / "a.xmp").write_bytes(xmp)
    target = source.parent / f"exported.{kind}"
    render(source, Rendition(kind, metadata=details), [source.parent / "a.xmp"])(target)
    return target


def iptc(found: Embedded) -> dict[int, list[str]]:
    said: dict[int, list[str]] = {}
    for number, content in datasets(found.iptc):
        said.setdefault(number, []).append(content.decode())
    return said


@pytest.mark.parametrize("kind", [Format.JPEG, Format.WEBP, Format.AVIF])
def test_nothing_is_left_of_what_a_sidecar_has_replaced(old: Path, kind: Format) -> None:
    content = exported(old, NEW, kind).read_bytes()
    for stale in (b"OLD", "OLD".encode("utf-16-le"), b"2001", b"1,1.1", b"+01:00", b"+0100"):
        assert stale not in content


def test_exif_says_what_the_sidecar_says(old: Path) -> None:
    found = embedded(exported(old, NEW))
    texts = {0x010E: "näw caption", 0x013B: "Zoë; Yann", 0x8298: "© näw", 0x0110: "new model"}
    assert {tag: found.tags[tag].encode("latin-1").decode() for tag in texts} == texts
    assert found.tags[0x9C9B] == windows("näw title")
    assert found.tags[0x9C9D] == windows("Zoë;Yann")
    assert found.tags[0x9C9E] == windows("new;more")
    assert not {0x9C9C, 0x9C9F, 0x9286} & set(found.camera)
    assert (found.tags[0x4746], found.tags[0x4749], found.tags[0x0132]) == (4, 75, "2026:06:15 10:00:00")
    moments = {0x9003: "2026:06:14 15:02:11", 0x9291: "25", 0x9011: "+02:00", 0x9004: "2026:06:14 15:02:12"}
    assert {tag: found.camera[tag] for tag in moments} == moments
    assert found.camera[0xA436].encode("latin-1").decode() == "näw title"


def test_the_place_that_a_sidecar_says_is_the_one_in_exif(old: Path) -> None:
    gps = embedded(exported(old, NEW)).gps
    assert (gps[1], gps[2], gps[3], gps[4]) == ("N", (47, 22, 30), "W", (8, 32.5, 0))
    assert (gps[5], gps[6]) == (b"\0", 408.3)
    assert 29 not in gps, "the day of another place"


def test_iptc_says_what_the_sidecar_says(old: Path) -> None:
    said = iptc(embedded(exported(old, NEW)))
    assert said == {
        5: ["näw title"], 10: ["5"], 25: ["new", "more"],
        55: ["20260614"], 60: ["150211+0200"], 62: ["20260614"], 80: ["Zoë", "Yann"], 90: ["new city"],
        105: ["new headline"], 110: ["new credit"], 116: ["© näw"], 120: ["näw caption"],
    }  # fmt: skip


def test_one_rating_and_one_label_are_left_in_the_packet(old: Path) -> None:
    made = exported(old, NEW)
    with Image.open(made) as image:
        xmp = image.info["xmp"]
    assert b'Rating="4"' in xmp
    assert b"MicrosoftPhoto:Rating" not in xmp
    assert b"LabelColor" not in xmp
    marks = embedded_marks(made)
    assert marks is not None
    assert (marks.stars, marks.label) == (4, "green")


def test_what_the_sidecar_does_not_say_stays_as_the_photograph_has_it(old: Path) -> None:
    found = embedded(exported(old, packet("", 'photoshop:Headline="new headline"')))
    assert (found.tags[0x010E], found.tags[0x4746], found.camera[0x9003]) == ("OLD", 1, "2001:01:01 01:01:01")
    assert found.gps[29] == "2001:01:01"
    assert iptc(found)[105] == ["new headline"]
    assert iptc(found)[120] == ["OLD"]


def test_the_stars_of_a_photographs_own_packet_are_those_of_exif(old: Path) -> None:
    """The program goes by the packet, too."""
    old.write_bytes(old.read_bytes().replace(b'xmp:Rating="1"', b'xmp:Rating="3"'))
    render(old, Rendition(metadata=Along.ALL))(old.with_name("b.jpg"))
    found = embedded(old.with_name("b.jpg"))
    assert (found.tags[0x4746], found.tags[0x4749], found.tags[0x010E]) == (3, 50, "OLD")


def test_a_photograph_without_iptc_and_windows_tags_gets_none_but_a_caption_and_stars(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.jpg")
    found = embedded(exported(tmp_path / "a.jpg", NEW))
    assert found.iptc == b""
    assert {tag for tag in found.tags if tag > 0x9000} == set()
    assert (found.tags[0x4746], found.tags[0x010E].encode("latin-1").decode()) == (4, "näw caption")
    assert found.gps[1] == "N"


@pytest.mark.parametrize(
    ("sidecar", "stars", "per_cent"),
    [
        ('xmp:Rating="0"', 0, 0),
        ('xmp:Rating="-1"', None, None),
        ('xmp:Rating="9"', 5, 99),
        ('MicrosoftPhoto:Rating="50"', 3, 50),
        ('xmp:Rating="2" MicrosoftPhoto:Rating="99"', 2, 25),
        ('xmp:Rating="none"', None, None),
    ],
)
def test_stars_of_every_spelling_are_those_of_exif(old: Path, sidecar: str, stars: int | None, per_cent) -> None:
    found = embedded(exported(old, packet("", sidecar)))
    assert (found.tags.get(0x4746), found.tags.get(0x4749)) == (stars, per_cent)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_sidecar_in_any_encoding_is_heard(old: Path, encoding: str) -> None:
    sidecar = packet("", 'xmp:Rating="4"').decode().encode(encoding)
    assert embedded(exported(old, sidecar)).tags[0x4746] == 4


@pytest.mark.parametrize(
    ("said", "moment", "fraction", "zone"),
    [
        ("2001-01-01T01:01:01", "2001:01:01 01:01:01", None, "+01:00"),  # the same: EXIF knows the zone
        ("2001-01-01", "2001:01:01 01:01:01", None, "+01:00"),
        ("2001-01-01T01:01:01+05:30", "2001:01:01 01:01:01", None, "+05:30"),
        ("2001-01-01T03:01:01.5Z", "2001:01:01 03:01:01", "5", "+00:00"),
        ("2001:01:01 04:00:00", "2001:01:01 04:00:00", None, None),
        ("2001-01", "2001:01:01 01:01:01", None, "+01:00"),
        ("2026-06", None, None, None),  # a month is no moment, and the older one is stale
        ("2026-06-14", None, None, None),
        ("yesterday", "2001:01:01 01:01:01", None, "+01:00"),  # says nothing
        ("1970-01-01T00:00:00", "2001:01:01 01:01:01", None, "+01:00"),
    ],
)
def test_a_clock_that_was_put_right_in_a_sidecar_is_right_in_exif(
    old: Path, said: str, moment: str | None, fraction: str | None, zone: str | None
) -> None:
    camera = embedded(exported(old, packet("", f'exif:DateTimeOriginal="{said}"'))).camera
    assert (camera.get(0x9003), camera.get(0x9291), camera.get(0x9011)) == (moment, fraction, zone)


def test_a_sidecar_that_took_the_keywords_away_is_believed(old: Path) -> None:
    said = embedded(exported(old, packet("<dc:subject><rdf:Bag/></dc:subject>")))
    assert 25 not in iptc(said)
    assert 0x9C9E not in said.tags
    assert b"OLD|OLD" not in said.xmp


def test_keywords_that_are_left_out_do_not_bring_the_older_ones_back(old: Path) -> None:
    content = exported(old, packet(bag("dc:subject", "geo:lat=47.1")), details=Along.NO_PLACE).read_bytes()
    assert b"geo:" not in content
    assert 25 not in iptc(embedded(old.parent / "exported.jpeg"))


def test_regions_that_were_drawn_before_the_picture_was_turned_are_left_out(tmp_path: Path) -> None:
    region = packet("<mwgrs:Regions rdf:parseType='Resource'><mwgrs:Name>Zoe</mwgrs:Name></mwgrs:Regions>")
    for orientation, is_there in ((1, True), (6, False)):
        exif = Image.Exif()
        exif[0x0112] = orientation
        Image.new("RGB", (8, 8)).save(tmp_path / "a.jpg", exif=exif, xmp=region)
        made = exported(tmp_path / "a.jpg", packet("", 'xmp:Rating="1"'))
        assert (b"Zoe" in made.read_bytes()) == is_there
        made.unlink()


def test_latin_letters_of_old_programs_become_utf_8_beside_new_ones(tmp_path: Path) -> None:
    source = photograph(tmp_path / "a.jpg", b"", (120, "K\xf6ln".encode("latin-1")), (105, b"old"))
    found = embedded(exported(source, packet("", 'photoshop:Headline="Zürich"')))
    assert found.iptc.startswith(b"\x1c\x01\x5a\x00\x03\x1b%G")
    assert iptc(found) == {105: ["Zürich"], 120: ["Köln"]}
