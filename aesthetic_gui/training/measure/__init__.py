"""How good it is: ``benchmark`` and ``appraise`` judge packs on sources left out, ``statistics`` gives the intervals.

``judging`` asks several packs, ``sensitivity`` alters photographs, ``bands`` and ``reliability`` look at P(aesthetic);
``report`` and ``plots`` show it. ``measure_resize`` compared ways to resize.
"""
