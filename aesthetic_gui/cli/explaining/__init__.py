"""What the verb ``explain`` can do, a module for each way.

Each has ``EXAMPLES``, ``add_arguments`` for the options that are its own, ``wanted``, which tells from the options
whether it is asked for, and ``run``. ``picture`` is what is done where nothing
else is asked for: one photograph under its reason.
"""
