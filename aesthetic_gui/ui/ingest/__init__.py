"""Ingest from a card: ``dialog`` asks from where, where to and by what names; ``work`` has it read and done."""
