"""One fact, several homes: where XMP, EXIF and IPTC-IIM say the same, so that an exported picture says one thing.

What a sidecar says is the last word: the same goes into the tags and datasets of the same meaning, and what cannot be
said there is left out rather than stale. Of what no sidecar speaks, the photograph goes on to say what it says. Which
homes belong together: Metadata Working Group, "Guidelines for Handling Image Metadata" 2.0, chapter 5; the IPTC's
mapping of IIM to Core; for Windows' own tags, whose names begin with XP, its Imaging Component's "Photo Metadata
Policies".
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from PIL.ExifTags import GPS, Base

from aesthetic_gui.files.exif import Tags
from aesthetic_gui.files.export.metadata import spelling
from aesthetic_gui.files.xmp import names
from aesthetic_gui.files.xmp.fields import percent_of_stars
from aesthetic_gui.files.xmp.names import Name, name
from aesthetic_gui.files.xmp.reading import stars_of
from aesthetic_gui.files.xmp.values import Values

XP_TITLE, XP_COMMENT, XP_AUTHOR, XP_KEYWORDS, XP_SUBJECT = range(0x9C9B, 0x9CA0)

_CORE = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
_EXTENSION = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
_IMAGE_TITLE, _PHOTOGRAPHER = 0xA436, 0xA437  # Exif 3.0
_Says = Callable[[Values], Any]  # what is written there; None or nothing: it is left out
_Places = Mapping[int, _Says]  # by tag or dataset


def _never(_old: Tags, _said: Values) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Fact:
    """``names``: its homes in XMP, the proper one first; ``echoes`` are those that only repeat it.

    ``loose`` do not speak of it for sure, but are stale once a sidecar does.

    ``main``, ``camera``, ``gps``: EXIF's tags, ``iptc``: the datasets of record 2, and what each says once a sidecar
    has spoken; ``added`` are written also where the photograph has no such tag. ``unchanged``: EXIF says the same,
    perhaps in more detail.
    """

    names: tuple[Name, ...]
    main: _Places = field(default_factory=dict)
    camera: _Places = field(default_factory=dict)
    gps: _Places = field(default_factory=dict)
    iptc: _Places = field(default_factory=dict)
    echoes: tuple[Name, ...] = ()
    loose: tuple[Name, ...] = ()
    added: tuple[int, ...] = ()
    unchanged: Callable[[Tags, Values], bool] = _never


@dataclass(frozen=True, slots=True)
class Said:
    """``spoken``: the properties that sidecars have, and those of the photograph's that go before its EXIF.

    ``left``: what goes along of all of them.
    """

    spoken: frozenset[Name]
    left: Values

    def facts(self) -> Iterator[Fact]:
        """Those of which sidecars have spoken."""
        return (fact for fact in FACTS if not self.spoken.isdisjoint(fact.names))


def corrected(tags: Tags, places: Callable[[Fact], _Places], said: Said) -> Tags:
    """A directory of EXIF, with what sidecars say in those of its tags that ``places`` gives for a fact."""
    found = dict(tags)
    for fact in said.facts():
        is_same = fact.unchanged(tags, said.left)
        for tag, says in places(fact).items():
            value = says(said.left)
            if value not in (None, "", b"", ()):
                if tag in tags or tag in fact.added:
                    found[tag] = value
            elif not is_same:
                found.pop(tag, None)
    return found


def datasets(said: Said) -> dict[int, tuple[str, ...]]:
    """By the number of a dataset of IPTC-IIM's record 2, what it says instead; nothing: it is left out."""
    return {number: says(said.left) or () for fact in said.facts() for number, says in fact.iptc.items()}


@cache
def homes_together(home: Name) -> frozenset[Name]:
    """All properties that say something of the same fact, ``home`` included."""
    of_fact = [{*fact.names, *fact.loose} for fact in FACTS if home in fact.names]
    return frozenset({home}).union(*of_fact)


def echoes(spoken: Collection[Name]) -> frozenset[Name]:
    """Properties that repeat, or should, what the proper one of their fact says among ``spoken``."""
    return frozenset(echo for fact in FACTS if fact.names[0] in spoken for echo in fact.echoes)


def _texts(said: Values, homes: tuple[Name, ...]) -> tuple[str, ...]:
    """What the first of these properties says that is there."""
    return tuple(filter(None, next((said[home] for home in homes if home in said), ())))


def _text(*homes: Name) -> _Says:
    """As EXIF has it: UTF-8, several apart by semicolons."""
    return lambda said: "; ".join(_texts(said, homes)).encode()


