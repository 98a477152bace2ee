"""What the window works on, and the threads behind it.

``session`` holds the open photographs; ``worker`` is the QThread that scores and explains; ``catalog_queue`` the one
thread that writes the catalog and moves files; ``live_folder`` brings in what changes on disk. ``kept_settings`` and
``bar_keeper`` keep what the photographer sets; ``pace`` tells how fast it goes; ``collecting`` says when Python looks
for garbage.
"""
