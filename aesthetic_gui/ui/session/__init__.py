"""What the window works on, and the threads behind it.

``session`` holds the open photographs; ``worker`` is the QThread that scores and explains; ``catalog_queue`` the one
thread that writes the catalog and moves files. ``scoring`` is what waits for the worker and comes back, ``pace`` how
fast, ``measuring`` what is measured behind all else; ``keeping`` is what was decided, written and stacked;
``own_changes`` what the program's own operations did, ``live_folder`` what others do on disk. ``kept_settings`` keeps
what the photographer sets; ``collecting`` says when and where Python looks for garbage.
"""
