"""Ratings, flags and labels that travel: read from sidecars and photographs, saved to sidecars, never over a change.

    read_sidecars(photographs) ──> decisions taken over (one entry of the history), conflicts, problems
    plan_save(photographs) ──> read first ──> Plan of 'write' steps ──> perform; conflicts are left out, and told
    settle(conflicts, whose) ──> the photographer has said which counts
    after_a_rescue() ──> photographs whose sidecars are to be read, as the catalog was damaged

Originals are never written. A sidecar is merged into: what other programs keep there stays byte for byte.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from aesthetic_gui import __version__
from aesthetic_gui.catalog import decisions
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.encoding import path_key, unpack_metadata
from aesthetic_gui.catalog.rows import photo_rows, sidecar_rows
from aesthetic_gui.catalog.steps import Writing
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations import deciding
from aesthetic_gui.culling.operations.planning import Plan, Step, meant_by
from aesthetic_gui.culling.operations.progress import Change, Failure
from aesthetic_gui.culling.operations.writing import check_free
from aesthetic_gui.culling.sidecars.places import SidecarFolders
from aesthetic_gui.culling.sidecars.state import (
    Merged,
    Saying,
    known_of,
    looks_unchanged,
    merge,
    merge_details,
    said_by,
)
from aesthetic_gui.disk_io import absolute
from aesthetic_gui.files import xmp
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.files.transfer.copying import TransferError
from aesthetic_gui.files.xmp import PROFILES, Judgement, Profile, Wanted, XmpError
from aesthetic_gui.files.xmp.capture import completed
from aesthetic_gui.files.xmp.reading import OWN_ROOT
from aesthetic_gui.photo import (
    DETAIL_TEXTS,
    NO_DETAILS,
    UNDECIDED,
    AestheticError,
    Bar,
    Decision,
    Details,
    Metadata,
    Photo,
)
from aesthetic_gui.words import VERDICTS, photographs, shortened

SAVE, AUTOSAVE = "sidecars", "autosave"  # kinds of operations; the second one is not in the history
CHUNK = 200  # photographs
_IN_CONFLICT = "rated in another program too: choose which counts"

Whose = Literal["mine", "theirs"]
Stands = Literal["none", "saved", "changed", "unread", "conflict", "damaged"]
Cancel = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A photograph that was decided here and in another program, differently. Both are kept until one is chosen.

    ``mine`` is what counts here, ``theirs`` what the sidecars say; ``fields`` are those in dispute. ``label_text`` is
    the name of their label where it is none of the five colours. ``my_details`` and ``their_details`` are the same of
    what was written.
    """

    photo: Photo
    mine: Decision
    theirs: Decision
    fields: frozenset[str] = frozenset()
    label_text: str = ""
    my_details: Details = NO_DETAILS
    their_details: Details = NO_DETAILS

    def texts_in_dispute(self, details: Details) -> str:
        """As one side's ``details`` have them: "title “Dawn”, no rights"; "" where none is."""
        texts = {field: getattr(details, field) for field in DETAIL_TEXTS if field in self.fields}
        return ", ".join(f"{field} “{shortened(text)}”" if text else f"no {field}" for field, text in texts.items())


