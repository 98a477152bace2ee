"""Surgery on a packet's text: only the properties that are named change, every other byte stays where it is.

An :class:`Edit` collects what is to be replaced, taken away and added, all in places of the one packet that was
parsed; :func:`applied` makes the new text of it. New simple properties become attributes of the first block, written
as its own attributes are (their white space is copied), new lists its last elements.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from aesthetic_gui.files.xmp.marks import XmpError
from aesthetic_gui.files.xmp.names import ALT, BAG, DESCRIPTION, LI, Name, address, plain, prefix
from aesthetic_gui.files.xmp.packet import Attribute, Element, Packet, Property
from aesthetic_gui.files.xmp.values import DEFAULT, is_default, items_of, slot_of, text_at, texts_of

UNSAFE = (
    "this sidecar is written in a way that cannot be changed safely; it was left alone. Save it again in the program "
    "that made it, or move it away"
)

_CDATA = re.compile(rb"<!\[CDATA\[.*?\]\]>", re.S)
_REMARKS = re.compile(rb"<!--.*?-->|<\?.*?\?>", re.S)
_LONGEST_SPACE = 512  # looked back for; more is padding
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_IN_ATTRIBUTE = {'"': "&quot;", "'": "&apos;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
_IN_TEXT = {"\r": "&#13;"}

_Change = tuple[int, int, bytes]  # from, to, what comes there


@dataclass(slots=True)
class Edit:
    """``attributes`` and ``lists`` are new; the latter with their kind, ``rdf:Bag`` or ``rdf:Seq``."""

    packet: Packet
    changes: list[_Change] = field(default_factory=list)
    attributes: list[tuple[Name, str]] = field(default_factory=list)
    lists: list[tuple[Name, Name, tuple[str, ...]]] = field(default_factory=list)

    def set_text(self, name: Name, text: str) -> None:
        """A simple property; where it is there several times, each is changed."""
        found = self.packet.properties.get(name, [])
        if not found:
            self.attributes.append((name, text))
        for one in found:
            self._replace_text(one, text)

    def set_list(self, name: Name, kind: Name, texts: tuple[str, ...]) -> None:
        """A list that is none of the photographer's: it is written as a whole."""
        self.remove(name)
        if texts:
            self.lists.append((name, kind, texts))

    def set_alternative(self, name: Name, text: str) -> None:
        """A text in the default language; what is there in others stays. None where ``text`` is empty."""
        found = self.packet.properties.get(name, [])
        default = [item for one in found for item in items_of(one) if is_default(item)]
        if text and len(default) == 1 == len(found):
            self._replace_text(default[0], text)
        else:
            self.set_list(name, ALT, (text,) if text else ())

    def remove(self, name: Name) -> None:
        for one in self.packet.properties.get(name, []):
            self._cut(one)

    def change_list(self, name: Name, added: tuple[str, ...], removed: frozenset[str]) -> None:
        """Add to and take from a list of texts, leaving its other items and their order alone."""
        found = self.packet.properties.get(name, [])
        there = texts_of(found)
        kept = tuple(text for text in there if text not in removed)
        added = tuple(text for text in added if text not in kept)
        if len(kept) == len(there) and not added:
            return
        hosts = [one for one in found if items_of(one)]
        if len(hosts) < len(found) or not hosts or not (kept or added):
            self.set_list(name, BAG, (*filter(None, kept), *added))
            return
        for host in hosts:
            self._cut_items(host, removed)
        self._append_items(items_of(hosts[-1])[-1], added)

    def _cut_items(self, host: Property, removed: frozenset[str]) -> None:
        for item in items_of(host):
            if text_at(slot_of(item)) in removed:
                self._cut(item)

    def _append_items(self, last: Element, texts: tuple[str, ...]) -> None:
        space = _space_before(self.packet.raw, last.start)
        items = b"".join(space + _element(last.written, _in_text(text)) for text in texts)
        self.changes.append((last.end, last.end, items))

    def _cut(self, found: Property) -> None:
        space = b"" if isinstance(found, Attribute) else _space_before(self.packet.raw, found.start)
        self.changes.append((found.start - len(space), found.end, b""))

    def _replace_text(self, found: Property, text: str) -> None:
        slot = slot_of(found)
        raw = self.packet.raw
        if isinstance(slot, Attribute):
            self.changes.append((slot.value_start, slot.value_end, _in_attribute(text)))
        elif slot.closed:
            start = raw[slot.start : slot.attributes_end]
            self.changes.append((slot.start, slot.end, start + b">" + _in_text(text) + b"</" + slot.written + b">"))
        elif slot.children:
            raise XmpError(UNSAFE)
        else:
            inner = _CDATA.sub(b"", raw[slot.tag_end : slot.inner_end])
            remarks = b"".join(_REMARKS.findall(inner))
            self.changes.append((slot.tag_end, slot.inner_end, _in_text(text) + remarks))


def applied(edit: Edit) -> bytes:
    """The packet's new text, in UTF-8."""
    changes = [*edit.changes, *_additions(edit)]
    parts: list[bytes] = []
    place = 0
    for start, end, new in sorted(changes, key=lambda change: change[:2]):
        if start < place:
            raise XmpError(UNSAFE)
        parts += (edit.packet.raw[place:start], new)
        place = end
    return b"".join((*parts, edit.packet.raw[place:]))


