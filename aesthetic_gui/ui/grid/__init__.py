"""All photographs, small.

``model`` holds them in order, ``tile_view`` places them, ``view`` shows them, ``cell`` paints one, of the
``thumbnails`` in memory; ``filter_bar`` sorts and filters above them; ``empty_page`` stands there before anything is
open.
"""
