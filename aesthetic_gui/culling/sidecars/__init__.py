"""Ratings that travel to other programs and back, never over a change.

``places`` finds the sidecars of a photograph ──> ``state`` reads them and merges three ways, field by field ──>
``exchange`` brings what was read into the catalog, and what was decided into sidecars, through the journal.
"""
