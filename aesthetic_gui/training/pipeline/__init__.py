"""The pipeline of the work this program grew from, on features of today: extract, select, reduce, learn, compare.

    recipes ──> multigap: each fold's judge, learned without its sources ──> figures ──> table
                                                                       └──> judge, of everything

``recipes`` finds recipes, which are data; ``multigap`` runs one; ``judge`` is what comes of it; ``figures`` says how
good it is on sources left out; ``table`` puts all recipes side by side, and ``compare`` writes the files.
"""
