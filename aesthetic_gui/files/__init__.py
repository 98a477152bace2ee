"""The disk: photographs in, photographs and their companions out.

``formats`` walks what was dropped and yields each RAW + JPEG + sidecars as one ``Photo``;
``decode`` reads such a photograph once into an upright array and its content identity (``reading``): with
``codecs`` here, or in a child (``isolation`` ──> ``decoder_process``) where a decoder might crash;
``thumbnails`` keeps a small JPEG of it, so that a second visit decodes nothing;
``transfer`` moves and copies single files, verified, and never overwrites (``renaming``, ``linking`` and ``exchanging``
ask the system); ``xmp`` reads and merges sidecars; ``export`` makes pictures and pages.
"""
