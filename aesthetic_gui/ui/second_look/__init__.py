"""The second look in the window, before rejects are moved.

work: plan, in a thread ──> dialog: one photograph at a time, keep or reject ──> result: what may be said of all rejects
"""
