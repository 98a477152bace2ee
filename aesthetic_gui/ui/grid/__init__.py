"""All photographs, small.

``model`` holds them in order, by ``ranking`` their ranks, by ``counting`` the figures of the filter; ``tile_view``
places them, ``view`` shows them, ``cell`` paints one, of the ``thumbnails`` in memory; ``nothing_here`` says why there
are none, ``empty_page`` stands there before anything is open.
"""
