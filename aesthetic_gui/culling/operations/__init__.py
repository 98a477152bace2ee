"""Every file operation and every decision, journaled: planned, carried out, undone, recovered.

``planning`` (names from ``naming``) ──> ``transferring`` ──> ``running``, unit by unit ──> ``preparing`` ahead of
their turn ──> ``units`` ──> ``staging`` and ``writing``, file by file, telling ``progress``. ``deciding`` keeps picks
and stars the same way. ``whereabouts`` finds a journaled file again, ``recovering`` finishes after a crash,
``history`` tells what can be undone; ``trust`` is asked before a journal from the disk is acted on.
"""
