"""The small head that tells open eyes from closed ones, by the contour of their lids.

crops        labelled crops of faces, which of them are nearly the same, and each one read many times, also degraded
learning     a logistic regression on what was read; five folds, and a part that is held back
train        the command that makes models/faces/openness.json and prints the figures
"""
