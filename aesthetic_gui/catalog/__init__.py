"""What the program remembers, in one SQLite file.

``schema`` opens the file and brings it up to date with ``migrations``; ``catalog`` answers what is known of
photographs and keeps scores, explanations and decisions; ``photo_rows`` lets a row follow its file; ``journal`` keeps
the intents and outcomes of operations, from which undo and recovery work; ``sidecar_rows`` keeps what sidecars said;
``lock`` tells a live operation from a dead one, ``in_use`` an open catalog from one that a crash left; ``damage``
copies and repairs. Scores can be made again and are written fast; decisions and the journal cannot, and survive a
power cut.
"""
