"""Reasons in words: two or three sentences made of what was measured, and of nothing else.

    pixels ──> composition ──> figures ─┐
    facts of the criteria ──────────────┼──> technical, composed, scored: sentences, each with its figure and region
    score and explanation ──────────────┘        └──> sentences: the two or three that depart most from the usual

``usual`` tells what is usual, by thousands of photographs. No sentence says that a fact caused the score, but those of
an explanation that was checked by hiding what it names.
"""
