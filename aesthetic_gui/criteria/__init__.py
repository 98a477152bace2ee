"""Measured facts of one photograph: focus, motion, noise, exposure, compression, horizon, colour cast, faces and eyes.

picture      what every criterion measures: the reduced photograph, its planes, and pixels at native size
blur/        how wide edges are, and how much fine detail there is: what focus and motion are measured with
subject      where the subject is: the face, where the camera focused, or the sharpest half of all tiles
focus, motion, horizon, noise, exposure, compression, cast    what each says of a picture: 100 is no fault
values       how a figure becomes a value of 0 to 100
measures     all criteria in one table, each with the threshold below which it tells a fault
quality      bad, normal or good by the rules of digiKam's image quality sorter: a proposal, on request
"""
