"""How good it is: ``benchmark`` and ``appraise`` judge packs and left-out scores, source by source.

``judging`` asks several packs, ``sensitivity`` alters photographs, ``bands`` and ``reliability`` look at P(aesthetic);
``report`` shows it all in one HTML file. ``measure_resize`` compared ways to resize.
"""
