"""Measured facts of one photograph: focus, motion, noise, exposure, compression, horizon, colour cast, faces and eyes.

picture      what every criterion measures: the reduced photograph, its planes, and pixels at native size
"""
