"""One file at a time goes somewhere else, and nothing is overwritten, half there, or lost.

``copying`` copies to a staged name, reads back, compares, renames; ``renaming`` asks the system for what the standard
library cannot do; ``exchanging`` lets two files change places; ``linking`` makes reflinks and links; ``trash`` is the
system's trash. The journal around them, which keeps a unit together, is ``culling.operations``.
"""
