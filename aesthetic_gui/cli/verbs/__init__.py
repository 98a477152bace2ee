"""One verb a file: its examples, its arguments, what runs it. Only the file of the verb that is called is imported."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from aesthetic_gui.cli.parser import Verb

SUMMARIES = {
    "score": "Score photographs and print what was found, in the order given.",
    "criteria": "Measure focus, motion, noise, exposure, compression, horizon and cast, and tell of every face whether "
    "its eyes are open. Nothing is decided by it, unless you ask for flags.",
    "stacks": "Tell which photographs belong together (bursts, near-duplicates, brackets, panoramas), "
    "and which of each is suggested as the best, and why.",
    "explain": "Draw which parts of a photograph raised and lowered its score.",
    "sort": "Sort a shoot into albums, scoring first what has no score yet. "
    "Prints what went where and the operation's id.",
    "ingest": "Copy a card to one or two places: verified, under new names, less what was ingested before. "
    "The card is only read.",
    "taste": "Learn a taste from your own picks and rejects; "
    "score and sort judge by it where it is better than the model.",
    "export": "Write pictures of photographs: "
    "another size, format or colour space, with a watermark, without the place.",
    "sheet": "Write a contact sheet as PDF.",
    "gallery": "Write a web gallery: one folder that opens from the disk, on a phone too.",
    "verify": "Check an album against its manifest: every file there, every byte as it was.",
    "statistics": "Tell what was kept and rejected of a shoot: by camera, lens, hour, focal length and ISO, "
    "and against what the model says.",
    "second-look": "Show some rejects again, blind and mixed with keepers; "
    "tell from the answers how many keepers may be rejected.",
    "history": "List what was done, or what one operation did to which photographs.",
    "undo": "Take back the last operation, the one with this id, or some of its photographs.",
    "redo": "Do again what was undone last, or what was undone of the operation with this id.",
    "recover": "Finish or reverse the file operations that a crash left open, and do nothing else.",
    "catalog": "Tell what the catalog holds and whether it is sound, make a backup of it, or put one back.",
    "sidecars": "Exchange ratings with other programs through XMP sidecars. "
    "1 where some are in conflict or make no sense.",
    "models": "List the models, or check that their weights are as published.",
    "benchmark": "Measure how well models judge labelled photographs, side by side.",
    "train": "Train a model on labelled photographs. Started again, an interrupted training goes on where it stopped.",
}


def verb(name: str) -> Verb:
    """The verb called ``name``, one of ``SUMMARIES``."""
    return cast(Verb, import_module(f"{__name__}.{name.replace('-', '_')}"))