def _windows(home: Name) -> _Says:
    return lambda said: spelling.windows(";".join(_texts(said, (home,))))


def _each(*homes: Name) -> _Says:
    return lambda said: _texts(said, homes)


def _one(write: Callable[[str], Any], *homes: Name) -> _Says:
    """A single text in another spelling."""
    return lambda said: write("".join(_texts(said, homes)[:1]))


def _percent(said: Values) -> int | None:
    stars = stars_of(said)
    return None if stars is None else percent_of_stars(stars)


def _nothing(_said: Values) -> None:
    return None


def _iim(number: int, *homes: Name) -> Fact:
    """A fact that has a home in IPTC-IIM besides."""
    return Fact(homes, iptc={number: _each(*homes)})


_DAY_AND_TIME = (spelling.iim_day, spelling.iim_time)


def _moment(
    tag: int,
    finer: tuple[int, int],
    homes: tuple[Name, ...],
    iptc: tuple[int, int] | tuple[()] = (),
    *,
    main: bool = False,
) -> Fact:
    """A moment: EXIF's tags for it, for its fraction of a second and its zone; IPTC-IIM's datasets for day and time."""
    whole = {tag: _one(spelling.exif_moment, *homes)}
    parts = {finer[0]: _one(spelling.fraction, *homes), finer[1]: _one(spelling.zone, *homes)}
    return Fact(
        homes,
        main=whole if main else {},
        camera=parts if main else whole | parts,
        iptc={number: _one(write, *homes[::-1]) for number, write in zip(iptc, _DAY_AND_TIME, strict=False)},
        added=(tag, *finer),
        unchanged=lambda old, said: spelling.is_same_moment(
            spelling.of_exif(old.get(tag)), "".join(_texts(said, homes)[:1])
        ),
    )


def _exif(local: str) -> Name:
    return name(names.EXIF, local)


def _tiff(local: str) -> Name:
    return name(names.TIFF, local)


def _photoshop(local: str) -> Name:
    return name(names.PHOTOSHOP, local)


def _dc(local: str) -> Name:
    return name(names.DC, local)


_LATITUDE, _LONGITUDE, _ALTITUDE, _BELOW = (
    _exif(f"GPS{local}") for local in ("Latitude", "Longitude", "Altitude", "AltitudeRef")
)
_GPS = tuple(map(_exif, GPS.__members__))


def _is_same_position(old: Tags, said: Values) -> bool:
    return spelling.is_same_position(old, *("".join(_texts(said, (home,))[:1]) for home in (_LATITUDE, _LONGITUDE)))


_PICTURE_RATING = (names.MICROSOFT_RATING, names.ACDSEE_RATING)
_LABELS = (names.LABEL_COLOUR, names.COLOUR_LABEL, names.COLOUR_LABELS, names.COLOUR_CLASS, names.PREFS)
_FLAGS = (names.PICK, names.GOOD, names.PICK_LABEL, names.TAGGED, names.PREFS)
_KEYWORDS = (
    *(names.HIERARCHICAL, names.TAGS, name(names.LIGHTROOM, "weightedFlatSubject")),
    *(name(names.MICROSOFT, local) for local in ("LastKeywordXMP", "LastKeywordIPTC")),
    *(name(names.ACDSEE, local) for local in ("keywords", "categories")),
    name("http://ns.microsoft.com/expressionmedia/1.0/", "CatalogSets"),
    name("http://ns.iview-multimedia.com/mediapro/1.0/", "CatalogSets"),
    name("http://www.metadataworkinggroup.com/schemas/keywords/", "Keywords"),
)
_CITY, _STATE, _COUNTRY = (_photoshop(local) for local in ("City", "State", "Country"))
_LENS = name(names.EXIF_EX, "LensModel")
_SUBLOCATION, _CODE = name(_CORE, "Location"), name(_CORE, "CountryCode")
_CREATED, _SHOWN = name(_EXTENSION, "LocationCreated"), name(_EXTENSION, "LocationShown")

