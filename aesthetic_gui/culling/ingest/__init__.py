"""Ingest from a card: photographs are copied to one or two places, verified, under new names; the card stays as it is.

``cards`` finds cards ──> ``reading`` lists what is on them ──> ``planning``, which asks ``before`` what was ingested
already ──> a Plan of copies, carried out and undone as every other one is (``culling.operations``).
"""
