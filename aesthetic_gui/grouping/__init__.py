"""Bursts, near-duplicates, brackets, phone and RAW pairs; and which frame of a stack is the best, and why."""
