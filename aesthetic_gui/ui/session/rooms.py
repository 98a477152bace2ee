"""What the window's first screen does without: rooms of the core that are imported when they are first asked.

What a button starts is done in the catalog's thread, where an import that takes its time holds up nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aesthetic_gui.later import later

__all__ = [
    "answering",
    "asking",
    "cards",
    "claims",
    "counting",
    "deciding",
    "decode",
    "describing",
    "exchange",
    "exchanging",
    "explaining",
    "flagging",
    "focus",
    "history",
    "ingesting",
    "isolation",
    "legend",
    "naming",
    "opening",
    "over",
    "overlay",
    "overlays",
    "parts",
    "pausing",
    "pipeline",
    "pixels",
    "planning",
    "planning_again",
    "presets",
    "publishing",
    "reading",
    "recovering",
    "reporting",
    "score_table",
    "sorting",
    "stacking",
    "tasting",
    "telling",
    "transferring",
    "wording",
    "writing",
]

if TYPE_CHECKING:
    from aesthetic_gui.culling import score_table
    from aesthetic_gui.culling.albums import publishing, reporting, sorting
    from aesthetic_gui.culling.details import presets
    from aesthetic_gui.culling.explaining import asking as explaining
    from aesthetic_gui.culling.explaining import over, overlays, wording
    from aesthetic_gui.culling.ingest import cards, pausing, reading, writing
    from aesthetic_gui.culling.ingest import planning as ingesting
    from aesthetic_gui.culling.measuring import flagging
    from aesthetic_gui.culling.operations import (
        deciding,
        describing,
        history,
        naming,
        planning,
        recovering,
        stacking,
        transferring,
    )
    from aesthetic_gui.culling.operations.trust import claims
    from aesthetic_gui.culling.scoring import opening, pipeline
    from aesthetic_gui.culling.second_look import answering
    from aesthetic_gui.culling.second_look import planning as planning_again
    from aesthetic_gui.culling.sidecars import exchange
    from aesthetic_gui.culling.statistics import counting, telling
    from aesthetic_gui.culling.taste import asking, tasting
    from aesthetic_gui.explain import exchange as exchanging
    from aesthetic_gui.explain.drawing import legend, overlay
    from aesthetic_gui.files.camera import focus
    from aesthetic_gui.files.decoding import decode, isolation, pixels
    from aesthetic_gui.files.decoding.codecs import part as parts
else:
    presets = later("aesthetic_gui.culling.details.presets")
    score_table = later("aesthetic_gui.culling.score_table")
    publishing = later("aesthetic_gui.culling.albums.publishing")
    reporting = later("aesthetic_gui.culling.albums.reporting")
    sorting = later("aesthetic_gui.culling.albums.sorting")
    explaining = later("aesthetic_gui.culling.explaining.asking")
    overlays = later("aesthetic_gui.culling.explaining.overlays")
    cards = later("aesthetic_gui.culling.ingest.cards")
    ingesting = later("aesthetic_gui.culling.ingest.planning")
    pausing = later("aesthetic_gui.culling.ingest.pausing")
    reading = later("aesthetic_gui.culling.ingest.reading")
    writing = later("aesthetic_gui.culling.ingest.writing")
    flagging = later("aesthetic_gui.culling.measuring.flagging")
    deciding = later("aesthetic_gui.culling.operations.deciding")
    describing = later("aesthetic_gui.culling.operations.describing")
    history = later("aesthetic_gui.culling.operations.history")
    naming = later("aesthetic_gui.culling.operations.naming")
    planning = later("aesthetic_gui.culling.operations.planning")
    recovering = later("aesthetic_gui.culling.operations.recovering")
    stacking = later("aesthetic_gui.culling.operations.stacking")
    transferring = later("aesthetic_gui.culling.operations.transferring")
    claims = later("aesthetic_gui.culling.operations.trust.claims")
    opening = later("aesthetic_gui.culling.scoring.opening")
    pipeline = later("aesthetic_gui.culling.scoring.pipeline")
    answering = later("aesthetic_gui.culling.second_look.answering")
    planning_again = later("aesthetic_gui.culling.second_look.planning")
    exchange = later("aesthetic_gui.culling.sidecars.exchange")
    counting = later("aesthetic_gui.culling.statistics.counting")
    telling = later("aesthetic_gui.culling.statistics.telling")
    asking = later("aesthetic_gui.culling.taste.asking")
    tasting = later("aesthetic_gui.culling.taste.tasting")
    exchanging = later("aesthetic_gui.explain.exchange")
    over = later("aesthetic_gui.culling.explaining.over")
    wording = later("aesthetic_gui.culling.explaining.wording")
    legend = later("aesthetic_gui.explain.drawing.legend")
    overlay = later("aesthetic_gui.explain.drawing.overlay")
    focus = later("aesthetic_gui.files.camera.focus")
    decode = later("aesthetic_gui.files.decoding.decode")
    isolation = later("aesthetic_gui.files.decoding.isolation")
    pixels = later("aesthetic_gui.files.decoding.pixels")
    parts = later("aesthetic_gui.files.decoding.codecs.part")
