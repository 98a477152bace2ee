"""What a photographer does with tastes: make, fill, learn, look, forget, take along. No window.

A taste's members are photographs; whether one is a pick or a reject is read from the decisions each time, so that an
undone or changed decision counts at once. Examples that came from a file are kept as numbers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.encoding import pack_embedding
from aesthetic_gui.catalog.rows import photo_rows, taste_rows
from aesthetic_gui.catalog.rows.taste_rows import Example, TasteRow, TasteSummary
from aesthetic_gui.culling import score_table
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.scoring.judging import Judge, base_logit
from aesthetic_gui.culling.taste.examples import examples_of
from aesthetic_gui.disk_io import read_regular
from aesthetic_gui.files.reading import why_not_read
from aesthetic_gui.photo import Photo
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.taste.examples import LARGEST_FILE, Examples, TasteError, checked_name, from_file, to_file
from aesthetic_gui.taste.head import Learned
from aesthetic_gui.taste.learning import learn


class NoSuchTaste(TasteError):
    """There is no taste of that name."""


def tastes(catalog: Catalog) -> list[TasteSummary]:
    """Every taste, by name. Members that are undecided now are not counted."""
    with catalog.reading() as connection:
        return taste_rows.summaries(connection)


def create(catalog: Catalog, name: str) -> str:
    """Make an empty taste and return its name as it is kept (without blanks around it).

    Raises :class:`TasteError` where there is one of that name (capitals make no difference) or it is no name.
    """
    kept = checked_name(name)
    with catalog.transaction() as connection, _only_one_called(kept):
        taste_rows.make(connection, kept)
    return kept


def rename(catalog: Catalog, name: str, to: str) -> str:
    """Call the taste ``name`` ``to``; returns the new name as it is kept. Raises :class:`TasteError`."""
    kept = checked_name(to)
    with catalog.transaction() as connection:
        taste_id, _ = _found(connection, name)
        with _only_one_called(kept):
            taste_rows.rename(connection, taste_id, kept)
    return kept


def reset(catalog: Catalog, name: str) -> None:
    """Forget what the taste learned from; picks and rejects stay as they are. Raises :class:`TasteError`."""
    with catalog.transaction() as connection:
        taste_id, _ = _found(connection, name)
        taste_rows.empty(connection, taste_id)


def remove(catalog: Catalog, name: str) -> None:
    """Remove the taste; picks and rejects stay as they are. Raises :class:`TasteError`."""
    with catalog.transaction() as connection:
        taste_id, _ = _found(connection, name)
        taste_rows.remove(connection, taste_id)


def add_members(catalog: Catalog, name: str, photos: Sequence[Photo]) -> int:
    """Let the taste learn from ``photos``, as far as they are picked or rejected; returns how many are new to it.

    Undecided ones may be among them: they count once they are picked or rejected. Raises :class:`TasteError`.
    """

    def add(connection: sqlite3.Connection, places: list[bytes]) -> int:
        taste_id, _ = _found(connection, name)
        ids = photo_rows.rows_for(connection, list(dict.fromkeys(places)))
        return taste_rows.add_members(connection, taste_id, ids)

    return catalog.at_places(photos, add)


def examples(catalog: Catalog, name: str, pack: Pack) -> Examples:
    """What the taste can learn from with ``pack``. Raises :class:`TasteError` where there is no such taste."""
    with catalog.reading() as connection:
        taste_id, _ = _found(connection, name)
        return examples_of(connection, taste_id, pack.key)


def learn_taste(catalog: Catalog, name: str, pack: Pack) -> Learned:
    """Learn from the decisions as they are now: under a second for 5,000, nothing is decoded.

    Deterministic: the same decisions give the same taste. Raises :class:`TasteError` where there is no such taste.
    """
    with catalog.reading() as connection:
        taste_id, kept = _found(connection, name)
        known = examples_of(connection, taste_id, pack.key)
        foreign = taste_rows.count_foreign(connection, taste_id, pack.key)
    logits = np.array([base_logit(evidence, pack) for evidence in known.evidence.tolist()])
    learned = learn(
        known.embeddings,
        logits,
        known.picked,
        known.bursts,
        taken=known.taken,
        name=kept,
        pack_key=pack.key,
    )
    return replace(learned, unscored=known.unscored, outdated=known.outdated, foreign=foreign)


def export_taste(catalog: Catalog, name: str, pack: Pack, path: Path) -> int:
    """Write what the taste learned from to ``path`` (.json) and return how many examples: numbers and yes or no.

    No pictures, names or places go into it. Raises :class:`TasteError` where there is nothing to write, there is such
    a file already, or it cannot be written.
    """
    if path.suffix.lower() != ".json":
        raise TasteError(f"{path.name} was not written. Give the file a name that ends in .json.")
    with catalog.reading() as connection:
        taste_id, kept = _found(connection, name)
        known = examples_of(connection, taste_id, pack.key)
    if not len(known):
        raise TasteError(f"The taste {kept!r} has learned from nothing yet: there is nothing to write.")
    try:
        score_table.write_file(to_file(kept, pack.key, known), path, replace=False)
    except score_table.TableError as error:
        raise TasteError(str(error)) from error
    return len(known)


def import_taste(catalog: Catalog, path: Path, name: str = "") -> str:
    """Make a taste of the file at ``path``, called ``name`` or as in the file; returns its name.

    Raises :class:`TasteError` with the reason where the file is none of ours, damaged or too large, not of the model
    that it names, or there is a taste of that name.
    """
    named, pack_key, known = from_file(_content(path))
    kept = checked_name(name) if name else named
    values = zip(known.embeddings, known.evidence.tolist(), known.picked.tolist(), known.bursts.tolist(), strict=True)
    added = [Example(pack_embedding(embedding), *others) for embedding, *others in values]
    with catalog.transaction() as connection:
        with _only_one_called(kept):
            taste_id = taste_rows.make(connection, kept)
        _check_length(connection, pack_key, known)
        taste_rows.add_examples(connection, taste_id, pack_key, added)
    return kept


def rejudge(catalog: Catalog, items: Sequence[Item], judge: Judge) -> list[Item]:
    """``items`` as ``judge`` sees them, in the same order: 10,000 in a fraction of a second, nothing is decoded.

    Scores of another pack stay as they are.
    """
    scored = {at: score for at, item in enumerate(items) if (score := item.score) and score.pack == judge.pack.key}
    contents = {at: content for at in scored if judge.taste and (content := items[at].seen_as)}
    embeddings = catalog.embeddings(list(contents.values()), judge.pack.key)
    by_taste = [at for at, content in contents.items() if content in embeddings]
    judged = {at: judge.by_pack(scored[at]) for at in scored.keys() - set(by_taste)}
    if by_taste:
        rows = np.stack([embeddings[contents[at]] for at in by_taste])
        taken = [items[at].captured_at for at in by_taste]
        judged |= zip(by_taste, judge.by_taste([scored[at] for at in by_taste], rows, taken), strict=True)
    return [replace(item, score=judged[at]) if at in judged else item for at, item in enumerate(items)]


@contextmanager
def _only_one_called(name: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise TasteError(f"There is a taste called {name!r} already. Choose another name.") from error


def _check_length(connection: sqlite3.Connection, pack_key: str, known: Examples) -> None:
    """Embeddings of one model are of one length, and the catalog may know it."""
    size = taste_rows.embedding_size(connection, pack_key)
    if size not in (None, known.embeddings.shape[1] * known.embeddings.itemsize):
        raise TasteError(f"The taste is damaged: its embeddings are not those of the model {pack_key}.")


def _found(connection: sqlite3.Connection, name: str) -> TasteRow:
    kept = checked_name(name)
    found = taste_rows.find(connection, kept)
    if found is None:
        names = ", ".join(taste.name for taste in taste_rows.summaries(connection))
        raise NoSuchTaste(f"There is no taste called {kept!r}. There are: {names or 'none'}.")
    return found


def _content(path: Path) -> bytes:
    try:
        return read_regular(path, LARGEST_FILE)
    except OSError as error:
        raise TasteError(f"{path.name} cannot be read: {why_not_read(path, error)[0]}.") from error
