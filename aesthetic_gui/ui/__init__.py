"""All of Qt.

``main_window`` is the window; what it is made of, where that stands and which part hears which is in ``frame``.
``viewer`` has the views in its middle; ``actions`` is the table from which menus, buttons and shortcut sheet are made;
``deciding`` has the verbs for picks, stars and labels. ``session`` joins the window to the core and has the threads
behind it. The modules named ``work``, in ``files``, ``history``, ``sidecars`` and ``taste``, are the verbs that take
longer: they get what they need handed in, and know no window.
"""
