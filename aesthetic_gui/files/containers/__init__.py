"""Where a photograph's file keeps what is said of it: one walker a container, and nothing of what it means.

    first bytes ──> ``jpeg``, ``png``, ``riff``, ``boxes``, ``items``, ``tiff``, ``psd``, ``gif`` or ``cameras``
    ──> each yields the notes it finds, or a :class:`Part`, a place ──> ``notes`` makes :class:`Notes` of them

No decoder is asked, nothing in a file is trusted, and no more of it is read than is wanted. What is damaged ends the
walk: what was found until then counts.
"""

from aesthetic_gui.files.containers.notes import Notes, read_notes
from aesthetic_gui.files.containers.parts import LARGEST, Damaged, Part, What, content, number, read

__all__ = ["LARGEST", "Damaged", "Notes", "Part", "What", "content", "number", "read", "read_notes"]
