"""Of XMP packets (ISO 16684-1), the sidecars' and the photograph's own, what may go along with an exported picture."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple
from xml.dom.minidom import Attr, Element, parseString
from xml.parsers.expat import ExpatError
from xml.sax.saxutils import quoteattr

from aesthetic_gui.files.export.metadata import facts
from aesthetic_gui.files.export.metadata.facts import Said
from aesthetic_gui.files.export.metadata.private import Filter
from aesthetic_gui.files.export.rendition import Along
from aesthetic_gui.files.xmp import XmpError, names
from aesthetic_gui.files.xmp.encodings import decode
from aesthetic_gui.files.xmp.names import Name, name, plain
from aesthetic_gui.files.xmp.values import Values

LARGEST_XMP = 8 << 20  # bytes

_XMLNS, _XML = "http://www.w3.org/2000/xmlns/", "http://www.w3.org/XML/1998/namespace"
_ADOBE, _IPTC = "http://ns.adobe.com/", "http://iptc.org/std/"
_RIGHTS, _CORE = f"{_ADOBE}xap/1.0/rights/", f"{_IPTC}Iptc4xmpCore/1.0/xmlns/"
_EXTENSION, _MICROSOFT_REGIONS = f"{_IPTC}Iptc4xmpExt/2008-02-29/", "http://ns.microsoft.com/photo/1.2/"
_MWG = "http://www.metadataworkinggroup.com/schemas/"

_KNOWN = frozenset(
    map(
        plain,
        (
            *(names.DC, names.XMP, names.XMP_DM, names.LIGHTROOM, names.PHOTOSHOP, names.DIGIKAM, names.MICROSOFT),
            *(_RIGHTS, _CORE, _EXTENSION),
            *(names.EXIF, names.EXIF_EX, names.TIFF, names.AUX, "http://ns.useplus.org/ldf/xmp/1.0/"),
        ),
    )
)
_AS_WRITTEN = frozenset(
    {
        name(_CORE, "CreatorContactInfo"),  # the photographer's own address, put there to be found
        *(name(names.DC, local) for local in ("rights", "creator")),
        *(name(names.PHOTOSHOP, local) for local in ("Credit", "Source", "AuthorsPosition")),
        name(_CORE, "CopyrightNotice"),
    }
)
_STALE_SPACES = tuple(
    map(
        plain,
        (
            f"{_ADOBE}xap/1.0/mm/",  # history, with the names of other files
            f"{_ADOBE}camera-raw-settings/",  # has been applied
            names.DARKTABLE,  # the same
            f"{_ADOBE}hdr-gain-map/",
            names.XMP_NOTE,
            "http://ns.google.com/photos/",  # where in the file further pictures lie
            "http://ns.apple.com/HDRGainMap/",
        ),
    )
)
_STALE = re.compile(
    r"Orientation|Image(Width|Length)|BitsPerSample|Compression|PhotometricInterpretation|PlanarConfiguration"
    r"|[XY]Resolution|ResolutionUnit|Pixel[XY]Dimension|Color(Space|Mode)|ICCProfile|NativeDigest|LegacyIPTCDigest"
    r"|Thumbnails|DocumentAncestors|TextLayers|History|MakerNote|SubjectArea|FocalPlane\w+"
)
_REGIONS = frozenset(
    {name(f"{_MWG}regions/", "Regions"), name(_MICROSOFT_REGIONS, "RegionInfo"), name(_EXTENSION, "ImageRegion")}
)
_OF_KEYWORDS = facts.homes_together(names.SUBJECT) | {
    name(names.PHOTOSHOP, local) for local in ("Category", "SupplementalCategories")
}
_BEFORE = b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
_AFTER = b'</x:xmpmeta><?xpacket end="r"?>'
_SYNTAX = frozenset({"about", "parseType", "resource", "value"})  # RDF's own attributes, with its prefix or without
_DEEPEST = 200  # levels; Lightroom's masks have some thirty
_log = logging.getLogger(__name__)


class Kept(NamedTuple):
    """``packet``: what goes along, in UTF-8; ``b""`` of nothing."""

    packet: bytes
    said: Said


def kept(sidecars: Sequence[bytes], own: bytes, details: Along, allowed: Filter, *, is_turned: bool = False) -> Kept:
    """One packet with what may go along of the sidecars' and the photograph's ``own``; of a fact the first counts.

    ``is_turned``: the picture is upright now, and regions that were drawn before are elsewhere. What is no XMP, or has
    a document type, is left out.
    """
    packets = [_descriptions(packet) for packet in (*sidecars, own)]
    spoken = [frozenset(home for found in packet for home, _ in _properties(found)) for packet in packets]
    passed_over, left = set(_REGIONS if is_turned else ()), []
    for descriptions, homes in zip(packets, spoken, strict=True):
        for description in descriptions:
            _prune(description, passed_over | facts.echoes(homes), details, allowed)
        left += [description for description in descriptions if any(_properties(description))]
        passed_over.update(*map(facts.homes_together, homes))
    return Kept(_packet(left), Said(frozenset().union(*spoken[:-1], spoken[-1] & facts.OWN_WORD), _values(left)))


def names_in(packets: Iterable[bytes], allowed: Filter) -> Iterator[str]:
    """What fields say that tell what is hidden, a town's name or a person's, and keywords below such as *Places*."""
    descriptions = [description for packet in packets for description in _descriptions(packet)]
    for home, node in (found for description in descriptions for found in _properties(description)):
        if _is_as_written(home):
            continue
        for inner in _nodes(node):
            yield from _texts_below(inner) if allowed.tells(inner.localName or "") else ()
        for text in _texts(node) if home in _OF_KEYWORDS else ():
            yield from allowed.names_below(text)


def _values(descriptions: Iterable[Element]) -> Values:
    values: Values = {}
    for home, node in (found for description in descriptions for found in _properties(description)):
        values[home] = (*values.get(home, ()), *_texts(node))
    return values


def _packet(descriptions: Sequence[Element]) -> bytes:
    prefixes = {names.RDF: "rdf"}
    for description in descriptions:
        _stand_alone(description, prefixes)
    if not descriptions:
        return b""
    spaces = " ".join(f"xmlns:{prefix}={quoteattr(space)}" for space, prefix in prefixes.items())
    inside = "".join(description.toxml() for description in descriptions)
    return _BEFORE + f"<rdf:RDF {spaces}>{inside}</rdf:RDF>".encode("utf-8", "replace") + _AFTER


def _descriptions(packet: bytes) -> list[Element]:
    if not packet.strip(b"\0 \t\r\n") or len(packet) > LARGEST_XMP:
        return []
    try:
        text = decode(packet)[0].strip("\ufeff\0 \t\r\n")
        if "<!DOCTYPE" in text:
            return []
        document = parseString(text)  # noqa: S318 – no document type, so no entities
    except (XmpError, ExpatError, ValueError):
        _log.info("XMP that cannot be read is left out", exc_info=True)
        return []
    if document.documentElement is None or _is_deep(document.documentElement):
        _log.info("XMP that is nested deeper than any program writes is left out")
        return []
    found = [found for found in document.getElementsByTagNameNS(names.RDF, "Description") if _is_of_photograph(found)]
    for description in found:
        _tidy(description)
    return found


def _is_deep(root: Element) -> bool:
    level = [root]
    for _ in range(_DEEPEST):
        level = [child for element in level for child in _children(element)]
    return bool(level)


def _tidy(description: Element) -> None:
    """Takes out what says nothing in RDF, but may hold anything: remarks, instructions, names of no vocabulary."""
    for element in list(_elements(description)):
        within = _children(element)
        for child in list(element.childNodes):
            if child.nodeType not in (child.ELEMENT_NODE, child.TEXT_NODE, child.CDATA_SECTION_NODE) or (
                within and child.nodeType != child.ELEMENT_NODE
            ):
                element.removeChild(child)
        for attribute in list(element.attributes.values()):
            space, local = attribute.namespaceURI, attribute.localName or attribute.name
            if (space in (None, names.RDF) and local not in _SYNTAX) or (space == _XML and local != "lang"):
                element.removeAttributeNode(attribute)


def _stand_alone(description: Element, prefixes: dict[str, str]) -> None:
    """Every name by the prefix that its namespace has in ``prefixes``, to which new ones are added; about this picture.

    Two prefixes for one namespace, in one packet, are more than some readers can take.
    """
    for element in list(_elements(description)):
        for attribute in list(element.attributes.values()):
            space, value = attribute.namespaceURI, attribute.value
            if space == _XMLNS:
                element.removeAttributeNode(attribute)
            elif space not in (None, _XML):
                element.removeAttributeNode(attribute)
                element.setAttributeNS(space, _prefixed(attribute, prefixes), value)
        if element.namespaceURI:
            element.tagName = element.nodeName = _prefixed(element, prefixes)
    if description.hasAttribute("about"):
        description.removeAttribute("about")
    description.setAttributeNS(names.RDF, "rdf:about", "")


def _prefixed(node: Element | Attr, prefixes: dict[str, str]) -> str:
    space = node.namespaceURI or ""
    if space not in prefixes:
        prefixes[space] = _free(node.prefix or "ns", prefixes.values())
    return f"{prefixes[space]}:{node.localName}"


def _free(prefix: str, taken: Collection[str]) -> str:
    number, found = 1, prefix
    while found in taken:
        number, found = number + 1, f"{prefix}{number + 1}"
    return found


def _elements(element: Element) -> Iterator[Element]:
    """``element``, and all below it."""
    yield element
    for child in _children(element):
        yield from _elements(child)


def _children(element: Element) -> list[Element]:
    return [child for child in element.childNodes if isinstance(child, Element)]


def _own_attributes(element: Element) -> list[Attr]:
    """All but declarations of namespaces, and languages."""
    return [found for found in element.attributes.values() if found.namespaceURI not in (_XMLNS, _XML)]


def _nodes(node: Element | Attr) -> Iterator[Element | Attr]:
    """``node``, and every element and attribute below it."""
    yield node
    if isinstance(node, Element):
        yield from _own_attributes(node)
        for child in _children(node):
            yield from _nodes(child)


def _text(node: Element | Attr) -> str:
    """What stands in ``node`` itself, however it is written."""
    if not isinstance(node, Element):
        return str(node.value)
    return "".join(child.data for child in node.childNodes if child.nodeType != child.ELEMENT_NODE)


def _texts_below(node: Element | Attr) -> list[str]:
    return [text for inner in _nodes(node) if (text := _text(inner).strip())]


def _texts(node: Element | Attr) -> tuple[str, ...]:
    """A property's values: one, or one for each item of a list; of languages the default."""
    if not isinstance(node, Element):
        return tuple(_texts_below(node))
    items = [child for child in _elements(node) if _name(child) == names.LI]
    if not items:
        return tuple(_texts_below(node)[:1])
    default = [item for item in items if item.getAttributeNS(_XML, "lang") == "x-default"]
    is_choice = any(_name(child) == names.ALT for child in _children(node))
    chosen = (default or items)[:1] if is_choice else items
    return tuple(text for item in chosen for text in _texts_below(item)[:1])


