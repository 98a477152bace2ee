"""Bytes in, an upright sRGB array of the size asked for out, once for all who need it.

``decode`` is the way in: ``files.kinds`` says what a file is; JPEG, PNG, WebP, GIF and BMP are decoded here, all else
in a process of its own (``isolation`` ──> ``frames`` ──> ``decoder_process``), which may crash without harm.
``codecs`` has one codec a module; ``pixels`` brings what they give to 8-bit RGB, reduced by area (``profiles``);
``previews`` finds the smaller JPEG that is enough. ``chatter`` takes what C libraries print to the log.
"""
