"""What travels in and out of this room: what a packet says, what is to be written, and why one was refused."""

from __future__ import annotations

from dataclasses import dataclass

from aesthetic_gui.photo import AestheticError, ColourLabel, Decision, Details, Flag, Verdict


class XmpError(AestheticError):
    """A sidecar that cannot be read or written; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model said: ``score`` 1 to 10, ``p_aesthetic`` 0 to 1, ``pack`` its key, ``version`` the program's.

    The numbers are written with four decimals.
    """

    score: float
    p_aesthetic: float
    verdict: Verdict
    pack: str
    version: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What a packet says; None and ``()`` where it is silent.

    ``label_text`` is ``xmp:Label`` as written, also where it is none of our five colours. ``keywords`` are
    ``dc:subject``; ``hierarchical`` are ``lr:hierarchicalSubject`` and digiKam's tags, levels apart by ``|``.
    ``turn``: by how many quarter turns clockwise ``tiff:Orientation`` differs from what the file itself says, where it
    is no mirror image.
    ``title``, ``caption`` (``dc:description``), ``creator`` and ``rights``: in the default language.
    """

    flag: Flag | None = None
    stars: int | None = None
    label: ColourLabel | None = None
    label_text: str = ""
    keywords: tuple[str, ...] = ()
    hierarchical: tuple[str, ...] = ()
    judgement: Judgement | None = None
    turn: int | None = None
    title: str | None = None
    caption: str | None = None
    creator: str | None = None
    rights: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a packet is to say; what is neither decided nor named here stays as it is.

    Keywords are added to those that are there, levels of ``hierarchical`` ones apart by ``|``; ``*_removed`` are
    ours that no longer hold (a keyword in both is kept). ``judgement`` None leaves an older one. A label's text that
    is none of the five colours ("Kunde A") gives way to a colour; where the decision has no label it stays, unless
    the photographer took the label away here: ``label_changed``. ``details`` None leaves all that is written there;
    else the packet says these, and no other keywords but our own (see ``keywords``). ``orientation`` is what the file
    that the packet speaks of says itself, from which the decision turns; None leaves ``tiff:Orientation``.
    """

    decision: Decision
    judgement: Judgement | None = None
    keywords: tuple[str, ...] = ()
    hierarchical: tuple[str, ...] = ()
    keywords_removed: tuple[str, ...] = ()
    hierarchical_removed: tuple[str, ...] = ()
    label_changed: bool = False
    orientation: int | None = None
    details: Details | None = None