def _is_of_photograph(description: Element) -> bool:
    """Whether it is one of the outermost, and not one that others refer to."""
    parent = description.parentNode
    is_outermost = parent is not None and (parent.namespaceURI, parent.localName) == (names.RDF, "RDF")
    return is_outermost and not description.hasAttributeNS(names.RDF, "nodeID")


def _properties(description: Element) -> list[tuple[Name, Element | Attr]]:
    """Each property by its name, whether it is written as an attribute or as an element."""
    found: list[Element | Attr] = [*_own_attributes(description), *_children(description)]
    return [(_name(node), node) for node in found if node.namespaceURI not in (names.RDF, None)]


def _name(node: Element | Attr) -> Name:
    return name(node.namespaceURI or "", node.localName or "")


def _prune(description: Element, passed_over: Collection[Name], details: Along, allowed: Filter) -> None:
    """Takes out every property that may not go along, and of the others what may not."""
    for home, node in _properties(description):
        tells = not _is_as_written(home) and _is_hidden(node, allowed, is_keyword=home in _OF_KEYWORDS)
        if tells or home in passed_over or not _may_go(home, details, allowed):
            _remove(node)


def _remove(node: Element | Attr) -> None:
    if isinstance(node, Element):
        if node.parentNode is not None:
            node.parentNode.removeChild(node)
    elif node.ownerElement is not None:
        node.ownerElement.removeAttributeNode(node)