def with_description(packet: Packet) -> bytes:
    """The text with an empty block in it for what is to be said, where it had none."""
    rdf, raw = packet.rdf, packet.raw
    tag = _rdf_prefix(rdf, "RDF") + b"Description"
    about = _attribute_prefix(rdf)
    block = b"<" + tag + b" " + about + b'about=""/>'
    line = _line_before(raw, rdf.start)
    inner = (line + b" " if line else b"") + block
    if rdf.closed:
        tail = b">" + inner + line + b"</" + rdf.written + b">"
        return raw[: rdf.attributes_end] + tail + raw[rdf.end :]
    return raw[: rdf.tag_end] + inner + raw[rdf.tag_end :]


def _additions(edit: Edit) -> list[_Change]:
    if not edit.attributes and not edit.lists:
        return []
    home = edit.packet.descriptions[0]
    spaces = _Spaces(edit.packet, home)
    space = _attribute_space(edit.packet.raw, home)
    written = [
        space + spaces.prefix_of(name) + b":" + name.local.encode() + b'="' + _in_attribute(text) + b'"'
        for name, text in edit.attributes
    ]
    lists = [_list(edit.packet, home, spaces.prefix_of(name), name, kind, texts) for name, kind, texts in edit.lists]
    declarations = [
        space + b"xmlns:" + name + b'="' + _in_attribute(uri) + b'"' for name, uri in spaces.declared.items()
    ]
    attributes = b"".join((*declarations, *written))
    changes = [(home.attributes_end, home.attributes_end, attributes)] if attributes else []
    return [*changes, *_placed(edit.packet, home, b"".join(lists))]


class _Spaces:
    """The prefixes that hold in a block, and those it needs besides.

    One namespace has one prefix in the whole packet, and one prefix one namespace: exiv2, and with it darktable and
    digiKam, read nothing of a packet that has it differently.
    """

    def __init__(self, packet: Packet, home: Element) -> None:
        self._scope, self._everywhere = home.scope(), packet.declared
        self.declared: dict[bytes, str] = {}

    def prefix_of(self, name: Name) -> bytes:
        for known in (self._scope | self.declared, self._everywhere):
            for written, uri in known.items():
                if written and plain(uri) == name.space and self._is_free(written, uri):
                    if written not in self._scope:
                        self.declared[written] = uri
                    return written
        return self._new(prefix(name.space).encode(), address(name.space))

    def _new(self, wished: bytes, uri: str) -> bytes:
        candidates = itertools.chain([wished], (b"%s%d" % (wished, number) for number in itertools.count(1)))
        free = next(
            written for written in candidates if written not in self._everywhere and self._is_free(written, uri)
        )
        self.declared[free] = uri
        return free

    def _is_free(self, written: bytes, uri: str) -> bool:
        return (self._scope | self.declared).get(written, uri) == uri


def _placed(packet: Packet, home: Element, lists: bytes) -> list[_Change]:
    """New elements at a block's end."""
    if not lists:
        return []
    if home.closed:
        line = _line_before(packet.raw, home.start)
        return [(home.attributes_end, home.tag_end, b">" + lists + line + b"</" + home.written + b">")]
    place = home.children[-1].end if home.children else home.tag_end
    return [(place, place, lists)]


def _list(packet: Packet, home: Element, prefix: bytes, name: Name, kind: Name, texts: tuple[str, ...]) -> bytes:
    line = _child_space(packet.raw, home)
    rdf = _rdf_prefix(home, "Description")
    step = b" " if line else b""
    language = b' xml:lang="%s"' % DEFAULT.encode() if kind == ALT else b""
    items = b"".join(line + 2 * step + _element(rdf + LI.local.encode(), _in_text(text), language) for text in texts)
    container = line + step + _element(rdf + kind.local.encode(), items + (line + step if line else b""))
    return line + _element(prefix + b":" + name.local.encode(), container + line)


def _child_space(raw: bytes, home: Element) -> bytes:
    """The white space before a block's elements."""
    if home.children:
        return _line_before(raw, home.children[-1].start)
    line = _line_before(raw, home.start)
    return line + b" " if line else b""


def _attribute_space(raw: bytes, home: Element) -> bytes:
    """What stands before the last attribute: one blank, or a new line."""
    if not home.attributes:
        return b" "
    start = home.attributes[-1].start
    text = raw[start : start + _LONGEST_SPACE]
    return text[: len(text) - len(text.lstrip())]


def _space_before(raw: bytes, place: int) -> bytes:
    text = raw[max(place - _LONGEST_SPACE, 0) : place]
    return text[len(text.rstrip()) :]


def _line_before(raw: bytes, place: int) -> bytes:
    """The line's end and the indentation before a tag; nothing where it does not begin a line."""
    space = _space_before(raw, place)
    start = space.rfind(b"\n")
    return b"" if start < 0 else space[start - (space[start - 1 : start] == b"\r") :]


def _rdf_prefix(element: Element, local: str) -> bytes:
    """``rdf:`` as this element of RDF's writes it."""
    return element.written.removesuffix(local.encode())


def _attribute_prefix(rdf: Element) -> bytes:
    """A prefix for RDF's attributes, which unlike elements need one."""
    found = (written for written, uri in rdf.scope().items() if written and plain(uri) == DESCRIPTION.space)
    return next((written + b":" for written in found), b"")


def _element(written: bytes, inner: bytes, attributes: bytes = b"") -> bytes:
    return b"<" + written + attributes + b">" + inner + b"</" + written + b">"


def _in_attribute(text: str) -> bytes:
    return _checked(escape(text, _IN_ATTRIBUTE))


def _in_text(text: str) -> bytes:
    return _checked(escape(text, _IN_TEXT))


def _checked(text: str) -> bytes:
    if _NOT_IN_XML.search(text):
        raise XmpError("a keyword or label holds a character that a sidecar cannot hold; take it out of its name")
    return text.encode("utf-8")
