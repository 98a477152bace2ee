"""The disk: photographs in, photographs and their companions out.

``formats`` walks what was dropped and yields each RAW + JPEG + sidecars as one ``Photo``;
``decode`` reads such a photograph once (with ``exif``) into an upright sRGB array and its content identity;
``thumbnails`` keeps a small JPEG of it, so that a second visit decodes nothing;
``transfer`` moves, copies and trashes whole units, verified, and never overwrites.
"""
