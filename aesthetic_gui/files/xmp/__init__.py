"""XMP sidecars: what other programs say of a photograph, and what we tell them.

bytes ──> ``encodings`` ──> ``packet`` (a tree that knows its bytes) ──> ``values`` ──> ``reading`` (the order of
precedence over the table in ``fields``) ──> :class:`Marks`. ``embedded`` finds a packet inside of a photograph,
``capture`` what it knows of how that was taken.
:class:`Wanted` ──> ``writing`` asks the same table what each field of a :class:`Profile` is to say ──> ``editing``
changes just those bytes ──> read again as proof ──> bytes. Nothing here writes to the disk.
"""

from aesthetic_gui.files.xmp.embedded import embedded_marks, orientation_of
from aesthetic_gui.files.xmp.marks import Judgement, Marks, Wanted, XmpError
from aesthetic_gui.files.xmp.profiles import PROFILES, Profile, sidecar_for, sidecars_of, spoken_of
from aesthetic_gui.files.xmp.reading import Orientation, read
from aesthetic_gui.files.xmp.writing import write

__all__ = [
    "PROFILES",
    "Judgement",
    "Marks",
    "Orientation",
    "Profile",
    "Wanted",
    "XmpError",
    "embedded_marks",
    "orientation_of",
    "read",
    "sidecar_for",
    "sidecars_of",
    "spoken_of",
    "write",
]
