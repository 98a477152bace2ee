"""Open, closed or can't tell, and why: every threshold of it stands here.

Somebody who laughs or looks down narrows the eyes without blinking, dark glasses hide them, and a profile or a small
face shows too little: that is *can't tell*, never *closed*.
"""

from __future__ import annotations

from typing import NamedTuple

from aesthetic_gui.facts import EyeState

CLOSED_BELOW, OPEN_ABOVE = 0.35, 0.65  # P(open); between them the lids are half closed
SURELY_CLOSED = 0.1  # of somebody who laughs: below it the eyes are shut, not narrowed
FEWEST_PIXELS = 24.0  # between the eyes, in pixels of the full photograph
FEWEST_AT_HAND = 14.0  # the same in the picture that was looked at: below it, the contour is guessed
FARTHEST_YAW = 40.0  # degrees
PROFILE_SHARE = 0.3  # of the face's width between its eyes; 0.4 where it looks at the camera
FARTHEST_PITCH = 25.0  # degrees downwards: lids that hang may be a glance at the floor
WIDE_MOUTH, OPEN_MOUTH = 0.62, 0.12  # shares of the span of the eyes: a laugh shows both
DARK_GLASSES = 0.35  # brightness of the eyes' surroundings over that of the cheeks


class Seen(NamedTuple):
    """What of a face speaks for or against telling its eyes; angles in degrees, sizes in pixels, see ``mesh``."""

    between_eyes: float
    at_hand: float
    yaw: float
    pitch: float
    mouth_wide: float
    mouth_open: float
    darkness: float


def why_not(seen: Seen) -> str:
    """Why no eye of this face can be told, in a photographer's words; "" where nothing speaks against it."""
    if seen.between_eyes < FEWEST_PIXELS:
        return "too small"
    if seen.at_hand < FEWEST_AT_HAND:
        return "too small in the reduced picture"
    if abs(seen.yaw) > FARTHEST_YAW:
        return "in profile"
    return "dark glasses" if seen.darkness < DARK_GLASSES else ""


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
    if seen.pitch > FARTHEST_PITCH:
        return EyeState.CANT_TELL, "looking down"
    if _laughs(seen) and openness > SURELY_CLOSED:
        return EyeState.CANT_TELL, "laughing"
    if openness < CLOSED_BELOW:
        return EyeState.CLOSED, ""
    return EyeState.CANT_TELL, "half closed"


def _laughs(seen: Seen) -> bool:
    return seen.mouth_wide > WIDE_MOUTH and seen.mouth_open > OPEN_MOUTH
