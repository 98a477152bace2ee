"""The reasons of the photograph in the loupe: ``explained`` asks for and shows them, ``verbs`` are keys and buttons."""
