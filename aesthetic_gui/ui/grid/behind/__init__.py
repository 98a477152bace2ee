"""What is worked out of all open photographs in a thread: ``loop`` is how; ranks and figures are worked out so,
and stacks (``ui.grid.stacks``).
"""
