"""What is written of photographs besides ratings: title, caption, creator, rights, keywords.

``presets`` keeps sets of them by name; ``carrying`` gives copies what is to stand inside of them, ratings included.
``operations.describing`` writes them, ``sidecars`` exchanges them with other programs.
"""
