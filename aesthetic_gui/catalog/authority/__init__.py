"""What a catalog may be believed: a file from elsewhere says what it likes.

``place``: the one name of its file, by which everybody locks it ──> ``objects``: nothing in its schema that we did not
put there ──> ``binding``: whether it was made here, by this person; only then its journal may touch files unasked.
"""