OWN_WORD = frozenset({names.RATING})  # of stars the program itself goes by a photograph's packet, not by its EXIF
FACTS = (
    Fact((_dc("title"),), {XP_TITLE: _windows(_dc("title"))}, {_IMAGE_TITLE: _text(_dc("title"))},
         iptc={5: _each(_dc("title"))}),
    Fact((_dc("description"), _tiff("ImageDescription"), name(names.ACDSEE, "notes")),
         {Base.ImageDescription: _text(_dc("description"), _tiff("ImageDescription"))},
         iptc={120: _each(_dc("description"), _tiff("ImageDescription"))},
         echoes=(_tiff("ImageDescription"),), added=(Base.ImageDescription,)),
    # what digiKam and Windows write a caption into, and others what they like: a sidecar's caption makes it stale
    Fact((_dc("description"),), {XP_COMMENT: _nothing, XP_SUBJECT: _nothing}, {Base.UserComment: _nothing},
         loose=(_exif("UserComment"),)),
    Fact((_dc("creator"), _tiff("Artist"), name(names.ACDSEE, "author")),
         {Base.Artist: _text(_dc("creator"), _tiff("Artist")), XP_AUTHOR: _windows(_dc("creator"))},
         {_PHOTOGRAPHER: _text(_dc("creator"))}, iptc={80: _each(_dc("creator"), _tiff("Artist"))},
         echoes=(_tiff("Artist"),), added=(Base.Artist,)),
    Fact((_dc("rights"), _tiff("Copyright"), name(_CORE, "CopyrightNotice")),
         {Base.Copyright: _text(_dc("rights"), _tiff("Copyright"))},
         iptc={116: _each(_dc("rights"), _tiff("Copyright"))}, echoes=(_tiff("Copyright"),), added=(Base.Copyright,)),
    Fact((names.SUBJECT, *_KEYWORDS), {XP_KEYWORDS: _windows(names.SUBJECT)}, iptc={25: _each(names.SUBJECT)}),
    Fact((names.RATING, *_PICTURE_RATING, names.PREFS), {Base.Rating: stars_of, Base.RatingPercent: _percent},
         echoes=_PICTURE_RATING, added=(Base.Rating, Base.RatingPercent)),
    Fact((names.LABEL, *_LABELS)),
    Fact(_FLAGS),
    Fact((_CITY, _STATE, _COUNTRY, _SUBLOCATION, _CODE, _CREATED, _SHOWN),
         iptc={90: _each(_CITY), 92: _each(_SUBLOCATION), 95: _each(_STATE), 100: _each(_CODE), 101: _each(_COUNTRY),
               26: _nothing, 27: _nothing}),
    Fact(_GPS, gps=dict.fromkeys(range(32), _nothing) | {
            GPS.GPSVersionID: lambda said: bytes((2, 3, 0, 0)) if _LATITUDE in said else None,
            GPS.GPSLatitudeRef: _one(spelling.hemisphere, _LATITUDE), GPS.GPSLatitude: _one(spelling.angle, _LATITUDE),
            GPS.GPSLongitudeRef: _one(spelling.hemisphere, _LONGITUDE),
            GPS.GPSLongitude: _one(spelling.angle, _LONGITUDE),
            GPS.GPSAltitudeRef: _one(spelling.below, _BELOW), GPS.GPSAltitude: _one(spelling.ratio, _ALTITUDE)},
         added=tuple(range(32)), unchanged=_is_same_position),
    _moment(Base.DateTimeOriginal, (Base.SubsecTimeOriginal, Base.OffsetTimeOriginal),
            (_exif("DateTimeOriginal"), _photoshop("DateCreated")), (55, 60)),
    _moment(Base.DateTimeDigitized, (Base.SubsecTimeDigitized, Base.OffsetTimeDigitized),
            (name(names.XMP, "CreateDate"), _exif("DateTimeDigitized")), (62, 63)),
    _moment(Base.DateTime, (Base.SubsecTime, Base.OffsetTime), (name(names.XMP, "ModifyDate"), _tiff("DateTime")),
            main=True),
    *(Fact((_tiff(local),), {tag: _text(_tiff(local))}, added=(tag,))
      for local, tag in (("Make", Base.Make), ("Model", Base.Model))),
    Fact((_LENS, name(names.AUX, "Lens")), camera={Base.LensModel: _text(_LENS)}),
    *(_iim(number, _photoshop(local)) for number, local in (
        (105, "Headline"), (85, "AuthorsPosition"), (110, "Credit"), (115, "Source"), (40, "Instructions"),
        (103, "TransmissionReference"), (15, "Category"), (20, "SupplementalCategories"), (10, "Urgency"),
        (122, "CaptionWriter"))),
    _iim(4, name(_CORE, "IntellectualGenre")),
    Fact((name(_CORE, "SubjectCode"),), iptc={12: _nothing}),
)  # fmt: skip
