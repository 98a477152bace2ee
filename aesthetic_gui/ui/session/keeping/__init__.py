"""What a person says of photographs: shown at once, stored behind, taken back where that fails.

``decision_keeper`` has the three kinds of it (decisions, details, stacks), each kept by one ``saying``; ``lately_said``
knows what was said a moment ago; ``stacking`` are the window's verbs for stacks.
"""
