"""Stacks as the photographer handles them: ``work`` has the verbs, ``panel`` how closely photographs are grouped.

What stacks look like stands in ``ui.grid.stacks``, what is shown of a folded one in ``culling.stacks.folding``.
"""
