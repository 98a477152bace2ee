"""What is known of photographs: scores, explanations, metadata, and what the photographer decided.

    known(photos) <── photos ⟕ decisions ⟕ scores          store(outcomes) ──> photos, scores, embeddings
    embeddings(), explanation() <── the tables of the same name    journal, deciding ──> transaction()

A photograph is a row keyed by its path; its decision hangs on that row. Scores and explanations hang on the
content, so that a copy or a renamed file has them at once.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from aesthetic_gui.catalog import damage, decisions, encoding, schema
from aesthetic_gui.catalog.access import Log, Readers, Turns, begin_writing
from aesthetic_gui.catalog.authority import binding, place
from aesthetic_gui.catalog.rows import explanation_rows, fact_rows, photo_rows
from aesthetic_gui.catalog.schema import Connection, translated
from aesthetic_gui.disk_io import absolute
from aesthetic_gui.facts import MEASURING, Facts
from aesthetic_gui.later import NDArray, np
from aesthetic_gui.photo import NO_DETAILS, Decision, Details, Explanation, HandStack, Metadata, Photo, Trouble, seen_as

BATCH = 500
PIECE = 500  # rows that one transaction writes, if they need not be together: some 5 ms
BREATH = 0.003  # seconds

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalog knows of one photograph. Only what a person said of it outlives a change of the file.

    That are ``decision``, ``details`` and ``hand``, the stack that it was put into (None: the program groups it).

    ``unreadable`` is why it could not be read, and ``trouble`` the kind of reason; nothing else is known of it then.
    ``evidence`` and ``unlike`` are as in ``photo.Score``; an ``evidence`` of None is the mean rating.
    """

    content_id: str | None = None
    distribution: tuple[float, ...] | None = None
    unreadable: str | None = None
    decision: Decision = encoding.UNDECIDED
    metadata: Metadata | None = None
    trouble: Trouble | None = None
    evidence: float | None = None
    unlike: float = 0.0
    details: Details = NO_DETAILS
    facts: Facts | None = None
    hand: HandStack | None = None

    @property
    def seen_as(self) -> str:
        """By which its score is kept (``photo.seen_as``); "" where the content is not known."""
        return seen_as(self.content_id, self.decision.turn) if self.content_id else ""


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What one reading of a photograph gave. ``photo.size`` and ``photo.mtime_ns`` are as it was when read.

    ``embedding`` (d,) is the network's last layer but one; a distribution is kept only together with it. ``evidence``
    and ``unlike`` are as in :class:`Known`. ``turn``: how the network saw it (``photo.Decision``). ``facts`` are of the
    picture as the file has it.
    """

    photo: Photo
    content_id: str
    metadata: Metadata | None
    pack_key: str
    distribution: tuple[float, ...] | None
    embedding: NDArray[np.floating] | None = None
    evidence: float | None = None
    unlike: float = 0.0
    turn: int = 0
    facts: Facts | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """A photograph that cannot be read or judged, and why. ``photo`` is as for :class:`Result`."""

    photo: Photo
    reason: str
    trouble: Trouble = Trouble.PROGRAM


Outcome = Result | Failed


class _Syncing(threading.local):
    """Whether somebody else waits for the disk for a thread, ``later``."""

    later = False


class Catalog:
    """One open catalog. Any thread may call; those who write wait for each other. Use it as a context manager.

    ``notices`` are sentences for the photographer about what opening it brought to light. ``trusted``: it was made
    here, by this person, or they agreed to what its journal says; else that may touch no file.
    """

    def __init__(self, path: Path, connection: Connection, notices: tuple[str, ...] = ()) -> None:
        self.path, self.notices, self.trusted = path, notices, connection.trusted
        self._connection = connection
        self._turns, self._readers = Turns(), Readers(lambda: schema.reader(path))
        ahead = connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        self._log = Log(place.real(path), connection, self._turns, lambda: schema.reader(path)) if ahead else None
        self._here = _Syncing()

    @classmethod
    def open(cls, path: Path) -> Catalog:
        """Open the catalog at ``path``; it and its folder are made if absent.

        A damaged one is set aside (renamed, with ``notices`` saying so) and what can still be read of it is
        taken over. Raises ``CatalogTooNew`` for one of a newer program, ``NotACatalog`` for another program's
        file and ``CatalogError`` where it cannot be opened; the file is untouched then.
        """
        path = absolute(path)  # a symbolic link stays one
        connection, notices = damage.open_or_set_aside(path)
        return cls(path, connection, notices)

    def agree(self) -> None:
        """The person has seen what the journal would touch, and agrees: from now on it belongs here."""
        with self.transaction() as connection:
            binding.claim(connection, place.real(self.path))
        self.trusted = True

    def close(self) -> None:
        with self._turns:
            self._readers.close()
            if self._log:
                self._log.close()
            self._connection.close()
            if self._log:
                self._log.release()

    def __enter__(self) -> Catalog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[sqlite3.Connection]:
        """All or nothing. A ``durable`` one survives a power cut from here on; another one survives a crash only.

        A decision may have to wait for it: it is to be over within a few milliseconds, and no file is looked at in it.
        Where the catalog is written ahead, nobody waits for the disk on its account either: that is done afterwards.
        """
        with self._turns, translated(self.path):
            if self._connection.in_transaction:
                raise RuntimeError("a transaction within a transaction would end the outer one")
            at_once = durable and not self._log
            self._connection.execute(f"PRAGMA synchronous = {'FULL' if at_once else 'NORMAL'}")
            begin_writing(self._connection, schema.BUSY_SECONDS)
            with self._connection:  # rolls back after an error, that of the commit included
                yield self._connection
                self._connection.commit()
            if self._log:
                self._log.grew()
        if durable and not self._here.later:
            self.sync()
        elif not self._here.later:
            self._bring_in()

    def sync_later(self) -> None:
        """From now on this thread does not wait for the disk: somebody calls :meth:`sync` after its transactions.

        Until then what they wrote survives the end of the program, and no power cut.
        """
        self._here.later = True

    def sync(self) -> None:
        """All that was written until now survives a power cut from here on. Raises ``CatalogError``."""
        try:
            if self._log:
                self._log.sync()
        except OSError as error:
            raise schema.not_synced(self.path, error) from error
        self._bring_in()

    def _bring_in(self) -> None:
        try:
            if self._log:
                with translated(self.path):
                    self._log.bring_in()
        except OSError as error:
            raise schema.not_synced(self.path, error) from error

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for queries only, which sees one state of the catalog; nobody who writes waits for it.

        Within a transaction of the same thread it is that one's, which sees what the transaction has written.
        """
        with translated(self.path):
            if self._turns.mine and self._connection.in_transaction:
                yield self._connection
                return
            with self._readers.one() as connection:
                yield connection

    def in_pieces(
        self, rows: Sequence[T], write: Callable[[sqlite3.Connection, Sequence[T]], None], *, durable: bool = False
    ) -> None:
        """``write`` a few of ``rows`` in each of several transactions: in between others have their turn.

        Only the last one waits for the disk, if they are to be ``durable``, for all of them.
        """
        for start in range(0, len(rows), PIECE):
            last = start + PIECE >= len(rows)
            with self.transaction(durable=durable and last) as connection:
                write(connection, rows[start : start + PIECE])
            if not last:
                time.sleep(BREATH)  # another program looks only now and then

    def at_places(
        self, photos: Sequence[Photo], work: Callable[[sqlite3.Connection, list[bytes]], T], *, durable: bool = True
    ) -> T:
        """``work`` in one transaction, with where ``photos`` are now, in their order; see ``photo_rows.places_of``.

        Where the disk has to be asked, that is done outside of it.
        """
        there: dict[bytes, bool] = {}
        while True:
            with self.transaction(durable=durable) as connection:
                places, unknown = photo_rows.places_of(connection, photos, there)
                if not unknown:
                    return work(connection, places)
            there |= {path: os.path.lexists(path) for path in unknown}

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Nobody else in this program writes meanwhile: for what must not change between a look and a transaction."""
        with self._turns:
            yield

    def known(self, photos: Sequence[Photo], pack_key: str) -> dict[Path, Known]:
        """What is known of those of ``photos`` that the catalog has met, by path.

        All but the decision is given only where size and modification time are still those of the reading.
        """
        known: dict[Path, Known] = {}
        for start in range(0, len(photos), BATCH):
            by_path = {encoding.path_key(photo.path): photo for photo in photos[start : start + BATCH]}
            for row in self._rows(by_path, pack_key):
                photo = by_path[row[0]]
                known[photo.path] = _known(photo, row)
        return known

    def _rows(self, paths: Iterable[bytes], pack_key: str) -> list[tuple[Any, ...]]:
        values = tuple(paths)
        marks = ",".join("?" * len(values))
        with self.reading() as connection:
            return connection.execute(
                f"SELECT path, size, mtime_ns, {decisions.COLUMNS}, t.said, stack, cover, p.content_id, metadata, "  # noqa: S608
                f"unreadable, distribution, evidence, coalesce(unlike, 0), {fact_rows.COLUMNS} "
                "FROM photos p LEFT JOIN decisions d ON d.photo_id = id LEFT JOIN details t ON t.photo_id = id "
                "LEFT JOIN stacked h ON h.photo_id = id "
                f"LEFT JOIN scores s ON s.content_id = {encoding.SEEN_AS} AND s.pack_key = ? "
                "LEFT JOIN facts f ON f.content_id = p.content_id AND f.version = ? "
                f"WHERE path IN ({marks})",
                (pack_key, MEASURING, *values),
            ).fetchall()

    def store(self, outcomes: Sequence[Outcome]) -> dict[Path, Decision]:
        """Keep what reading gave, in one transaction; of failures, those that lie in the file (``Trouble.lasts``).

        Returns the photographs whose decision turned out to be another than :meth:`known` said: moved here
        outside the program (the decision came along), or another photograph under an old name (undecided).
        """
        gone = self._gone(outcomes)

        def keep(connection: sqlite3.Connection, places: list[bytes]) -> dict[Path, Decision]:
            changed: dict[Path, Decision] = {}
            for outcome, path in zip(outcomes, places, strict=True):
                if isinstance(outcome, Failed):
                    _keep_failure(connection, path, outcome)
                elif (decision := _settled(connection, path, outcome, gone)) is not None:
                    changed[outcome.photo.path] = decision
            return changed

        return self.at_places([outcome.photo for outcome in outcomes], keep, durable=False)

    def _gone(self, outcomes: Iterable[Outcome]) -> dict[bytes, bool]:
        """Looked up while nobody waits for the catalog: a drive that is gone may take its time to say so."""
        contents = {outcome.content_id for outcome in outcomes if isinstance(outcome, Result)}
        with self.reading() as connection:
            paths = photo_rows.paths_of(connection, contents)
        return photo_rows.gone_of(paths)

    def undecided(self) -> list[Path]:
        """The photographs without a decision: after a rescue, those whose sidecars may hold one."""
        with self.reading() as connection:
            return photo_rows.undecided_paths(connection)

    def embeddings(self, content_ids: Iterable[str], pack_key: str) -> dict[str, NDArray[np.float16]]:
        """The embeddings (d,) of those contents that were scored with the pack, by content identity."""
        wanted = list(content_ids)
        if not wanted:
            return {}
        with self.reading() as connection:
            rows = connection.execute(
                "SELECT content_id, embedding FROM json_each(?) CROSS JOIN embeddings "
                "ON content_id = value AND pack_key = ?",
                (json.dumps(wanted), pack_key),
            ).fetchall()
        return {content_id: encoding.unpack_embedding(blob) for content_id, blob in rows}

    def decisions(self, photos: Sequence[Photo]) -> dict[Path, Decision]:
        """What was decided, for those of ``photos`` where something was."""
        return {path: known.decision for path, known in self.known(photos, "").items() if known.decision != Decision()}

    def keywords(self) -> list[str]:
        """Every keyword in use, the most frequent first."""
        with self.reading() as connection:
            return decisions.keywords_in_use(connection)

    def store_facts(self, facts: Mapping[str, Facts]) -> None:
        """Keep what was measured, by content identity; what was measured closely before is not lost to a first look."""
        with self.transaction(durable=False) as connection:
            fact_rows.keep(connection, facts.items())

    def facts(self, content_ids: Iterable[str]) -> dict[str, Facts]:
        """What was measured of these contents, by content identity."""
        with self.reading() as connection:
            return fact_rows.known(connection, content_ids)

    def explanation(self, content_id: str, pack_key: str, method: str, settings_key: str) -> Explanation | None:
        """A stored explanation: its heat float32 (h, w), -1..1, rounded to float16."""
        with self.reading() as connection:
            return explanation_rows.known(connection, content_id, pack_key, method, settings_key)

    def chance_known(self, content_id: str, pack_key: str, target: str, version: str) -> float | None:
        """How much random orders gain on a photograph (``explain.faithful``), as another method has noted it."""
        with self.reading() as connection:
            return explanation_rows.chance_known(connection, content_id, pack_key, target, version)

    def store_explanation(self, content_id: str, pack_key: str, settings_key: str, explanation: Explanation) -> None:
        """Keep a complete explanation. Raises ``ValueError`` for a partial one."""
        if not explanation.complete:
            raise ValueError("a partial explanation is not worth keeping")
        with self.transaction(durable=False) as connection:
            explanation_rows.keep(connection, content_id, pack_key, settings_key, explanation)


def _known(photo: Photo, row: tuple[Any, ...]) -> Known:
    _path, size, mtime_ns, flag, stars, label, turn, written, stack, cover, content_id, metadata, *rest = row
    said: dict[str, Any] = {
        "decision": encoding.decision_from(flag, stars, label, turn),
        "details": encoding.unpack_details(written),
        "hand": HandStack(stack, bool(cover)) if stack else None,
    }
    if (size, mtime_ns) != (photo.size, photo.mtime_ns):
        return Known(**said)
    unreadable, distribution, evidence, unlike, *measured = rest
    if unreadable is not None:  # the rest is of what could be read at this place before
        reason, trouble = encoding.unpack_failure(unreadable) or (None, None)
        return Known(unreadable=reason, trouble=trouble, **said)
    return Known(
        content_id,
        encoding.unpack_distribution(distribution) if distribution is not None else None,
        metadata=encoding.unpack_metadata(metadata) if metadata is not None else None,
        evidence=evidence,
        unlike=unlike,
        facts=fact_rows.facts_of(*measured),
        **said,
    )


def _settled(
    connection: sqlite3.Connection, path: bytes, result: Result, gone: Mapping[bytes, bool]
) -> Decision | None:
    """Keep ``result``; the photograph's decision, where it is another than was known of what is at ``path``."""
    photo_id, from_elsewhere = photo_rows.settle(connection, path, result.content_id, result.metadata, gone)
    _keep(connection, photo_id, path, result)
    if not from_elsewhere:
        return None
    return decisions.decision_of(connection, photo_id) if photo_id else Decision()


