"""What a property says, however it is written: attribute, element, element with ``rdf:value``, list, list of one."""

from __future__ import annotations

from aesthetic_gui.files.xmp import names
from aesthetic_gui.files.xmp.names import Name
from aesthetic_gui.files.xmp.packet import Element, Packet, Property

Values = dict[Name, tuple[str, ...]]  # by property; every value, in order

DEFAULT = "x-default"
_LISTS = (names.BAG, names.SEQ, names.ALT)


def values_of(packet: Packet) -> Values:
    """Every property's texts: one for a simple one, one for each item of a list; of languages the default first."""
    return {name: texts_of(found) for name, found in packet.properties.items()}


def texts_of(found: list[Property]) -> tuple[str, ...]:
    items = (sorted(items_of(one), key=_is_other_language) if list_of(one) else [one] for one in found)
    return tuple(text_at(slot_of(item)) for some in items for item in some)


def is_default(item: Element) -> bool:
    """Whether an item of alternatives is in the language that counts where none is asked for."""
    return (item.attribute(names.LANGUAGE) or "").lower() == DEFAULT


def _is_other_language(item: Element) -> bool:
    return not is_default(item)


def slot_of(found: Property) -> Property:
    """Where the text of a simple property stands."""
    if not isinstance(found, Element):
        return found
    for attribute in found.attributes:
        if attribute.name == names.VALUE:
            return attribute
    for child in found.children:
        if child.name in (names.VALUE, names.DESCRIPTION, names.LI, *_LISTS):
            return slot_of(child)
    return found


def list_of(found: Property) -> Element | None:
    """The bag, sequence or alternatives inside of a property."""
    children = found.children if isinstance(found, Element) else []
    return next((child for child in children if child.name in _LISTS), None)


def items_of(found: Property) -> list[Element]:
    """The items of a list, none where it is no list."""
    container = list_of(found)
    return [child for child in container.children if child.name == names.LI] if container else []


def text_at(slot: Property) -> str:
    return slot.text if isinstance(slot, Element) else slot.value.strip()
