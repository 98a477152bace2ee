"""Several photographs side by side: ``compare`` a select and its candidates, ``survey`` as many as one likes.

``panes`` has what both share: a ``pane`` for each photograph, one place that all of them look at (``synchrony``), and
``reading``, which has the loupe's loader read what they show. ``candidates`` and ``arrangement`` are plain: which
photograph comes next, and where each lies.
"""