def _keep(connection: sqlite3.Connection, photo_id: int | None, path: bytes, result: Result) -> None:
    metadata = encoding.pack_metadata(result.metadata) if result.metadata else None
    values = (path, result.photo.size, result.photo.mtime_ns, result.content_id, metadata)
    connection.execute(
        "INSERT INTO photos (id, path, size, mtime_ns, content_id, metadata) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET size = excluded.size, mtime_ns = excluded.mtime_ns, "
        "content_id = excluded.content_id, metadata = excluded.metadata, unreadable = NULL",
        (photo_id, *values),
    )
    _keep_score(connection, result)
    if result.facts:
        fact_rows.keep(connection, [(result.content_id, result.facts)])


def _keep_failure(connection: sqlite3.Connection, path: bytes, failed: Failed) -> None:
    """Content and metadata stay those of what could be read here last: by them a photograph is found again."""
    if not failed.trouble.lasts:
        return
    connection.execute(
        "INSERT INTO photos (path, size, mtime_ns, unreadable) VALUES (?, ?, ?, ?) ON CONFLICT (path) DO UPDATE "
        "SET size = excluded.size, mtime_ns = excluded.mtime_ns, unreadable = excluded.unreadable",
        (path, failed.photo.size, failed.photo.mtime_ns, encoding.pack_failure(failed.reason, failed.trouble)),
    )


def _keep_score(connection: sqlite3.Connection, result: Result) -> None:
    if result.distribution is None or result.embedding is None:
        return
    key = (seen_as(result.content_id, result.turn), result.pack_key)
    connection.execute(
        "INSERT OR REPLACE INTO scores (content_id, pack_key, distribution, evidence, unlike) VALUES (?, ?, ?, ?, ?)",
        (*key, encoding.pack_distribution(result.distribution), result.evidence, result.unlike),
    )
    connection.execute(
        "INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?)", (*key, encoding.pack_embedding(result.embedding))
    )
