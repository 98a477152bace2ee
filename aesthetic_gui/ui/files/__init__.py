"""Files in the window: what goes where, asked in a dialog, done in the background, told in the strip.

``folder_panel`` brings photographs in; ``work`` moves, copies, sorts, trashes and undoes (``sort_dialog``) and says
what came of it (``outcome``), and asks first where the catalog is from elsewhere (``trust_dialog``); ``publish_work``
exports pictures and pages (``export_dialog``, ``page_dialogs``).
"""
