"""What the sidecars of a photograph say, and what follows for its decision: a three-way merge, field by field.

    sidecars ──> Saying ──┐
    agreed (catalog) ─────┼──> merge ──> what counts now, what they say, the fields in dispute
    decision (catalog) ───┘

Nothing is overwritten by this: where both sides changed the same field to different values, both are kept until the
photographer says which counts.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import xxhash

from aesthetic_gui.catalog.encoding import path_key
from aesthetic_gui.catalog.rows import photo_rows, sidecar_rows
from aesthetic_gui.catalog.rows.sidecar_rows import Seen
from aesthetic_gui.culling.sidecars.places import SidecarFolders
from aesthetic_gui.disk_io import Stamp, open_regular, read_all
from aesthetic_gui.files import xmp
from aesthetic_gui.files.xmp import Marks, XmpError
from aesthetic_gui.files.xmp.reading import keywords_of, tidy_details, tidy_keywords
from aesthetic_gui.photo import DETAIL_TEXTS, NO_DETAILS, ColourLabel, Decision, Details, Flag, Photo

LARGEST = 1 << 24  # bytes of a sidecar that is read
FIELDS = ("flag", "stars", "label", "turn")
_NEVER = 0  # ns: a time that no file has, so that it is read again
Whole = Callable[[], Photo]  # a photograph with its companions, which are looked up only where that matters
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Voice:
    """One file that may speak of a photograph: a sidecar, or the photograph itself (``content`` is None then).

    ``marks`` is None where it holds none or could not be understood; ``problem`` says why it could not.
    """

    path: Path
    marks: Marks | None = None
    seen: Seen | None = None
    content: bytes | None = None
    problem: str = ""

    @property
    def name(self) -> bytes:
        return os.fsencode(self.path.name)


@dataclass(frozen=True, slots=True)
class Saying:
    """What the sidecars of a photograph say together; ``files`` are those that were read, ``sidecars`` their content.

    ``problems`` are those that could not be understood: they are left alone, and nothing is written into them.
    ``silence_counts``: all that spoke at the last reading were understood now, so that what none of them mentions any
    more was taken away. ``whole``: none of them is damaged or emptied, as while another program is at work on it.
    ``embedded`` is what the photograph's own file says.
    """

    marks: Marks
    files: dict[bytes, Seen]
    sidecars: dict[Path, bytes]
    problems: dict[Path, str]
    silence_counts: bool = False
    whole: bool = True
    embedded: Marks | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """``decision`` is what counts now, ``theirs`` what would if they were right in the fields in ``dispute``.

    ``agreed`` is what the sidecars say, whoever is right: nothing where they are silent, so that what counts here
    without being written there is known not to be. ``details``, ``their_details`` and ``agreed_details`` are the same
    of what was written.
    """

    decision: Decision
    theirs: Decision
    agreed: Decision
    dispute: frozenset[str] = frozenset()
    details: Details = NO_DETAILS
    their_details: Details = NO_DETAILS
    agreed_details: Details = NO_DETAILS


@dataclass(frozen=True, slots=True)
class Written:
    """What is to be agreed on after sidecars were written; ``known`` is what the catalog had of them before."""

    known: Mapping[bytes, Seen]
    files: Mapping[bytes, Seen]
    agreed: Decision
    details: Details


def looks_unchanged(photo: Photo, known: Mapping[bytes, Seen]) -> bool:
    """Whether size and time of every sidecar (and of the photograph itself) are those of the last reading."""
    return bool(known) and {name: (seen.size, seen.mtime_ns) for name, seen in known.items()} == dict(_glances(photo))


def voices(photo: Photo) -> Iterator[Voice]:
    """Every sidecar of ``photo``, then the photograph itself. Files that are gone are passed over."""
    for path in xmp.sidecars_of(photo.files):
        with suppress(FileNotFoundError):
            yield _sidecar(path, lambda: photo)
    yield _embedded(photo)


def said_by(photo: Photo, known: Mapping[bytes, Seen] | None = None) -> Saying:
    """Read the sidecars of ``photo``, and what is embedded in it; ``known`` is what they were at the last reading.

    What was changed since then comes first, then the sidecar that was written last; what is embedded comes last.
    """
    known = known or {}
    heard = list(voices(photo))
    own = os.fsencode(photo.path.name)
    mute = {voice.name for voice in heard if voice.marks is None}
    speaking = [voice for voice in heard if voice.marks is not None]
    speaking.sort(key=lambda voice: (not _is_news(voice, known), voice.name == own, -_time(voice)))
    spoke = {name for name, seen in known.items() if seen.digest}
    problems = {voice.path: voice.problem for voice in heard if voice.problem and voice.name != own}
    return Saying(
        _together(voice.marks for voice in speaking if voice.marks),
        {voice.name: voice.seen for voice in heard if voice.seen},
        {voice.path: voice.content for voice in heard if voice.content is not None},
        problems,
        not problems and bool(spoke) and spoke <= {voice.name for voice in speaking},
        not problems and not _is_in_pieces(heard, spoke & mute),
        heard[-1].marks,
    )


def merge(mine: Decision, agreed: Decision, marks: Marks, *, silence_counts: bool) -> Merged:
    """Three-way merge of flag, stars, label and turn.

    A field that the sidecars do not mention was not changed by them; only where ``silence_counts`` are stars and
    labels that are mentioned no longer gone, as programs write no field for none. A label's text that is none of the
    five colours is no colour; where it is met for the first time, a colour given here does not simply replace it.
    """
    foreign = marks.label is None and bool(marks.label_text)
    silent_label = ColourLabel.NONE if foreign or silence_counts else agreed.label
    they = Decision(
        agreed.flag if marks.flag is None else marks.flag,
        marks.stars if marks.stars is not None else 0 if silence_counts else agreed.stars,
        marks.label if marks.label is not None else silent_label,
        agreed.turn if marks.turn is None else marks.turn,
    )
    counts, dispute = {}, set()
    for name in FIELDS:
        here, base, there = (getattr(one, name) for one in (mine, agreed, they))
        changed_there = there != base or (name == "label" and foreign and not silence_counts)
        if changed_there and here not in (base, there):
            dispute.add(name)
        counts[name] = here if there == base or name in dispute else there
    decision = Decision(**counts)
    theirs = replace(decision, **{name: getattr(they, name) for name in dispute})
    return Merged(decision, theirs, _plainly(marks), frozenset(dispute))


def merge_details(merged: Merged, mine: Details, agreed: Details, marks: Marks, *, silence_counts: bool) -> Merged:
    """``merged`` with the three-way merge of title, caption, creator and rights, and of each keyword by itself.

    Keywords are never in dispute: those that either side has added or taken away since are.
    """
    theirs = _written(marks)
    counts, dispute = dict[str, str](), set[str]()
    for name in DETAIL_TEXTS:
        here, base = getattr(mine, name), getattr(agreed, name)
        silent = getattr(marks, name) is None and not silence_counts
        there = base if silent else getattr(theirs, name)
        if there not in (base, here) and here != base:
            dispute.add(name)
        counts[name] = here if there == base or name in dispute else there
    words = theirs.keywords or (() if silence_counts else agreed.keywords)
    taken, given = set(agreed.keywords) - set(words), set(words) - set(agreed.keywords)
    keywords = tidy_keywords({*mine.keywords, *given} - taken)
    details = Details(**counts, keywords=keywords)
    return replace(
        merged,
        dispute=merged.dispute | dispute,
        details=details,
        their_details=replace(details, **{name: getattr(theirs, name) for name in dispute}),
        agreed_details=theirs,
    )


def _written(marks: Marks) -> Details:
    """What the sidecars say of the details, silence being nothing."""
    texts = {name: getattr(marks, name) or "" for name in DETAIL_TEXTS}
    return tidy_details(Details(**texts, keywords=keywords_of(marks)))


def known_of(connection: sqlite3.Connection, path: Path) -> dict[bytes, Seen]:
    """What the catalog has of the sidecars of the photograph at ``path``."""
    row = photo_rows.row_at(connection, path_key(path))
    return sidecar_rows.seen(connection, row.id) if row else {}


def after_writing(
    path: Path, written: Mapping[Path, bytes | None], known: Mapping[bytes, Seen], places: SidecarFolders
) -> Written:
    """Sidecars of the photograph at ``path`` were written by us just now: what we wrote is what is agreed on.

    What another program wrote since is news at the next reading, as is every other file that changed meanwhile. The
    files are read here, so that nobody waits for a disk in :func:`accept`.
    """
    photo = cache(lambda: places.as_it_is(Photo(path)))
    ours = [_as_written(sidecar, content, photo) for sidecar, content in written.items() if content is not None]
    left = {name: seen for name, seen in known.items() if path.with_name(os.fsdecode(name)) not in written}
    again = _again(path, left, photo)
    others = [voice for voice in again if voice.seen and voice.seen.digest == left[voice.name].digest]
    said = _together(voice.marks for voice in (*ours, *others) if voice.marks)
    files = left | {voice.name: voice.seen for voice in ours if voice.seen}
    return Written(known, files, _plainly(said), _written(said))


def accept(connection: sqlite3.Connection, path: Path, written: Written) -> bool:
    """Agree on it; False where another window has read or written sidecars since, so that it is to be made again."""
    (photo_id,) = photo_rows.rows_for(connection, [path_key(path)])
    if sidecar_rows.seen(connection, photo_id) != written.known:
        return False
    sidecar_rows.agree(connection, photo_id, written.files, written.agreed, written.details)
    return True


def is_accepted(connection: sqlite3.Connection, path: Path, sidecar: Path, content: bytes | None) -> bool:
    """Whether ``content`` is what the catalog has of this sidecar of the photograph at ``path``."""
    seen = known_of(connection, path).get(os.fsencode(sidecar.name))
    return (seen.digest if seen else None) == (None if content is None else _digest(content))


def _plainly(marks: Marks) -> Decision:
    return Decision(marks.flag or Flag.NONE, marks.stars or 0, marks.label or ColourLabel.NONE, marks.turn or 0)


def _is_in_pieces(heard: Iterable[Voice], names: Container[bytes]) -> bool:
    """Whether one of these files cannot be understood, or is empty; a photograph without marks is neither."""
    return any(voice.problem or voice.content is not None for voice in heard if voice.name in names)


def _is_news(voice: Voice, known: Mapping[bytes, Seen]) -> bool:
    before = known.get(voice.name)
    if before is None:
        return bool(known)
    return voice.seen is not None and voice.seen.digest != before.digest


def _time(voice: Voice) -> int:
    return voice.seen.mtime_ns if voice.seen else 0


def _together(spoken: Iterable[Marks]) -> Marks:
    """The first that mentions a field is believed; keywords of all are put together."""
    whole = Marks()
    for marks in spoken:
        label_is_open = whole.label is None and not whole.label_text
        whole = Marks(
            flag=marks.flag if whole.flag is None else whole.flag,
            stars=marks.stars if whole.stars is None else whole.stars,
            label=marks.label if label_is_open else whole.label,
            label_text=marks.label_text if label_is_open else whole.label_text,
            keywords=tuple(dict.fromkeys(whole.keywords + marks.keywords)),
            hierarchical=tuple(dict.fromkeys(whole.hierarchical + marks.hierarchical)),
            judgement=whole.judgement or marks.judgement,
            title=marks.title if whole.title is None else whole.title,
            caption=marks.caption if whole.caption is None else whole.caption,
            creator=marks.creator if whole.creator is None else whole.creator,
            rights=marks.rights if whole.rights is None else whole.rights,
            turn=marks.turn if whole.turn is None else whole.turn,
        )
    return whole


def _sidecar(path: Path, photo: Whole) -> Voice:
    """Raises ``FileNotFoundError``."""
    try:
        content, seen = _read(path)
    except FileNotFoundError:
        raise
    except OSError as error:
        return Voice(path, problem=f"{path.name} cannot be read: {error.strerror or error}.")
    except XmpError as error:
        return Voice(path, problem=str(error))
    try:
        return Voice(path, xmp.read(content, _own(path, photo)) if content.strip() else None, seen, content)
    except XmpError as error:
        return Voice(path, None, seen, content, f"{path.name}: {error}")


def _embedded(photo: Photo) -> Voice:
    """What is in the file itself. A flag of none is no news there: cameras write ratings, not flags."""
    marks, problem = None, ""
    try:
        marks = xmp.embedded_marks(photo.path)
    except XmpError as error:
        _log.info("%s", error)
        problem = str(error)
    if marks and marks.flag is Flag.NONE:
        marks = replace(marks, flag=None)
    said = f"{marks.flag} {marks.stars} {marks.label} {marks.label_text}" if marks else ""
    seen = Seen(photo.size, photo.mtime_ns, _digest(said.encode("utf-8", "surrogatepass")) if marks else "")
    return Voice(photo.path, marks, seen, None, problem)


def _read(path: Path) -> tuple[bytes, Seen]:
    with open_regular(path) as file:
        stamp = Stamp.of(file.fileno())
        if stamp.size > LARGEST:
            raise XmpError(f"{path.name} is too large for a sidecar; it was left alone.")
        content = read_all(file, LARGEST)
    return content, Seen(stamp.size, stamp.mtime_ns, _digest(content))


def _own(sidecar: Path, photo: Whole) -> xmp.Orientation:
    """How the file lies by itself that the sidecar speaks of."""
    return lambda: xmp.orientation_of(xmp.spoken_of(sidecar, photo().files))


def _again(path: Path, known: Iterable[bytes], photo: Whole) -> Iterator[Voice]:
    """The files ``known`` of the photograph at ``path`` as they are now, itself last."""
    companions = {path.with_name(os.fsdecode(name)) for name in known}
    for sidecar in xmp.sidecars_of([path, *sorted(companions - {path})]):
        with suppress(FileNotFoundError):
            yield _sidecar(sidecar, photo)
    if path in companions:
        yield _embedded(Photo(path))


def _as_written(path: Path, content: bytes, photo: Whole) -> Voice:
    """``content`` as the file at ``path``; its time is none that a file has if another program has written since."""
    seen, marks = Seen(len(content), _NEVER, _digest(content)), None
    with suppress(OSError, XmpError):
        there, as_it_is = _read(path)
        seen = as_it_is if there == content else seen
    with suppress(XmpError):  # what another program had left there in pieces
        marks = xmp.read(content, _own(path, photo)) if content.strip() else None
    return Voice(path, marks, seen, content)


def _digest(content: bytes) -> str:
    return xxhash.xxh3_128_hexdigest(content)


def _glances(photo: Photo) -> Iterator[tuple[bytes, tuple[int, int]]]:
    yield os.fsencode(photo.path.name), (photo.size, photo.mtime_ns)
    for path in xmp.sidecars_of(photo.files):
        with suppress(OSError):
            stamp = Stamp.of(path)
            yield os.fsencode(path.name), (stamp.size, stamp.mtime_ns)
