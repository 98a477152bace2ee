"""One file at a time goes somewhere else, and nothing is overwritten, half there, or lost.

``copying`` copies to a staged name, reads back and compares (``disk_io`` renames, never over another file);
``exchanging`` lets two files change places; ``linking`` makes reflinks and links; ``trash`` is the system's trash.
``removing`` lets a file go once it is proven to be the one; ``drives`` tells whether a drive is connected. The journal
around them, which keeps a unit together, is ``culling.operations``.
"""
