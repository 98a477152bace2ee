"""What tells where, of whom or by which camera a photograph was taken, or what you think of it: one filter for all.

Fields go by their name. What such fields hold, a town or somebody's name, goes in keywords too, where programs repeat
it, and with it keywords of a branch such as ``Places|…`` and machine tags such as ``geo:lat=…``. A sentence goes only
where it holds a position: a caption that names a town is the photographer's own, and stays.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from aesthetic_gui.files.export.rendition import Private

_FIELDS: Mapping[Private, re.Pattern[str]] = {
    Private.PLACE: re.compile(
        r"gps|latitude|lon[gt]*itude|altitude|location|^city|country|state$|province|sublocation|geo|place|address|venue"
        r"|^coverage$|worldregion",
        re.IGNORECASE,
    ),
    Private.PEOPLE: re.compile(r"person|people|region|faces?|celebrit|^(minor|addl)?model(age|info|release)", re.I),
    Private.SERIALS: re.compile(
        r"serial|^(camera)?ownername|uniqueid|guid|imagenumber|(document|instance)id|^identifier$", re.IGNORECASE
    ),
    Private.RATINGS: re.compile(
        r"^(pref|rating|stars|flag|pick|good$|tagged)|^urgency$|(label|labelcolor|colorlabels?|colorclass)$",
        re.IGNORECASE,
    ),
}
_NAMING = frozenset({Private.PLACE, Private.PEOPLE, Private.SERIALS})
_ANYTHING = re.compile(r"^usercomment$|history$", re.IGNORECASE)  # in which programs write what they like
_BRANCHES: Mapping[Private, str] = {
    Private.PLACE: """place places location locations geo geography geotag geotags gps where city cities country
        countries state states region regions continent ort orte standort land länder stadt städte lieu lieux pays ville
        villes lugar lugares ubicación país países ciudad luogo luoghi paese paesi città locais plaats plaatsen locatie
        plats platser sted steder paikat miejsca miejsce места место 場所 地点 地點 장소""",
    Private.PEOPLE: """people person persons faces face who family families friends personen leute menschen gesichter
        familie freunde personne personnes gens visages famille amis gente personas caras familia amigos persone volti
        famiglia amici pessoas rostos pessoa personer människor ihmiset osoby osoba ludzie люди лица
        人 人物 人々 顔 사람 인물""",
    Private.SERIALS: "",
}
_NUMBER = r"[-+−]?\d{1,3}(?:\.\d{3,}|,\d{4,})"
_DEGREES = "[°º˚]"
_ANGLE = r"\d{1,3}(?:[ .,:]\d{1,9}){0,3}"
_NOTHING_BUT_A_POSITION = re.compile(  # 47.37,8.54; a square of radio amateurs
    r"\(?[-+−]?\d{1,3}\.\d{1,9}\)?[ ,;/|_~-]{1,3}\(?[-+−]?\d{1,3}\.\d{1,9}\)?|[A-R]{2}\d\d[a-x]{2}(\d\d)?"
)
_POSITION = re.compile(  # in texts with single spaces, so that none takes long to look through
    rf"""{_NUMBER}[ ]?{_DEGREES}?[ ]?[NSEWO]?[ )]?[-,;/|_~ ]?[ (]?[NSEWO]?[ ]?{_NUMBER}  # 47.375, 8.541
    |\b{_ANGLE}[ ]?[NS][ ]?[,;/|]?[ ]?{_ANGLE}[ ]?[EWO]\b                               # 47 22 30 N 8 32 10 E
    |\b[NS][ ]?{_ANGLE}[ ]?[,;/|]?[ ]?[EWO][ ]?{_ANGLE}                                 # N47 22.500 E8 32.000
    |\b\d{{1,3}}[ ]?(?i:deg|degrees|grad|d)\.?[ ]?\d{{1,2}}(\.\d{{1,9}})?[ ]?['′’m]     # 47 deg 22' 30" N
    |\b\d{{1,2}}[C-HJ-NP-X][ ]?\d{{6}}[ ]\d{{7}}\b                                     # UTM
    |\b2\d{{6}}[ ]?[/,][ ]?1\d{{6}}\b|(?i:\blv(95|03)\b)                               # the Swiss grid
    |\d[ ]?{_DEGREES}[ ]?\d{{1,2}}(\.\d{{1,9}})?[ ]?['′’]                             # 47°22.5'
    |\d[ ]?{_DEGREES}[ ]?[NSEWO]\b|\b[NSEWO][ ]?\d{{1,3}}(\.\d{{1,9}})?[ ]?{_DEGREES}  # 47.4° N, N 47°
    |\b\d{{1,3}},\d{{1,2}}([.,]\d{{1,9}}){{0,2}}[NSEW]\b                              # 47,22.5N as in XMP
    |[-+]\d{{2,6}}\.\d{{1,9}}[-+]\d{{3,7}}\.\d                                     # +47.375+008.541 as in ISO 6709
    |\b\d{{1,2}}[C-HJ-NP-X][ ]?[A-HJ-NP-Z]{{2}}[ ]?\d{{4,5}}[ ]?\d{{4,5}}\b            # a military grid's square
    |(?<![\w+])[23456789CFGHJMPQRVWX]{{4,8}}\+[23456789CFGHJMPQRVWX]{{2,7}}(?!\w)     # an open location code
    |\b(?i:lat|lon|lng|latitude|longitude|breite|länge|gps\w{{0,20}})\.?[ ]?[:=]?[ ]?[-+−]?\d
    |\b(?i:long|alt|altitude)[ ]?[:=][ ]?[-+−]?\d
    |(?i:\bgeo(tagged|located)?[ ]?[:=]|\bgeotag|\bgps\w{{0,20}}[ ]?[:=])
    |(?i:///\w{{1,40}}\.\w{{1,40}}\.\w|what3words\.|w3w\.co|openstreetmap\.|osm\.org|plus\.codes)
    |(?i:maps?\.(google|apple|app|here|bing)|google\.[a-z.]{{2,9}}/maps|bing\.com/maps|goo\.gl/maps)
    """,
    re.VERBOSE,
)
_MACHINE_TAGS: Mapping[Private, re.Pattern[str]] = {
    Private.PLACE: re.compile(
        r"""(^|[\s,;|/.:"'])(geo\w{0,20}|gps\w{0,20}|place|location|loc|city|town|village|country|state|province|region
        |county|district|suburb|street|address|venue|poi|lat|lon|lng|long|latitude|longitude|altitude|osm|woe\w{0,20}
        |foursquare|swarm|dopplr|upcoming|iso3166[\w-]{0,9}|postcode|zip)(:[\w.]{1,40})?[ ]?[:=][ ]?\S
        |^geo(tag|loc|cod|hash|ref)""",
        re.IGNORECASE | re.VERBOSE,
    ),
    Private.PEOPLE: re.compile(
        r"(^|[\s,;|/])(people|persons?|faces?|who|name|depicts)(:\w{1,40})? ?[:=] ?\S", re.IGNORECASE
    ),
    Private.SERIALS: re.compile(r"serial\w{0,20} ?(n[or]\.?|number|#)? ?[:=]? ?\w{0,20}\d", re.IGNORECASE),
}
_LEVELS, _APART = re.compile(r"[|/\\>:=]"), re.compile(r"[;,|/\\>]")
_SHORTEST, _LONG_ENOUGH = 2, 3  # characters of a name, alone and among others; a digit or an "N" is none
_SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_NO_NAMES = frozenset({"face", "pet", "focus", "barcode", "normalized", "pixel", "rectangle", "circle", "resource"})
_MOST_WORDS = 30  # of a keyword


@dataclass(frozen=True, slots=True)
class Filter:
    """``hidden``: what may not go along; ``names``: what the fields that were taken out said, as :func:`key` has it."""

    hidden: frozenset[Private]
    names: frozenset[str] = frozenset()

    def hides_field(self, name: str) -> bool:
        """Whether a field that is called so tells what is hidden, whatever it holds."""
        patterns = [_FIELDS[kind] for kind in self.hidden] + [_ANYTHING] * bool(self.hidden)
        return any(pattern.search(name) for pattern in patterns)

    def tells(self, name: str) -> bool:
        """Whether what a field of this name holds is the very thing that is hidden: a town, a person's name."""
        return any(_FIELDS[kind].search(name) for kind in self.hidden & _NAMING)

    def hides_text(self, text: str) -> bool:
        """Whether a sentence holds a position, or is nothing but names that are hidden."""
        parts = [part for part in map(key, _APART.split(text)) if part]
        is_name = key(text) in self.names or bool(parts and self.names.issuperset(parts))
        plain = _plain(text)
        is_position = _POSITION.search(plain) or _NOTHING_BUT_A_POSITION.fullmatch(plain)
        return is_name or bool(Private.PLACE in self.hidden and is_position)

    def hides_keyword(self, text: str) -> bool:
        """Whether one keyword, or a path of them, tells what is hidden."""
        return (
            self.hides_text(text)
            or any(_MACHINE_TAGS[kind].search(_plain(text)) for kind in self.hidden & _NAMING)
            or bool(set(self.names_below(text)))
            or any(key(part) in self.names for part in _APART.split(text))
            or _holds_a_name(text, self.names)
        )

    def names_below(self, keyword: str) -> Iterator[str]:
        """The levels of a keyword such as ``Places|Hiddenville`` that stand below one that tells what they are."""
        levels = [key(level) for level in _LEVELS.split(keyword)]
        heads = [_loose(level).removeprefix("my").strip() for level in levels]
        roots = {_loose(root) for kind in self.hidden & _NAMING for root in _BRANCHES[kind].split()}
        first = next((number for number, head in enumerate(heads) if head in roots), len(levels))
        yield from filter(None, levels[first + 1 :])

    def knowing(self, texts: Iterable[str]) -> Filter:
        """The same, with what fields that may not go along say."""
        return replace(self, names=self.names | {name for text in texts if _is_name(name := key(text))})


def _is_name(text: str) -> bool:
    """Not a number, but for a serial one, and not what is said of each region."""
    shortest = 4 if text.isdecimal() else _SHORTEST
    return len(text) >= shortest and text not in _NO_NAMES and (text.isdecimal() or any(map(str.isalpha, text)))


def _holds_a_name(text: str, names: frozenset[str]) -> bool:
    """Whether one of ``names`` is among the words: ``Hiddenville-trip``, ``hiddenville2020``, ``Doe, Jane``.

    In scripts without spaces, anywhere in the text.
    """
    known = _known(names)
    words = [word.rstrip("0123456789") or word for word in _loose(text).split()[:_MOST_WORDS]]
    runs = (" ".join(words[first:last]) for first in range(len(words)) for last in range(first + 1, len(words) + 1))
    if any(len(run) >= _LONG_ENOUGH and run in known for run in runs):
        return True
    there = set(words)
    return any(
        (len(parts) > 1 and there.issuperset(parts))
        or (not name.isascii() and _SPACELESS.search(name) and name in text)
        for name in names
        if (parts := _loose(name).split())
    )


@lru_cache(maxsize=64)
def _known(names: frozenset[str]) -> frozenset[str]:
    return frozenset(map(_loose, names))


def _loose(text: str) -> str:
    """Words in small letters without accents, whatever stands between them."""
    letters = (letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", "".join(letters).casefold()))


def _plain(text: str) -> str:
    """With single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def key(text: str) -> str:
    """A name without what programs write one way or the other: case, composition, white space."""
    return _plain(unicodedata.normalize("NFKC", text).casefold())
