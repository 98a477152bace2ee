"""Finding photographs again: what is shown, in which order, and how many that leaves.

``filter`` holds the View that all parts show and change. The ``filter_bar`` stands in the top bar: ``pills`` that are
filled while they withhold something, the ``order``, and how many of how many are shown. ``filter_row`` below it asks
for the rest, in ``sets``, in ``spans`` and in the ``search_line``. What a pill opens is a list of ``choices`` with a
figure beside each; for stars ``stars_choice``, for labels ``labels_pill``, for the best ``best_choice``.

In ``saved`` filters are kept by name, and as smart albums.
"""
