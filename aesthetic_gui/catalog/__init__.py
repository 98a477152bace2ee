"""What the program remembers, in one SQLite file; all SQL stands here.

``schema`` opens the file and brings it up to date with ``migrations``; ``catalog`` answers what is known of
photographs, and keeps scores, failures and explanations. By table: in ``rows`` a row follows its file, tastes, what
sidecars said and what was measured are kept; ``decisions`` keep what the photographer said; ``journal`` keeps the
intents and outcomes of operations, of which ``steps`` are the rows: undo and recovery work from them. ``encoding``
writes values into columns, ``packed_facts`` what was measured. ``lock`` tells a live operation from a dead one,
``in_use`` an open catalog from one that a crash left; ``damage`` copies and repairs. Scores can be made again and are
written fast; decisions and the journal cannot, and survive a power cut.
"""
