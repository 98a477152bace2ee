"""All photographs, small.

``model`` holds them in order, and by ``ranking`` their ranks; ``tile_view`` places them, ``view`` shows them, ``cell``
paints one, of the ``thumbnails`` in memory; ``filter_bar`` sorts and filters above them, the best by ``best_button``;
``nothing_here`` says why there are none, ``empty_page`` stands there before anything is open.
"""
