"""The photographer's verbs, without Qt.

``opening`` walks folders and adds what the catalog knows; ``pipeline`` decodes ahead and scores in batches;
``explaining`` says why; ``deciding`` keeps picks and stars; ``albums`` and ``transferring`` plan and perform
file operations through the journal (``running`` ──> ``preparing`` ──> ``units`` ──> ``staging``, ``writing``);
``publishing`` plans pictures, sheets and galleries, ``manifests`` lists and verifies; ``sidecars`` reads and saves
ratings; ``exporting`` writes scores; ``history`` tells what can be undone. ``live`` is a room of its own: it follows
what changes on disk while photographs are open.
The window, the command line and the Python door (``door``) call nothing else.
"""
