"""Which of many features are worth keeping: chosen on a validation split of the training sources, never on the test's.

    features, labels ──> fitness (accuracy on sources watched) ──> genetic | others ──> indices

``genetic`` is the published algorithm; ``others`` are what it is compared with, on the same budget; ``fitness`` tells
how good a choice is, ``workers`` asks it in several processes; ``state`` survives a kill, ``progress`` draws it.
"""
