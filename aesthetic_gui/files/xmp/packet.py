"""A packet as a tree whose every part knows the bytes it was written in.

``parse`` hands the text to expat, which refuses what is no XML; we refuse what could make it expensive: document
types and the entities they declare, depth, and number. Offsets are into :attr:`Packet.raw`, the text as UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from aesthetic_gui.files.xmp import names
from aesthetic_gui.files.xmp.encodings import Encoding, decode
from aesthetic_gui.files.xmp.marks import XmpError
from aesthetic_gui.files.xmp.names import Name, plain

DEEPEST = 200  # levels; Lightroom's masks have some thirty
MOST_ELEMENTS = 100_000
MOST_QUOTES = 200_000  # every attribute has two

_SEPARATOR = "\n"  # between namespace and name, as expat gives them
_TAG = re.compile(rb"<([^\s/>]+)")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=/>]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_TAG_END = re.compile(rb"\s*(/?)>")
_ROOTS = re.compile(rb"<(?:\?xpacket\s|\?xml\s|(?:[\w.-]+:)?(?:xmpmeta|xapmeta|RDF)[\s>/])")
_FILLING = " \t\r\n\x00\ufeff"


@dataclass(slots=True)
class Attribute:
    """``start``: where the white space before it begins."""

    name: Name
    value: str
    start: int
    value_start: int
    value_end: int

    @property
    def end(self) -> int:
        return self.value_end + 1


@dataclass(slots=True, eq=False)
class Element:
    """``written``: its name with prefix; ``inner_end``: where its end tag begins; ``closed``: written ``<…/>``."""

    name: Name
    written: bytes
    start: int
    attributes_end: int
    tag_end: int
    closed: bool
    attributes: list[Attribute]
    declared: dict[bytes, str]
    parent: Element | None
    inner_end: int = 0
    end: int = 0
    children: list[Element] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.texts).strip()

    def attribute(self, name: Name) -> str | None:
        return next((attribute.value for attribute in self.attributes if attribute.name == name), None)

    def scope(self) -> dict[bytes, str]:
        """Namespaces by prefix, as they hold for what is written inside."""
        outer = self.parent.scope() if self.parent else {b"xml": "http://www.w3.org/XML/1998/namespace"}
        return outer | self.declared


Property = Attribute | Element


@dataclass(slots=True)
class Packet:
    """``descriptions``: what the packet says of the photograph, in one or several blocks; ``declared``: every prefix
    with its namespace, wherever in the packet it is declared.
    """

    raw: bytes
    encoding: Encoding
    rdf: Element
    descriptions: list[Element]
    properties: dict[Name, list[Property]]
    declared: dict[bytes, str]


def parse(data: bytes) -> Packet:
    """Raises ``XmpError``."""
    text, encoding = decode(data)
    return parse_raw(text.encode("utf-8"), encoding)


def parse_raw(raw: bytes, encoding: Encoding) -> Packet:
    """As :func:`parse`, of text in UTF-8 that is stored in another encoding."""
    builder = _built(raw, _beginning(raw))
    root = builder.root
    assert root
    roots = list(_outermost(root, names.ROOT))
    if not roots:
        raise XmpError("this file holds no XMP (no rdf:RDF in it): it is not a sidecar of a photograph")
    descriptions = _of_photograph([child for rdf in roots for child in rdf.children if child.name == names.DESCRIPTION])
    properties: dict[Name, list[Property]] = {}
    for description in descriptions:
        own: list[Property] = [*description.attributes, *description.children]
        for found in own:
            properties.setdefault(found.name, []).append(found)
    return Packet(raw, encoding, roots[0], descriptions, properties, builder.declared)


def _beginning(raw: bytes) -> int:
    """Where the packet begins, after white space or whatever else stands before it."""
    start = len(raw) - len(raw.decode("utf-8").lstrip(_FILLING).encode("utf-8"))
    if start == len(raw):
        raise XmpError("this sidecar is empty; delete it, or save it again in the program that made it")
    if raw[start : start + 1] == b"<":
        return start
    found = _ROOTS.search(raw)
    if not found:
        raise XmpError("this file is not an XMP sidecar: it is no XML")
    return found.start()


def _outermost(element: Element, name: Name) -> Iterator[Element]:
    waiting = [element]
    while waiting:
        element = waiting.pop()
        if element.name == name:
            yield element
        else:
            waiting += reversed(element.children)


def _of_photograph(descriptions: list[Element]) -> list[Element]:
    """Those about the first subject that is named, or about none (ISO 16684-1, 7.4: all are about the same)."""
    abouts = [description.attribute(names.ABOUT) or "" for description in descriptions]
    subject = next((about for about in abouts if about), "")
    return [
        description
        for description, about in zip(descriptions, abouts, strict=True)
        if about in ("", subject) and description.attribute(names.NODE_ID) is None
    ]


def _built(raw: bytes, start: int) -> _Builder:
    if raw.count(b"<") > MOST_ELEMENTS or raw.count(b'"') + raw.count(b"'") > MOST_QUOTES:
        raise XmpError("this sidecar has more entries than any program writes; it was left alone")
    builder = _Builder(raw, start)
    parser = expat.ParserCreate("utf-8", _SEPARATOR)
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: builder.open(parser.CurrentByteIndex, name, attributes)
    parser.EndElementHandler = lambda _name: builder.close(parser.CurrentByteIndex)
    parser.CharacterDataHandler = builder.characters
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse_document_type
    try:
        parser.Parse(raw[start:], True)
    except expat.ExpatError as error:
        if not builder.done:  # what follows the packet is none of ours
            raise XmpError(_damage(error)) from None
    return builder


def _damage(error: expat.ExpatError) -> str:
    return (
        f"this sidecar is damaged in line {error.lineno} ({expat.ErrorString(error.code)}); "
        "save it again in the program that made it, or move it away"
    )


def _refuse_document_type(*_: Any) -> None:
    raise XmpError(
        "this sidecar declares a document type or entities, which no photo program writes; it was left alone"
    )


class _Builder:
    """Hears expat and builds the tree; ``done`` once the outermost element is closed."""

    def __init__(self, raw: bytes, start: int) -> None:
        self._raw, self._start = raw, start
        self._open: list[Element] = []
        self.root: Element | None = None
        self.declared: dict[bytes, str] = {}

    @property
    def done(self) -> bool:
        return self.root is not None and not self._open

    def open(self, index: int, expanded: str, attributes: list[str]) -> None:
        if len(self._open) >= DEEPEST:
            raise XmpError("this sidecar is nested deeper than any program writes; it was left alone")
        parent = self._open[-1] if self._open else None
        element = self._element(index + self._start, expanded, attributes, parent)
        if parent:
            parent.children.append(element)
        else:
            self.root = element
        self._open.append(element)
        self.declared |= element.declared

    def close(self, index: int) -> None:
        element = self._open.pop()
        element.inner_end = element.tag_end if element.closed else index + self._start
        element.end = element.tag_end if element.closed else self._raw.index(b">", element.inner_end) + 1

    def characters(self, text: str) -> None:
        self._open[-1].texts.append(text)

    def _element(self, start: int, expanded: str, attributes: list[str], parent: Element | None) -> Element:
        tag = _found(_TAG, self._raw, start)
        values = iter(zip(attributes[::2], attributes[1::2], strict=True))
        found: list[Attribute] = []
        declared: dict[bytes, str] = {}
        place = tag.end()
        while match := _ATTRIBUTE.match(self._raw, place):
            place = match.end()
            quoted = 2 if match[2] is not None else 3
            if match[1] == b"xmlns" or match[1].startswith(b"xmlns:"):
                declared[match[1][6:]] = _declared(match[quoted])
            else:
                expanded_name, value = next(values, ("", ""))
                found.append(Attribute(_name(expanded_name), value, match.start(), *match.span(quoted)))
        end = _found(_TAG_END, self._raw, place)
        return Element(_name(expanded), tag[1], start, place, end.end(), bool(end[1]), found, declared, parent)


def _found(pattern: re.Pattern[bytes], raw: bytes, place: int) -> re.Match[bytes]:
    """What expat has read here already."""
    match = pattern.match(raw, place)
    if not match:
        raise XmpError("this sidecar is written in a way that is not understood; it was left alone")
    return match


def _declared(written: bytes) -> str:
    """A namespace's address; those that we write hold no reference but perhaps ``&amp;``."""
    return written.decode("utf-8").replace("&amp;", "&")


def _name(expanded: str) -> Name:
    space, _, local = expanded.rpartition(_SEPARATOR)
    return Name(plain(space), local)
