"""The names of properties: by the address of their namespace, as XMP (ISO 16684-1) has it, never by their prefix.

Our own namespace, :data:`AESTHETIC`, holds

- ``Score`` (1 to 10), ``Probability`` (0 to 1), ``Verdict`` (``photo.Verdict``), ``Pack``, ``Version``: the model's
  judgement;
- ``Flag`` (-1 or 1), ``Stars`` (1 to 5), ``Label`` (``photo.ColourLabel``): the photographer's decision as we wrote it,
  each only where there is something decided. They keep what a program has no field for, and tell which of the other
  fields was changed since (see ``reading``);
- ``Rating`` (-1): there while the -1 in ``xmp:Rating`` is ours, so that stars in its place are seen as a reject undone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XMP = "http://ns.adobe.com/xap/1.0/"
XMP_DM = "http://ns.adobe.com/xmp/1.0/DynamicMedia/"
DC = "http://purl.org/dc/elements/1.1/"
LIGHTROOM = "http://ns.adobe.com/lightroom/1.0/"
PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
DIGIKAM = "http://www.digikam.org/ns/1.0/"
MICROSOFT = "http://ns.microsoft.com/photo/1.0"
PHOTO_MECHANIC = "http://ns.camerabits.com/photomechanic/1.0/"
ACDSEE = "http://ns.acdsee.com/iptc/1.0/"
DARKTABLE = "http://darktable.sf.net/"
XMP_NOTE = "http://ns.adobe.com/xmp/note/"
EXIF = "http://ns.adobe.com/exif/1.0/"
EXIF_EX = "http://cipa.jp/exif/1.0/"
TIFF = "http://ns.adobe.com/tiff/1.0/"
AUX = "http://ns.adobe.com/exif/1.0/aux/"
AESTHETIC = "urn:aesthetic-gui:xmp:1.0/"  # ends in a slash: exiv2 adds one to what has none

PREFIXES = {
    XMP: "xmp",
    XMP_DM: "xmpDM",
    DC: "dc",
    LIGHTROOM: "lr",
    PHOTOSHOP: "photoshop",
    DIGIKAM: "digiKam",
    MICROSOFT: "MicrosoftPhoto",
    PHOTO_MECHANIC: "photomechanic",
    ACDSEE: "acdsee",
    DARKTABLE: "darktable",
    TIFF: "tiff",
    AESTHETIC: "aesthetic",
}


class Name(NamedTuple):
    """``space``: as :func:`plain` leaves it."""

    space: str
    local: str


@lru_cache(maxsize=1024)
def plain(space: str) -> str:
    """A namespace's address without what programs write one way or the other: http(s), the last slash, case."""
    return space.strip().lower().removeprefix("https://").removeprefix("http://").rstrip("/#")


_ADDRESSES = {plain(space): space for space in PREFIXES}


def name(space: str, local: str) -> Name:
    return Name(plain(space), local)


def address(space: str) -> str:
    """The full address of one of the namespaces we write."""
    return _ADDRESSES[space]


def prefix(space: str) -> str:
    """The usual prefix of one of the namespaces we write."""
    return PREFIXES[address(space)]


BAG, SEQ, ALT, LI = name(RDF, "Bag"), name(RDF, "Seq"), name(RDF, "Alt"), name(RDF, "li")
VALUE, ABOUT, NODE_ID = name(RDF, "value"), name(RDF, "about"), name(RDF, "nodeID")
DESCRIPTION, ROOT = name(RDF, "Description"), name(RDF, "RDF")

TITLE, CAPTION, CREATOR, RIGHTS = (name(DC, local) for local in ("title", "description", "creator", "rights"))
LANGUAGE = name("http://www.w3.org/XML/1998/namespace", "lang")
RATING, LABEL = name(XMP, "Rating"), name(XMP, "Label")
PICK, GOOD = name(XMP_DM, "pick"), name(XMP_DM, "good")
LABEL_COLOUR = name(PHOTOSHOP, "LabelColor")
SUBJECT, HIERARCHICAL = name(DC, "subject"), name(LIGHTROOM, "hierarchicalSubject")
PICK_LABEL, COLOUR_LABEL, TAGS = name(DIGIKAM, "PickLabel"), name(DIGIKAM, "ColorLabel"), name(DIGIKAM, "TagsList")
ORIENTATION = name(TIFF, "Orientation")
MICROSOFT_RATING = name(MICROSOFT, "Rating")
ACDSEE_RATING = name(ACDSEE, "rating")
TAGGED, COLOUR_CLASS, PREFS = (name(PHOTO_MECHANIC, local) for local in ("Tagged", "ColorClass", "Prefs"))
COLOUR_LABELS = name(DARKTABLE, "colorlabels")
SCORE, PROBABILITY, VERDICT, PACK, VERSION = (
    name(AESTHETIC, local) for local in ("Score", "Probability", "Verdict", "Pack", "Version")
)
OWN_FLAG, OWN_STARS, OWN_LABEL, OWN_RATING = (name(AESTHETIC, local) for local in ("Flag", "Stars", "Label", "Rating"))
HAS_EXTENDED = name(XMP_NOTE, "HasExtendedXMP")
