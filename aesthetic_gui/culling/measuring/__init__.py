"""What was measured of photographs: technical criteria, faces and eyes, looks, and how they were taken.

measuring   the facts of one photograph: first from the pixels that were decoded for scoring, closely from all of them
asking      the facts of many photographs, asked for at once: known to the catalog, or measured now
stacked     stacks, measured first where they were not
record      facts as plain values
flagging    what the quality classes would pick and reject: a proposal, no more
filling     measures later, behind all else, what was scored before there were facts, and closely what is compared
"""
