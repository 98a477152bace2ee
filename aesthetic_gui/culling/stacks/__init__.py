"""Stacks of the photographs that are open.

``stacking`` groups items by what is known of them, ``folding`` tells what is shown where some stacks are folded, and
``place`` where a photograph stands in its stack.
"""
