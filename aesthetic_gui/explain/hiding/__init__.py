"""Reasons found by hiding parts of a photograph and asking again: they explain any number, of any model.

``regions`` cuts the photograph up and makes copies in which some parts are hidden → ``question.values`` asks about
each copy → ``lime``, ``shap`` … turn the answers into what each part contributes.
"""
