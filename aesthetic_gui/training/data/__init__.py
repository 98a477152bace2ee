"""What is learned from: ``labels`` and ``folders`` of photographs, ``photographs`` decoded once into one file.

``degrade`` makes copies that are as good, or worse, and views in which what must not matter is changed;
``not_photographs`` and ``drawn_pages`` draw what a model should say nothing sure of, ``odd_photographs`` are real ones.
"""
