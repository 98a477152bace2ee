"""Bursts, near-duplicates, brackets, phone and RAW pairs; and which frame of a stack is the best, and why.

frame      a photograph as grouping sees it, and what a stack is
likeness   a fingerprint of how a photograph looks, and how far two are apart
overlap    how far what is seen shifts from one frame to the next
series     exposure brackets, focus stacks, panoramas: recognised first, kept whole
nearness   how near two frames are, in time and in look
detail     how fine the detail of a frame is, compared with another of the same view
links      where what holds together tears, at the closeness asked for
stacks     frames in, stacks out
aspects    in what frames of a stack differ by more than the error
best       which is the best, and why: a suggestion
"""
