"""Tastes in the window: ``panel`` shows which one judges and how well (``accuracy_chart``), ``work`` chooses and
teaches.
"""
