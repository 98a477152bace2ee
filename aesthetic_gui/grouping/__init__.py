"""Bursts, near-duplicates, brackets, phone and RAW pairs; and which frame of a stack is the best, and why.

frame      a photograph as grouping sees it, and what a stack is
likeness   a fingerprint of how a photograph looks, and how far two are apart
overlap    how far what is seen shifts from one frame to the next
series     exposure brackets, focus stacks, panoramas: recognised first, kept whole
nearness   how near two frames are, in time and in look
links      where what holds together tears, at the closeness asked for
stacks     all of it: frames in, stacks out
"""
