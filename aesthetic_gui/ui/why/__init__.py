"""The reason in the window: which number is explained and how, what the colours mean, how sure it is.

``choice`` (what is wanted, kept) → ``asking`` (the worker is asked, one wish after the other) → ``told`` (words and
figures of an answer) → ``legend``, ``mark``, ``label`` and ``hover`` show it; ``blinking`` takes it away for a moment.
"""
