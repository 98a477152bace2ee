"""Stacks of the photographs that are open.

``stacking`` groups items by what is known of them.
"""
