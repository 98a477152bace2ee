"""Files in the window: what goes where, asked in a dialog, done in the background, told in the strip.

``folder_panel`` and ``drop_zone`` bring photographs in; ``work`` moves, copies, sorts, trashes and undoes
(``sort_dialog``); ``publish_work`` exports pictures and pages (``export_dialog``, ``page_dialogs``).
"""