@dataclass(frozen=True, slots=True)
class News:
    """What reading sidecars brought: decisions that were taken over, conflicts, sidecars that make no sense.

    ``read`` counts photographs that were looked at, of which those ``opened`` had changed, or were to be read again.
    ``entry`` is the number of the history's entry.
    """

    read: int = 0
    changes: tuple[Change, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    problems: tuple[Failure, ...] = ()
    opened: frozenset[Path] = frozenset()
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class SidecarState:
    """How one photograph and its sidecars stand to each other at this moment.

    ``state``: "none" (it has no sidecar), "saved", "changed" (here, and not saved yet), "unread" (by another program,
    and not read yet), "conflict", "damaged".
    """

    sidecars: tuple[Path, ...]
    state: Stands


class UnknownProfile(AestheticError, ValueError):
    """No such profile; the text names those there are."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """A photograph as it was read: what counts for it now, and what follows from its sidecars."""

    photo: Photo
    saying: Saying
    merged: Merged


def profile_called(name: str) -> Profile:
    """The row of :data:`PROFILES` with the id ``name``. Raises :class:`UnknownProfile`."""
    for profile in PROFILES:
        if profile.id == name:
            return profile
    known = ", ".join(profile.id for profile in PROFILES)
    raise UnknownProfile(f"There is no program called {name!r} that sidecars are written for. Choose one of: {known}.")


def read_sidecars(
    catalog: Catalog,
    photos: Iterable[Photo],
    cancelled: Cancel = lambda: False,
    *,
    again: bool = False,
    entry: int | None = None,
) -> Iterator[News]:
    """Take over what other programs decided since the last reading; News after every few photographs.

    Sidecars whose size and time are as they were are not opened, unless ``again``. What is taken over joins ``entry``,
    that of the News of an earlier call, which had none of these photographs. Raises ``CatalogError``.
    """
    waiting = list({photo.path: photo for photo in photos}.values())
    for start in range(0, len(waiting), CHUNK):
        if cancelled():
            return
        news, _ = _read_some(catalog, waiting[start : start + CHUNK], entry, again)
        entry = news.entry
        yield news


def together(readings: Iterable[News]) -> News:
    """Several readings as one."""
    readings = list(readings)
    return News(
        sum(news.read for news in readings),
        tuple(change for news in readings for change in news.changes),
        tuple(conflict for news in readings for conflict in news.conflicts),
        tuple(problem for news in readings for problem in news.problems),
        frozenset(path for news in readings for path in news.opened),
        next((news.entry for news in reversed(readings) if news.entry is not None), None),
    )


def after_a_rescue(catalog: Catalog) -> Iterator[Photo]:
    """The photographs whose decision a damaged catalog may have lost, where they are there: for :func:`read_sidecars`.

    None where opening the catalog brought nothing to light.
    """
    if catalog.notices:
        yield from find_photos(path for path in catalog.undecided() if path.exists())


def settle(catalog: Catalog, conflicts: Sequence[Conflict], whose: Whose, *, entry: int | None = None) -> News:
    """The photographer has said who is right in what is in dispute; what only one side changed counts either way.

    ``mine`` is saved the next time. A conflict that is not as it was shown, since either side has decided again, is
    left, and comes back among the News's. What is taken joins ``entry``, where there is one. The files are read before
    the transaction, in which nobody waits for a disk. Raises ``CatalogError``.
    """
    places = SidecarFolders()
    photos = [places.as_it_is(conflict.photo) for conflict in conflicts]
    with catalog.reading() as connection:
        known = [known_of(connection, photo.path) for photo in photos]
    said = [said_by(photo, seen) for photo, seen in zip(photos, known, strict=True)]
    still, taken, rewritten, late = [], [], [], []
    with catalog.transaction() as connection:
        for conflict, photo, seen, saying in zip(conflicts, photos, known, said, strict=True):
            (photo_id,) = photo_rows.rows_for(connection, [path_key(photo.path)])
            if sidecar_rows.seen(connection, photo_id) != seen:
                late.append(conflict)  # another window has read or written it in this moment
                continue
            mine, written, merged = _merged(connection, photo_id, saying)
            now = _conflict(photo, mine, written, merged, saying)
            if merged.dispute and _sides(now) != _sides(conflict):
                still.append(now)
                continue
            sidecar_rows.agree(connection, photo_id, saying.files, merged.agreed, merged.agreed_details)
            counts = merged.theirs if whose == "theirs" else merged.decision
            details = merged.their_details if whose == "theirs" else merged.details
            if counts != mine:
                taken.append((photo_id, photo.path, counts))
            if details != written:
                rewritten.append((photo_id, photo.path, details))
        entry, changes = deciding.take_over(connection, taken, entry, rewritten)
    news = News(len(conflicts) - len(late), tuple(changes), tuple(still), entry=entry)
    return together([news, settle(catalog, late, whose, entry=entry)]) if late else news


def sidecar_state(catalog: Catalog, photo: Photo) -> SidecarState:
    """How ``photo`` and its sidecars stand to each other. Its files are read. Raises ``CatalogError``."""
    with catalog.reading() as connection:
        row = photo_rows.row_at(connection, path_key(photo.path))
        known = sidecar_rows.seen(connection, row.id) if row else {}
        kept = _kept(connection, row.id) if row else _Kept()
    saying = said_by(photo, known)
    merged = kept.merged_with(saying)
    found = tuple(dict.fromkeys((*saying.sidecars, *saying.problems)))
    return SidecarState(found, _state(kept, merged, saying))


def plan_save(
    catalog: Catalog,
    items: Sequence[Item],
    profile: Profile,
    cancelled: Cancel = lambda: False,
    *,
    bar: Bar,
    scores: bool = True,
    keywords: bool = False,
    kind: str = SAVE,
) -> tuple[Plan, News]:
    """Write decisions (and with ``scores`` what the model said) of ``items`` into sidecars as ``profile`` has them.

    What other programs changed since is read first, which the News tells; a photograph in conflict is left out. Other
    sidecars that a photograph has are kept in step. ``keywords`` adds the verdict as a keyword. ``bar`` is where the
    verdict changes. Nothing is written yet. Once ``cancelled()`` no further photographs are planned. Raises
    ``CatalogError``.
    """
    places, readings = SidecarFolders(), list[News]()
    entry: int | None = None
    steps: list[Step] = []
    left_out: list[Failure] = []
    number = 0
    waiting = list({item.photo.path: item for item in items}.values())
    for start in range(0, len(waiting), CHUNK):
        if cancelled():
            break
        some = waiting[start : start + CHUNK]
        news, heard = _read_some(catalog, [places.as_it_is(item.photo) for item in some], entry, True)
        readings.append(news)
        entry = news.entry
        for item, one in zip(some, heard, strict=True):
            if one.merged.dispute:
                left_out.append(Failure(one.photo.path, _IN_CONFLICT))
                continue
            if one.photo.leads_out:
                left_out += meant_by([one.photo])[1]
                continue
            try:
                made = _steps(one, _wanted(item, one.merged, bar, scores, keywords), profile, places, number)
            except (XmpError, TransferError, OSError) as error:
                left_out.append(Failure(one.photo.path, str(error)))
                continue
            steps += made
            number += bool(made)
    title = f"Save {photographs(number)} to {'a sidecar' if number == 1 else 'sidecars'}"
    return Plan(kind, title, tuple(steps), tuple(left_out)), together(readings)


def _newly_known(photo: Photo, row: photo_rows.PhotoRow | None) -> Metadata | None:
    """What is known of a photograph once its sidecars are read, where they tell when it was taken and nothing did."""
    before = unpack_metadata(row.metadata) if row and row.metadata else None
    if before is None or before.captured_at is not None:
        return None
    after = completed(photo, before)
    return after if after != before else None


def _read_some(catalog: Catalog, photos: Sequence[Photo], entry: int | None, again: bool) -> tuple[News, list[_Heard]]:
    """The News, and those of ``photos`` that were read: all of them, in their order, if ``again``."""
    keys = [path_key(photo.path) for photo in photos]
    with catalog.reading() as connection:
        rows = [photo_rows.row_at(connection, key) for key in keys]
        known = [sidecar_rows.seen(connection, row.id) if row else {} for row in rows]
        asked = [row is not None and sidecar_rows.agreed_details(connection, row.id) is not None for row in rows]
    read = [
        place
        for place, photo in enumerate(photos)
        if again or not asked[place] or not looks_unchanged(photo, known[place])
    ]
    said = {place: said_by(photos[place], known[place]) for place in read}
    facts = {place: _newly_known(photos[place], rows[place]) for place in read}
    heard: dict[int, _Heard] = {}
    conflicts, taken, rewritten, late = [], [], [], []
    with catalog.transaction(durable=False) as connection:
        ids = photo_rows.rows_for(connection, [keys[place] for place in read])
        for photo_id, (place, saying) in zip(ids, said.items(), strict=True):
            photo = photos[place]
            if sidecar_rows.seen(connection, photo_id) != known[place]:
                late.append(place)  # another window has read or written it in this moment
                continue
            if metadata := facts[place]:
                photo_rows.set_metadata(connection, photo_id, metadata)
            mine, written, merged = _merged(connection, photo_id, saying)
            heard[place] = _Heard(photo, saying, merged)
            if merged.dispute:
                conflicts.append(_conflict(photo, mine, written, merged, saying))
                continue
            if saying.whole:
                sidecar_rows.agree(connection, photo_id, saying.files, merged.agreed, merged.agreed_details)
            if merged.decision != mine:
                taken.append((photo_id, photo.path, merged.decision))
            if merged.details != written:
                rewritten.append((photo_id, photo.path, merged.details))
        entry, changes = deciding.take_over(connection, taken, entry, rewritten)
    problems = [Failure(photos[place].path, words) for place in heard for words in said[place].problems.values()]
    opened = frozenset(photos[place].path for place in heard)
    news = News(len(photos) - len(late), tuple(changes), tuple(conflicts), tuple(problems), opened, entry)
    if late:
        more, reread = _read_some(catalog, [photos[place] for place in late], entry, True)
        news, heard = together([news, more]), heard | dict(zip(late, reread, strict=True))
    return news, [heard[place] for place in sorted(heard)]


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the catalog has of a photograph, and what of it was agreed on with its sidecars."""

    decision: Decision = UNDECIDED
    agreed: Decision = UNDECIDED
    details: Details = NO_DETAILS
    agreed_details: Details = NO_DETAILS

    def merged_with(self, saying: Saying) -> Merged:
        marks, silence = saying.marks, saying.silence_counts
        merged = merge(self.decision, self.agreed, marks, silence_counts=silence)
        return merge_details(merged, self.details, self.agreed_details, marks, silence_counts=silence)


def _kept(connection: sqlite3.Connection, photo_id: int) -> _Kept:
    return _Kept(
        decisions.decision_of(connection, photo_id),
        sidecar_rows.agreed(connection, photo_id),
        decisions.details_of(connection, photo_id),
        sidecar_rows.agreed_details(connection, photo_id) or NO_DETAILS,
    )


def _merged(connection: sqlite3.Connection, photo_id: int, saying: Saying) -> tuple[Decision, Details, Merged]:
    kept = _kept(connection, photo_id)
    return kept.decision, kept.details, kept.merged_with(saying)


def _conflict(photo: Photo, mine: Decision, written: Details, merged: Merged, saying: Saying) -> Conflict:
    text = saying.marks.label_text if saying.marks.label is None else ""
    return Conflict(photo, mine, merged.agreed, merged.dispute, text, written, merged.agreed_details)


def _sides(conflict: Conflict) -> tuple[object, ...]:
    return conflict.mine, conflict.theirs, conflict.my_details, conflict.their_details


def _state(kept: _Kept, merged: Merged, saying: Saying) -> Stands:
    if saying.problems:
        return "damaged"
    if merged.dispute:
        return "conflict"
    if (merged.decision, merged.details) != (kept.decision, kept.details):
        return "unread"
    if not saying.sidecars:
        return "none"
    is_saved = (kept.decision, kept.details) == (merged.agreed, merged.agreed_details)
    return "saved" if is_saved else "changed"


def _wanted(item: Item, merged: Merged, bar: Bar, scores: bool, keywords: bool) -> Wanted:
    is_new_label = merged.decision.label != merged.agreed.label
    wanted = Wanted(merged.decision, label_changed=is_new_label, details=merged.details)
    if item.score is None:
        return wanted
    score, verdict = item.score, bar.verdict(item.score)
    if scores:
        wanted = replace(wanted, judgement=Judgement(score.mean, score.p_aesthetic, verdict, score.pack, __version__))
    if not keywords:
        return wanted
    word = VERDICTS[verdict]
    others = tuple(other for other in VERDICTS.values() if other != word)
    return replace(
        wanted,
        keywords=(word,),
        hierarchical=(f"{OWN_ROOT}|{word}",),
        hierarchical_removed=tuple(f"{OWN_ROOT}|{other}" for other in others),
        keywords_removed=others,
    )


def _orientation(sidecar: Path, heard: _Heard, wanted: Wanted) -> int | None:
    """That of the file itself, where the sidecar is to say how it is turned; None where that was never said."""
    if not wanted.decision.turn and heard.saying.marks.turn is None:
        return None
    return xmp.orientation_of(xmp.spoken_of(sidecar, heard.photo.files))


def _steps(heard: _Heard, wanted: Wanted, profile: Profile, places: SidecarFolders, unit: int) -> list[Step]:
    """A 'write' for each sidecar whose content changes: the profile's own, made where there is none, and all others."""
    saying, photo = heard.saying, heard.photo
    if saying.problems:
        raise XmpError(" ".join(saying.problems.values()))
    if not saying.sidecars and wanted == Wanted(Decision(), details=NO_DETAILS):
        return []
    if saying.embedded and saying.embedded.stars and not wanted.decision.stars:
        profile = replace(profile, says_no_stars=True)  # or those inside of the photograph would count
    steps = []
    for path in dict.fromkeys([places.own_sidecar(photo, profile, list(saying.sidecars)), *saying.sidecars]):
        before = saying.sidecars.get(path)
        after = xmp.write(before, replace(wanted, orientation=_orientation(path, heard, wanted)), profile)
        if after != before:
            path = absolute(path)
            check_free(path)
            steps.append(Step(unit, "write", path, path, writing=Writing(before, after), photo=absolute(photo.path)))
    return steps
