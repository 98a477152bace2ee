"""Open, closed or can't tell, and why: every threshold of it stands here.

Somebody who laughs or looks down narrows the eyes without blinking, dark glasses hide them, and a profile or a small
face shows too little: that is *can't tell*, never *closed*.
"""

from __future__ import annotations

from typing import NamedTuple

from aesthetic_gui.facts import EyeState

CLOSED_BELOW, OPEN_ABOVE = 0.15, 0.5
"""P(open): below 0.15 lie 90 % of closed eyes and 1 % of open ones; between, lids are half closed."""

SURELY_CLOSED = 0.03  # of somebody who laughs: below it the eyes are shut, not narrowed
FEWEST_PIXELS = 24.0  # between the eyes, in pixels of the full photograph
FEWEST_AT_HAND = 16.0  # the same in the picture that was looked at: below 14, false alarms double
ASIDE, PROFILE = 30.0, 50.0
"""Degrees: beyond 30, no eye is told closed, as the farther one's lids run into each other; beyond 50, none is told."""

PROFILE_SHARE = 0.3  # of the face's width between its eyes; 0.4 where it looks at the camera
FARTHEST_PITCH = 30.0  # degrees downwards: lids that hang may be a glance at the floor
LAUGH = 0.66  # how wide the mouth is, in spans of the eyes, where it is closed
OPEN_LAUGH, OPEN_MOUTH = 0.6, 0.08  # how wide where it is open, and how far open
DARK, DARKEST = 0.45, 0.15  # brightness of the eyes' surroundings over that of the cheeks
PALE = 0.5  # their colour over that of the cheeks: a shadow leaves skin its colour, a glass does not


class Seen(NamedTuple):
    """What of a face speaks for or against telling its eyes; angles in degrees, sizes in pixels, see ``mesh``."""

    between_eyes: float
    at_hand: float
    yaw: float
    pitch: float
    mouth_wide: float
    mouth_open: float
    darkness: float
    colour: float


def why_not(seen: Seen) -> str:
    """Why no eye of this face can be told, in a photographer's words; "" where nothing speaks against it."""
    if seen.between_eyes < FEWEST_PIXELS:
        return "too small"
    if seen.at_hand < FEWEST_AT_HAND:
        return "too small in the reduced picture"
    if abs(seen.yaw) > PROFILE:
        return "in profile"
    return "dark glasses" if _hidden_by_glasses(seen) else ""


def large_enough(between_eyes: float, at_hand: float) -> bool:
    """Whether a face of this size, as in :class:`Seen`, is worth reading its eyes."""
    return between_eyes >= FEWEST_PIXELS and at_hand >= FEWEST_AT_HAND


def why_unread(between_eyes: float, at_hand: float, share: float) -> str:
    """The same of a face that no mesh fits; ``share`` of its width lies between its eyes."""
    if between_eyes < FEWEST_PIXELS:
        return "too small"
    if at_hand < FEWEST_AT_HAND:
        return "too small in the reduced picture"
    return "in profile" if share < PROFILE_SHARE else "partly hidden"


def told(openness: float, seen: Seen) -> tuple[EyeState, str]:
    """The state of one eye that is open with the probability ``openness``, and why where it can't be told."""
    if hidden := why_not(seen):
        return EyeState.CANT_TELL, hidden
    if openness > OPEN_ABOVE:
        return EyeState.OPEN, ""
    if abs(seen.yaw) > ASIDE:
        return EyeState.CANT_TELL, "in profile"
    if seen.pitch > FARTHEST_PITCH:
        return EyeState.CANT_TELL, "looking down"
    if _laughs(seen) and openness > SURELY_CLOSED:
        return EyeState.CANT_TELL, "laughing"
    if openness < CLOSED_BELOW:
        return EyeState.CLOSED, ""
    return EyeState.CANT_TELL, "half closed"


def _laughs(seen: Seen) -> bool:
    return seen.mouth_wide > (OPEN_LAUGH if seen.mouth_open > OPEN_MOUTH else LAUGH)


def _hidden_by_glasses(seen: Seen) -> bool:
    return seen.darkness < DARKEST or (seen.darkness < DARK and seen.colour < PALE)
