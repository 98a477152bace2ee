"""The whole pipeline in one small network: a student learns what the teacher says of photographs, labelled or not.

    teacher (backbones, features, judge) ──> what it says of each photograph ──> student: body, levels, two outputs

``teachers`` say it, ``student`` is the network, ``learning`` teaches it step by step, ``distilling`` splits the
sources; ``agreement`` and ``speed`` tell how good, how alike and how fast both are on sources that neither has seen.
"""
