"""Photographs that are looked at together: one place for all of them, and an offset for each that is shifted.

A move in one pane moves what they share; a move *alone* changes the offset of that one, and it keeps that afterwards.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from aesthetic_gui.ui.loupe.zoom import Look


class Offset(NamedTuple):
    """How far one photograph is shifted against the others, in shares of its own width and height."""

    u: float = 0.0
    v: float = 0.0


def shared(look: Look, offset: Offset) -> Look:
    """What all share where the photograph with ``offset`` is looked at like this."""
    return replace(look, u=look.u - offset.u, v=look.v - offset.v)


def of_one(together: Look, offset: Offset) -> Look:
    """Where the photograph with ``offset`` is looked at while all share ``together``."""
    return replace(together, u=together.u + offset.u, v=together.v + offset.v)


def offset_of(look: Look, together: Look) -> Offset:
    """The offset of a photograph that is looked at like this while the others share ``together``."""
    return Offset(look.u - together.u, look.v - together.v)
