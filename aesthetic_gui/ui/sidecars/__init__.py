"""Ratings that travel, in the window: ``reader`` reads in the background, ``work`` saves, ``troubles`` tells what
could not.

``conflict_dialog`` shows both sides where here and there say different things.
"""
