"""What was measured of photographs: technical criteria, faces and eyes, looks, and how they were taken.

measuring   the facts of one photograph: first from the pixels that were decoded for scoring, closely from all of them
filling     measures later, behind all else, what was scored before there were facts, and closely what is compared
"""
