"""A property of the X server's root window, read through libxcb: unlike libX11 it never ends the process."""

from __future__ import annotations

import ctypes
import logging
from ctypes import POINTER, byref, c_char_p, c_int, c_uint, c_uint8, c_uint16, c_uint32, c_void_p
from functools import lru_cache
from typing import Any

log = logging.getLogger(__name__)


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", c_uint),)


class _Screens(ctypes.Structure):
    _fields_ = (("screen", POINTER(c_uint32)), ("remaining", c_int), ("index", c_int))  # a screen begins with its root


class _AtomReply(ctypes.Structure):
    _fields_ = (("kind", c_uint8), ("pad", c_uint8), ("sequence", c_uint16), ("length", c_uint32), ("atom", c_uint32))


_SIGNATURES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "xcb_connect": (c_void_p, (c_char_p, POINTER(c_int))),
    "xcb_connection_has_error": (c_int, (c_void_p,)),
    "xcb_disconnect": (None, (c_void_p,)),
    "xcb_get_setup": (c_void_p, (c_void_p,)),
    "xcb_setup_roots_iterator": (_Screens, (c_void_p,)),
    "xcb_screen_next": (None, (POINTER(_Screens),)),
    "xcb_intern_atom": (_Cookie, (c_void_p, c_uint8, c_uint16, c_char_p)),
    "xcb_intern_atom_reply": (POINTER(_AtomReply), (c_void_p, _Cookie, c_void_p)),
    "xcb_get_property": (_Cookie, (c_void_p, c_uint8, c_uint32, c_uint32, c_uint32, c_uint32, c_uint32)),
    "xcb_get_property_reply": (c_void_p, (c_void_p, _Cookie, c_void_p)),
    "xcb_get_property_value": (c_void_p, (c_void_p,)),
    "xcb_get_property_value_length": (c_int, (c_void_p,)),
}


def root_property(name: str, at_most: int) -> bytes | None:
    """The first ``at_most`` bytes of the root window's property ``name`` on ``$DISPLAY``; None where there is none."""
    try:
        xcb, free = _libraries()
    except (OSError, AttributeError):
        log.info("no libxcb", exc_info=True)
        return None
    number = c_int()
    connection = xcb.xcb_connect(None, byref(number))
    try:
        if xcb.xcb_connection_has_error(connection):
            return None
        screens = xcb.xcb_setup_roots_iterator(xcb.xcb_get_setup(connection))
        for _ in range(number.value):
            xcb.xcb_screen_next(byref(screens))
        return _property(xcb, free, connection, screens.screen[0], name.encode(), at_most)
    finally:
        xcb.xcb_disconnect(connection)


def _property(xcb: Any, free: Any, connection: Any, root: int, name: bytes, at_most: int) -> bytes | None:
    reply = xcb.xcb_intern_atom_reply(connection, xcb.xcb_intern_atom(connection, 1, len(name), name), None)
    if not reply:
        return None
    atom = reply.contents.atom
    free(reply)
    asked = xcb.xcb_get_property(connection, 0, root, atom, 0, 0, at_most // 4)
    answer = xcb.xcb_get_property_reply(connection, asked, None)  # none for an atom that no one has made
    if not answer:
        return None
    length = xcb.xcb_get_property_value_length(answer)
    value = ctypes.string_at(xcb.xcb_get_property_value(answer), length)
    free(answer)
    return value or None


@lru_cache(maxsize=1)
def _libraries() -> tuple[Any, Any]:
    """libxcb and C's ``free``. Raises ``OSError`` or ``AttributeError`` where they are not what they should be."""
    xcb = ctypes.CDLL("libxcb.so.1")
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(xcb, name)
        function.restype, function.argtypes = result, arguments
    free = ctypes.CDLL(None).free
    free.restype, free.argtypes = None, (c_void_p,)
    return xcb, free
