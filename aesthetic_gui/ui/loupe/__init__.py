"""One photograph, large: ``view`` is the loupe with its strip, ``photo_view`` paints, ``zoom`` is the geometry of it.

``showing`` joins loupe and inspector to ``picture_loader``, which reads a ``picture`` in a thread of its own, and the
next ones ahead.
"""
