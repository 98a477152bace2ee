"""One table, or a few that belong together, a module; each works in the caller's transaction.

``photo_rows`` lets a row follow its file, ``sidecar_rows`` keeps what sidecars said, ``taste_rows`` the tastes,
``fact_rows`` what was measured.
"""
