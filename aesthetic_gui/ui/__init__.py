"""All of Qt.

``main_window`` lays out folder panel, ``viewer`` (grid and loupe) and inspector; ``actions`` is the table from which
menu, toolbar and shortcut sheet are made; ``deciding`` has the verbs for picks, stars and labels. ``session`` joins
the window to the core and has the threads behind it. The modules named ``work``, in ``files``, ``history``,
``sidecars`` and ``taste``, are the verbs that take longer: they get what they need handed in, and know no window.
"""
