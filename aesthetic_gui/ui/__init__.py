"""All of Qt.

``main_window`` lays out folder panel, ``viewer`` (grid and loupe) and inspector; ``actions`` is the table from which
menu, toolbar and shortcut sheet are made; ``session`` joins the window to the core: the ``worker`` thread scores and
explains, the ``catalog_queue`` reads and writes the catalog and moves files, ``picture_loader`` reads pictures for the
loupe. ``file_work``, ``publish_work``, ``history_work``, ``sidecar_work`` and ``taste_work`` are the verbs that take
longer; ``bar_keeper`` keeps threshold and unsure band.
"""
