"""Live folders: what changes on disk while photographs are open, from the system's word to the rows of the catalog.

``file_events`` passes on what the system tells of files, as hints; ``holding`` keeps each back until its file is
complete; ``open_folders`` knows which folders and files are open, watches them and looks them over; ``changes``
compares the units known before with those found now. ``watching`` joins the four in a thread of its own.
``following`` lets the catalog's rows go along with what was renamed.
"""
