"""Right-click menus: what stands in which, and where they open.

ACTIONS ──> ``rows``: the ids for each place ──> ``context`` opens them where the mouse, or the menu key, asks for them
"""
