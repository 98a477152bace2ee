"""Of XMP packets (ISO 16684-1), a sidecar's and the photograph's own, what may go along with an exported picture."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING
from xml.parsers.expat import ExpatError
from xml.sax.saxutils import quoteattr

from aesthetic_gui.files.export.rendition import Details

if TYPE_CHECKING:
    from xml.dom.minidom import Attr, Element

LARGEST_XMP = 8 << 20  # bytes

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XMLNS, _XML = "http://www.w3.org/2000/xmlns/", "http://www.w3.org/XML/1998/namespace"
_ADOBE, _IPTC = "http://ns.adobe.com/", "http://iptc.org/std/"
_DC = "http://purl.org/dc/elements/1.1/"
_RIGHTS = f"{_ADOBE}xap/1.0/rights/"
_PHOTOSHOP, _CORE = f"{_ADOBE}photoshop/1.0/", f"{_IPTC}Iptc4xmpCore/1.0/xmlns/"
_CONTACT = (_CORE, "CreatorContactInfo")  # the photographer's own address, put there to be found

_KNOWN = frozenset(
    {
        _DC,
        _RIGHTS,
        _PHOTOSHOP,
        _CORE,
        f"{_IPTC}Iptc4xmpExt/2008-02-29/",
        f"{_ADOBE}xap/1.0/",
        f"{_ADOBE}exif/1.0/",
        f"{_ADOBE}exif/1.0/aux/",
        f"{_ADOBE}tiff/1.0/",
        f"{_ADOBE}lightroom/1.0/",
        f"{_ADOBE}xmp/1.0/DynamicMedia/",
        "http://cipa.jp/exif/1.0/",
        "http://ns.useplus.org/ldf/xmp/1.0/",
        "http://www.metadataworkinggroup.com/schemas/keywords/",
        "http://www.digikam.org/ns/1.0/",
        "http://ns.microsoft.com/photo/1.0/",
    }
)
_OF_COPYRIGHT = frozenset(
    {
        _CONTACT,
        (_DC, "rights"),
        (_DC, "creator"),
        (_PHOTOSHOP, "Credit"),
        (_PHOTOSHOP, "Source"),
        (_PHOTOSHOP, "AuthorsPosition"),
        (_CORE, "CopyrightNotice"),
    }
)
_STALE_SPACES = (
    f"{_ADOBE}xap/1.0/mm/",  # history, with the names of other files
    f"{_ADOBE}camera-raw-settings/",  # has been applied
    "http://darktable.sf.net/",  # the same
    f"{_ADOBE}hdr-gain-map/",
    f"{_ADOBE}xmp/note/",
    "http://ns.google.com/photos/",  # where in the file further pictures lie
    "http://ns.apple.com/HDRGainMap/",
)
_STALE = re.compile(
    r"Orientation|Image(Width|Length)|BitsPerSample|Compression|PhotometricInterpretation|PlanarConfiguration"
    r"|[XY]Resolution|ResolutionUnit|Pixel[XY]Dimension|Color(Space|Mode)|ICCProfile|NativeDigest|LegacyIPTCDigest"
    r"|Thumbnails|DocumentAncestors|TextLayers|History|MakerNote|SubjectArea|FocalPlane\w+"
)
_PLACE = re.compile(
    r"gps|latitude|lon[gt]*itude|altitude|location|^city|country|state$|province|sublocation|geo|place|address|venue"
    r"|^usercomment$",
    re.IGNORECASE,
)
_PLACE_KEYWORDS = re.compile(rb"geo:(lat|lon)|geotagged", re.IGNORECASE)
_BEFORE = b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
_AFTER = b'</x:xmpmeta><?xpacket end="r"?>'
_log = logging.getLogger(__name__)


def kept(packets: Iterable[bytes], details: Details) -> bytes:
    """One packet, in UTF-8, with what ``details`` allows of all of them; of a property the first that has it counts.

    ``b""`` where nothing is left. What is no XMP, or has a document type, is left out.
    """
    said: set[tuple[str, str]] = set()
    prefixes = {_RDF: "rdf"}
    inside = []
    for packet in packets if details is not Details.NONE else ():
        descriptions = _descriptions(packet)
        for description in descriptions:
            _take_out(description, said)
            _prune(description, details)
        left = [description for description in descriptions if any(_properties(description))]
        said.update(found for description in left for found in _properties(description))
        for description in left:
            _stand_alone(description, prefixes)
            inside.append(description.toxml().encode("utf-8", "replace"))
    if not inside:
        return b""
    spaces = " ".join(f"xmlns:{prefix}={quoteattr(space)}" for space, prefix in prefixes.items())
    return _BEFORE + b"<rdf:RDF %s>" % spaces.encode("utf-8", "replace") + b"".join(inside) + b"</rdf:RDF>" + _AFTER


def _descriptions(packet: bytes) -> list[Element]:
    from xml.dom import minidom

    packet = packet.strip(b"\0 \t\r\n")
    if not packet or len(packet) > LARGEST_XMP or b"<!DOCTYPE" in packet:
        return []
    try:
        document = minidom.parseString(packet)  # noqa: S318 – no document type, so no entities
    except (ExpatError, ValueError, LookupError):
        _log.info("XMP that cannot be read is left out", exc_info=True)
        return []
    return [found for found in document.getElementsByTagNameNS(_RDF, "Description") if _is_outermost(found)]


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
    description.setAttributeNS(_RDF, "rdf:about", "")


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
    for child in element.childNodes:
        if child.nodeType == child.ELEMENT_NODE:
            yield from _elements(child)


def _is_outermost(description: Element) -> bool:
    parent = description.parentNode
    return parent is not None and (parent.namespaceURI, parent.localName) == (_RDF, "RDF")


def _properties(description: Element) -> Iterator[tuple[str, str]]:
    """Namespace and name of each property, whether it is written as an attribute or as an element."""
    for attribute in description.attributes.values():
        if attribute.namespaceURI not in (_XMLNS, _RDF, _XML, None):
            yield attribute.namespaceURI, attribute.localName
    for child in description.childNodes:
        if child.nodeType == child.ELEMENT_NODE:
            yield child.namespaceURI or "", child.localName


def _prune(description: Element, details: Details) -> None:
    """Takes out every property that may not go along."""
    _take_out(description, [found for found in _properties(description) if not _may_go(*found, details)])
    if details is Details.NO_PLACE:
        for child in [child for child in description.childNodes if child.nodeType == child.ELEMENT_NODE]:
            if (child.namespaceURI, child.localName) != _CONTACT:
                _take_places_out(child)


def _take_out(description: Element, properties: Collection[tuple[str, str]]) -> None:
    for space, name in [found for found in _properties(description) if found in properties]:
        if description.hasAttributeNS(space, name):
            description.removeAttributeNS(space, name)
        for child in [child for child in description.childNodes if child.nodeType == child.ELEMENT_NODE]:
            if (child.namespaceURI or "", child.localName) == (space, name):
                description.removeChild(child)


def _may_go(space: str, name: str, details: Details) -> bool:
    if details is Details.COPYRIGHT:
        return (space, name) in _OF_COPYRIGHT or space == _RIGHTS
    if space.startswith(_STALE_SPACES) or _STALE.fullmatch(name):
        return False
    return details is Details.ALL or (space, name) == _CONTACT or (space in _KNOWN and not _PLACE.search(name))


def _take_places_out(element: Element) -> None:
    """Of a structure's fields those that are named like a place, of keywords those that programs put coordinates in."""
    for attribute in list(element.attributes.values()):
        if attribute.namespaceURI not in (_XMLNS, _RDF, _XML) and _PLACE.search(attribute.localName or ""):
            element.removeAttributeNode(attribute)
    for child in [child for child in element.childNodes if child.nodeType == child.ELEMENT_NODE]:
        text = "".join(node.data for node in child.childNodes if node.nodeType == node.TEXT_NODE)
        is_place = child.namespaceURI != _RDF and _PLACE.search(child.localName or "")
        if is_place or _PLACE_KEYWORDS.search(text.encode()):
            element.removeChild(child)
        else:
            _take_places_out(child)
