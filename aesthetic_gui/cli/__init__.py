"""The command line, for scripts and servers without a screen.

``parser`` turns words into options by the verb's file in ``verbs`` (its examples, its arguments, its run; imported when
it is called); ``session`` opens the catalog, the model and the runtime the options name, and first mends what a crash
left open; ``choosing`` takes the best photographs alone where that is asked; the verb calls ``culling`` and hands rows
to ``output``: results on stdout, all else on stderr.
Exit codes: 0 all well, 1 some photographs unreadable, 2 wrong use, 3 the work failed, 130 interrupted.
"""
