"""Makes the stored catalog of one version, for the tests that open it with every later program.

    python tests/unit/catalog/versions/make.py 3        writes v3.db beside this file

Run it for the version that is current before you add a migration: the file is what programs of that version left on
people's disks, and must not be made again afterwards. All paths are below /shoot; MOMENT is when every file changed.
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from struct import pack

from aesthetic_gui.catalog import schema

HERE = Path(__file__).parent
MOMENT = 1_717_149_601_000_000_000  # ns
SIZES = {"a.jpg": 11, "b.jpg": 12, "b.xmp": 13, "c.jpg": 14, "d.jpg": 15, "e.jpg": 16, "f.jpg": 17, "g.jpg": 18}
METADATA = '{"width":6000,"height":4000,"captured_at":"2024-05-31T12:00:01","camera":"Canon EOS R5"}'
PACK = "nima-mobilenet@1+12345678"
WHEN = "2024-05-31T12:00:00.000+00:00"

DECIDED = (
    "operation_id, photo_id, flag_before, stars_before, label_before, flag_after, stars_after, label_after, undone"
)

# The path of each photograph, and its decision: flag, stars, label.
PHOTOS = (
    ("Best/a.jpg", (1, 5, "red")),
    ("Best/b.jpg", (1, 0, "")),
    ("c.jpg", (-1, 0, "")),
    ("d.jpg", (0, 3, "purple")),
    ("e.jpg", None),
    ("caf\udce9.jpg", (1, 1, "")),  # a name that is not UTF-8
    ("g.jpg\0007", (-1, 2, "blue")),  # another photograph has taken its name
    ("g.jpg", None),
)
# chain, role, kind, title, state, total, succeeded
OPERATIONS = (
    (None, "do", "decide", "Pick 3 photographs", "done", 3, 3),
    (None, "do", "move", "Move 2 photographs to “Best”", "done", 2, 2),
    (None, "do", "decide", "Reject 1 photograph", "undone", 1, 1),
    (3, "undo", "decide", "Reject 1 photograph", "done", 1, 1),
    (None, "do", "copy", "Copy 3 photographs to “Copies”", "partial", 3, 1),
    (5, "undo", "copy", "Copy 3 photographs to “Copies”", "nothing", 1, 0),
    (None, "do", "move", "Move 2 photographs to “Later”", "open", 2, 0),
)
# operation, unit, act, source, target, staged, size of, state, message, inverts
STEPS = (
    (2, 0, "move", "a.jpg", "Best/a.jpg", "", "a.jpg", "done", None, None),
    (2, 1, "move", "b.jpg", "Best/b.jpg", "", "b.jpg", "done", None, None),
    (2, 1, "move", "b.xmp", "Best/b.xmp", "", "b.xmp", "done", None, None),
    (5, 0, "copy", "c.jpg", "Copies/c.jpg", "Copies/.c.part", "c.jpg", "undone", None, None),
    (5, 1, "copy", "d.jpg", "Copies/d.jpg", "Copies/.d.part", "d.jpg", "failed", "There is no room.", None),
    (5, 2, "copy", "e.jpg", "Copies/e.jpg", "Copies/.e.part", "e.jpg", "reversed", None, None),
    (6, 0, "trash", "Copies/c.jpg", "", "", "c.jpg", "failed", "It was changed since then.", 4),
    (7, 0, "move", "e.jpg", "Later/e.jpg", "Later/.e.part", "e.jpg", "staged", None, None),
    (7, 1, "move", "f.jpg", "Later/f.jpg", "Later/.f.part", "f.jpg", "planned", None, None),
)


def main() -> None:
    version = int(sys.argv[1])
    path = HERE / f"v{version}.db"
    path.unlink(missing_ok=True)
    make(path, version)


def make(path: Path, version: int) -> None:
    schema.make(path, version)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        fill(connection)
        if version >= 2:
            fill_tastes(connection)
        if version >= 3:
            fill_sidecars(connection)
        if version >= schema.BOUND_FROM:
            connection.execute("INSERT INTO binding VALUES (1, ?)", (b"made in another place",))
        if version >= 5:
            connection.execute("UPDATE scores SET evidence = 2.5, unlike = 1.5 WHERE content_id = 'content 2'")
        if version >= 6:
            fill_turns(connection)
        if version >= 7:
            fill_details(connection)
        if version >= 8:
            fill_facts(connection)
        if version >= 9:
            fill_stacks(connection)
        if version >= 4:
            connection.execute("INSERT INTO drives VALUES (2, ?, 'uuid 12AB-34CD')", (at("Best"),))
        connection.execute("PRAGMA journal_mode = WAL")  # as the program leaves it
        connection.execute("VACUUM")


def at(name: str) -> bytes:
    return f"/shoot/{name}".encode("utf-8", "surrogateescape") if name else b"."


def fill(connection: sqlite3.Connection) -> None:
    for number, (name, decision) in enumerate(PHOTOS, 1):
        size = SIZES.get(name.rpartition("/")[2], 99)
        row = (number, at(name), size, MOMENT, f"content {number}", METADATA if number % 2 else None, None)
        connection.execute("INSERT INTO photos VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        if decision:
            query = "INSERT INTO decisions (photo_id, flag, stars, label) VALUES (?, ?, ?, ?)"
            connection.execute(query, (number, *decision))
        connection.execute(
            "INSERT INTO scores (content_id, pack_key, distribution) VALUES (?, ?, ?)",
            (f"content {number}", PACK, pack("<10d", *[0.1] * 10)),
        )
    connection.execute("INSERT INTO photos (path, unreadable) VALUES (?, ?)", (at("torn.jpg"), "the file is cut off"))
    heat = ("content 1", PACK, "cam", "", b"heat", 7, 7, 1, 0.8, "{}")
    connection.execute(
        "INSERT INTO explanations (content_id, pack_key, method, settings_key, heat, height, width, evaluations, "
        "fidelity, notes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        heat,
    )
    for chain, role, kind, title, state, total, succeeded in OPERATIONS:
        finished = None if state == "open" else WHEN
        row = (chain, role, kind, title, state, total, succeeded, WHEN, finished)
        connection.execute("INSERT INTO operations VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    for number, step in enumerate(STEPS, 1):
        fill_step(connection, number, step)
    for operation, folder in ((2, "Best"), (7, "Later")):
        connection.execute("INSERT INTO made_folders VALUES (?, ?)", (operation, at(folder)))
    for operation, photo, before, after, undone in (
        (1, 1, (0, 5, "red"), (1, 5, "red"), 0),
        (1, 2, (0, 0, ""), (1, 0, ""), 0),
        (1, 6, (0, 1, ""), (1, 1, ""), 0),
        (3, 4, (0, 3, "purple"), (-1, 3, "purple"), 1),
    ):
        row = (operation, photo, *before, *after, undone)
        connection.execute(f"INSERT INTO decided ({DECIDED}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def fill_step(connection: sqlite3.Connection, number: int, step: tuple[object, ...]) -> None:
    operation, unit, act, source, target, staged, name, state, message, inverts = step
    known = (SIZES[str(name)], MOMENT, 1, 100 + number)
    copied = (MOMENT, 1, 200 + number, "0" * 32) if staged and state != "planned" else (None,) * 4
    paths = (at(str(source)), at(str(target)), at(str(staged)), None, None)
    row = (number, operation, unit, act, *paths, *known, *copied, state, message, inverts)
    connection.execute(f"INSERT INTO steps VALUES ({','.join('?' * len(row))})", row)


def fill_tastes(connection: sqlite3.Connection) -> None:
    embedding = pack("<4e", 0.5, 1, 2, 3)
    connection.execute("INSERT INTO embeddings VALUES ('content 1', ?, ?)", (PACK, embedding))
    connection.execute("INSERT INTO tastes VALUES (1, 'wedding'), (2, 'Landscape')")
    connection.execute("INSERT INTO taste_members VALUES (1, 1), (1, 3), (2, 6)")
    connection.execute("INSERT INTO taste_examples VALUES (NULL, 2, ?, ?, 5.25, 1, 4)", (PACK, embedding))


def fill_sidecars(connection: sqlite3.Connection) -> None:
    connection.execute(
        "INSERT INTO operations VALUES (NULL, NULL, 'do', 'write', 'Write 1 rating', 'done', 1, 1, ?, ?)", (WHEN, WHEN)
    )
    step = (8, 0, "write", "Best/b.xmp", "Best/b.xmp", "", "b.xmp", "done", None, None)
    fill_step(connection, len(STEPS) + 1, step)
    connection.execute("INSERT INTO writings VALUES (?, x'78', x'9c')", (len(STEPS) + 1,))
    connection.execute("INSERT INTO sidecars VALUES (2, ?, 13, ?, ?)", (b"b.xmp", MOMENT, "0" * 32))
    connection.execute("INSERT INTO agreed (photo_id, flag, stars, label) VALUES (2, 1, 0, '')")


def fill_turns(connection: sqlite3.Connection) -> None:
    """The second photograph was turned when it was picked, and its sidecar says so."""
    connection.execute("UPDATE decisions SET turn = 1 WHERE photo_id = 2")
    connection.execute("UPDATE agreed SET turn = 1 WHERE photo_id = 2")
    connection.execute("UPDATE decided SET turn_after = 1 WHERE photo_id = 2")


def fill_details(connection: sqlite3.Connection) -> None:
    """The first photograph was given a title and a keyword, and the second one's sidecar has both."""
    said = '{"title":"Dawn","keywords":["Places|Athens"]}'
    row = (None, "do", "describe", "Write title of 1 photograph", "done", 1, 1, WHEN, WHEN)
    connection.execute("INSERT INTO operations VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    connection.execute("INSERT INTO described SELECT max(id), 1, '{}', ?, 0 FROM operations", (said,))
    connection.execute("INSERT INTO details VALUES (1, ?), (2, ?)", (said, said))
    agreed = [(2, "", ""), (2, "title", "Dawn"), (2, "keywords", "Places|Athens")]
    connection.executemany("INSERT INTO agreed_details VALUES (?, ?, ?)", agreed)


def fill_facts(connection: sqlite3.Connection) -> None:
    """The first photograph was measured closely: its focus is 80, an edge of 2.1 pixels; no face."""
    values = pack("<7d", 80, *[float("nan")] * 6)
    record = pack("<HB6d2B", 56, 0, 2.1, 0.25, 0, 0, 1, 1, 6, 0) + b"pixels"
    row = ("content 1", 1, 1, b"looks", '{"drive":"continuous"}', values + b"\x01" + record + b"\x00")
    connection.execute("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?)", row)


def fill_stacks(connection: sqlite3.Connection) -> None:
    """The first two photographs were made a stack, which the second one stands for."""
    row = (None, "do", "stack", "Choose the cover of 2 photographs", "done", 2, 2, WHEN, WHEN)
    connection.execute("INSERT INTO operations VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    for photo, cover in ((1, 0), (2, 1)):
        connection.execute("INSERT INTO stacked VALUES (?, 'one', ?)", (photo, cover))
        connection.execute(
            "INSERT INTO regrouped SELECT max(id), ?, '', 0, 'one', ?, 0 FROM operations", (photo, cover)
        )


if __name__ == "__main__":
    main()
