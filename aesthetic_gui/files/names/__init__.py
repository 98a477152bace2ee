"""What the name of a file says: nothing here opens one.

    folding    when two names are one, and in what order names come
    schemes    names of one exposure, as cameras and phones give them
    sidecars   what other programs write beside a photograph, and where
    hidden     what systems and programs keep for themselves
    links      what was named, and which links lead out of it
    spelling   how a folder spells the names that a list has

``files.formats`` makes photographs of what these say.
"""

from aesthetic_gui.files.names.folding import beginning, fold, natural_key

__all__ = ["beginning", "fold", "natural_key"]
