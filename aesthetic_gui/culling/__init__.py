"""The photographer's verbs, without Qt: what the window, the command line and the Python API call.

    scoring ──> item ──> viewing        open a folder, score it, show it in order
    finding                             which pass a filter, and in which order
    operations                          decide, move, copy, trash, undo, recover: all through the journal
    albums, sidecars, taste             what is made of decisions: folders and pages, files for others, a taste
    live                                what changes on disk meanwhile

``ranks`` tells which of a shoot are the better ones; ``score_table`` writes scores as tables; ``sample_shoot`` makes
photographs to try the program on.
"""