def _may_go(home: Name, details: Along, allowed: Filter) -> bool:
    if _is_as_written(home):
        return True
    if details is Along.COPYRIGHT or home.space.startswith(_STALE_SPACES) or _STALE.fullmatch(home.local):
        return False
    return not allowed.hidden or (home.space in _KNOWN and not allowed.hides_field(home.local))


def _is_as_written(home: Name) -> bool:
    """Whether it says whose the picture is, and is what *copyright only* keeps."""
    return home in _AS_WRITTEN or home.space == plain(_RIGHTS)


def _is_hidden(node: Element | Attr, allowed: Filter, *, is_keyword: bool) -> bool:
    """Whether ``node`` tells what is hidden, or nothing is left of it once what does has been taken out of it."""
    below = _below(node)
    for inner in below:
        is_field = inner.namespaceURI not in (names.RDF, None)
        if (is_field and allowed.hides_field(inner.localName)) or _is_hidden(inner, allowed, is_keyword=is_keyword):
            _remove(inner)
    text = _text(node).strip()
    if below and not text and not _below(node):
        return True
    return allowed.hides_keyword(text) if is_keyword else allowed.hides_text(text)


def _below(node: Element | Attr) -> list[Element | Attr]:
    """Attributes and elements of ``node`` that say something."""
    if not isinstance(node, Element):
        return []
    return [*(found for found in _own_attributes(node) if found.localName != "parseType"), *_children(node)]
