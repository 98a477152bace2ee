"""What of a journal may be acted on: a catalog is a file, and a file says what whoever made it likes.

``claims`` tells what the journal of a catalog from elsewhere would touch, before the person agrees ──> ``door`` lets
through only steps of the shape that this program makes, whosever catalog it is ──> ``proof`` removes only what the
disk itself shows to be ours.
"""
