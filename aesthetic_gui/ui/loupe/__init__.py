"""One photograph, large: ``view`` is the loupe with its strip, ``photo_view`` paints, ``zoom`` is the geometry of it.

``filmstrip`` is the row of small ones below, ``flash`` a decision shown large, ``tints`` and ``tinting`` colour what is
sharp or clipped, ``lights_out`` darkens all else.

``showing`` joins loupe and inspector to ``picture_loader``, which reads a ``picture`` in a thread of its own, and the
next ones ahead.
"""
