"""The catalog's tables, as each version of the program added to them: what is released is never changed.

The place in :data:`MIGRATIONS` is the version that the file has afterwards (``PRAGMA user_version``).
"""

from __future__ import annotations

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # size and mtime_ns are NULL until the file was read; then content_id and metadata speak of that state, or
        # unreadable does (a JSON object): then the other two speak of what could be read at this path before.
        # A path with a NUL byte in it belongs to a photograph that another file has since taken the place of.
        """CREATE TABLE photos (
            id INTEGER PRIMARY KEY,
            path BLOB NOT NULL UNIQUE,
            size INTEGER,
            mtime_ns INTEGER,
            content_id TEXT,
            metadata TEXT,
            unreadable TEXT
        ) STRICT""",
        "CREATE INDEX photos_by_content ON photos (content_id) WHERE content_id IS NOT NULL",
        """CREATE TABLE decisions (
            photo_id INTEGER PRIMARY KEY REFERENCES photos (id) ON DELETE RESTRICT,
            flag INTEGER NOT NULL CHECK (flag BETWEEN -1 AND 1),
            stars INTEGER NOT NULL CHECK (stars BETWEEN 0 AND 5),
            label TEXT NOT NULL
        ) STRICT""",
        """CREATE TABLE scores (
            content_id TEXT NOT NULL,
            pack_key TEXT NOT NULL,
            distribution BLOB NOT NULL,  -- ten float64, little endian
            PRIMARY KEY (content_id, pack_key)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE explanations (
            id INTEGER PRIMARY KEY,
            content_id TEXT NOT NULL,
            pack_key TEXT NOT NULL,
            method TEXT NOT NULL,
            settings_key TEXT NOT NULL,
            heat BLOB NOT NULL,  -- float16, little endian, row by row, zlib
            height INTEGER NOT NULL,
            width INTEGER NOT NULL,
            evaluations INTEGER NOT NULL,
            fidelity REAL,
            notes TEXT NOT NULL,
            UNIQUE (content_id, pack_key, method, settings_key)
        ) STRICT""",
        # One chain is an operation with its undos and redos; the chain is called by the first one's id.
        """CREATE TABLE operations (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            chain INTEGER REFERENCES operations (id),
            role TEXT NOT NULL CHECK (role IN ('do', 'undo', 'redo')),
            kind TEXT NOT NULL,
            title TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'done', 'partial', 'nothing', 'undone')),
            total INTEGER NOT NULL,
            succeeded INTEGER NOT NULL DEFAULT 0,
            started_at TEXT NOT NULL,
            finished_at TEXT
        ) STRICT""",
        "CREATE INDEX operations_by_chain ON operations (chain)",
        # One file's way. size … inode identify the file: at source before the step, at target once it is done. A file
        # that cannot be renamed is copied to staged first: copy_mtime_ns … copy_inode and digest are that copy's.
        """CREATE TABLE steps (
            id INTEGER PRIMARY KEY,
            operation_id INTEGER NOT NULL REFERENCES operations (id),
            unit INTEGER NOT NULL,
            act TEXT NOT NULL CHECK (act IN ('move', 'copy', 'trash', 'restore')),
            source BLOB NOT NULL,
            target BLOB NOT NULL,
            staged BLOB NOT NULL,
            note BLOB,        -- the trashinfo file that belongs to it
            note_text BLOB,   -- what we write, or wrote, into it
            size INTEGER,
            mtime_ns INTEGER,
            device INTEGER,
            inode INTEGER,
            copy_mtime_ns INTEGER,
            copy_device INTEGER,
            copy_inode INTEGER,
            digest TEXT,      -- xxh3_128 of all bytes, where they were copied
            state TEXT NOT NULL CHECK (state IN ('planned', 'staged', 'done', 'reversed', 'failed', 'undone')),
            message TEXT,
            inverts INTEGER REFERENCES steps (id)
        ) STRICT""",
        "CREATE INDEX steps_by_operation ON steps (operation_id, unit)",
        """CREATE TABLE made_folders (
            operation_id INTEGER NOT NULL REFERENCES operations (id),
            path BLOB NOT NULL,
            PRIMARY KEY (operation_id, path)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE decided (
            operation_id INTEGER NOT NULL REFERENCES operations (id),
            photo_id INTEGER NOT NULL REFERENCES photos (id),
            flag_before INTEGER NOT NULL,
            stars_before INTEGER NOT NULL,
            label_before TEXT NOT NULL,
            flag_after INTEGER NOT NULL,
            stars_after INTEGER NOT NULL,
            label_after TEXT NOT NULL,
            undone INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (operation_id, photo_id)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX decided_by_photo ON decided (photo_id)",
    ),
    (
        # A score is worth keeping only with its embedding, which these lack: they are made again.
        "DELETE FROM scores",
        """CREATE TABLE embeddings (
            content_id TEXT NOT NULL,
            pack_key TEXT NOT NULL,
            embedding BLOB NOT NULL,  -- float16, little endian
            PRIMARY KEY (content_id, pack_key)
        ) STRICT""",
        """CREATE TABLE tastes (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE COLLATE NOCASE
        ) STRICT""",
        # A member is an example as long as its decision is pick or reject; the decision is read when it is needed.
        """CREATE TABLE taste_members (
            taste_id INTEGER NOT NULL REFERENCES tastes (id) ON DELETE CASCADE,
            photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
            PRIMARY KEY (taste_id, photo_id)
        ) STRICT, WITHOUT ROWID""",
        # Examples that came from a file. Those with the same number are one burst.
        """CREATE TABLE taste_examples (
            id INTEGER PRIMARY KEY,
            taste_id INTEGER NOT NULL REFERENCES tastes (id) ON DELETE CASCADE,
            pack_key TEXT NOT NULL,
            embedding BLOB NOT NULL,  -- float16, little endian
            mean REAL NOT NULL,       -- the pack's mean rating
            picked INTEGER NOT NULL CHECK (picked IN (0, 1)),
            burst INTEGER NOT NULL
        ) STRICT""",
        "CREATE INDEX taste_examples_by_taste ON taste_examples (taste_id, pack_key)",
    ),
    (
        # The acts of a step grew: SQLite changes a CHECK only by making the table again.
        """CREATE TABLE more_steps (
            id INTEGER PRIMARY KEY,
            operation_id INTEGER NOT NULL REFERENCES operations (id),
            unit INTEGER NOT NULL,
            act TEXT NOT NULL CHECK (act IN (
                'move', 'copy', 'trash', 'restore', 'clone', 'hardlink', 'symlink', 'unlink', 'make', 'write')),
            source BLOB NOT NULL,
            target BLOB NOT NULL,
            staged BLOB NOT NULL,
            note BLOB,        -- the trashinfo file that belongs to it
            note_text BLOB,   -- what we write, or wrote, into it; of a symbolic link: what it says
            size INTEGER,
            mtime_ns INTEGER,
            device INTEGER,
            inode INTEGER,
            copy_mtime_ns INTEGER,
            copy_device INTEGER,
            copy_inode INTEGER,
            digest TEXT,      -- xxh3_128 of all bytes, where they were copied
            state TEXT NOT NULL CHECK (state IN ('planned', 'staged', 'done', 'reversed', 'failed', 'undone')),
            message TEXT,
            inverts INTEGER REFERENCES more_steps (id)
        ) STRICT""",
        "INSERT INTO more_steps SELECT * FROM steps ORDER BY id",
        "DROP TABLE steps",
        "ALTER TABLE more_steps RENAME TO steps",
        "CREATE INDEX steps_by_operation ON steps (operation_id, unit)",
        # The content of a sidecar before and after a 'write': NULL where there is no file. after is compressed with
        # before as its dictionary.
        """CREATE TABLE writings (
            step_id INTEGER PRIMARY KEY REFERENCES steps (id) ON DELETE CASCADE,
            before BLOB,  -- zlib
            after BLOB
        ) STRICT""",
        # Sidecars (and ratings in the photograph itself) as they were when they were last read or written.
        """CREATE TABLE sidecars (
            photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
            name BLOB NOT NULL,
            size INTEGER NOT NULL,
            mtime_ns INTEGER NOT NULL,
            digest TEXT NOT NULL,  -- xxh3_128 of all bytes
            PRIMARY KEY (photo_id, name)
        ) STRICT, WITHOUT ROWID""",
        # The decision on which catalog and sidecars agreed then: what differs from it was changed since.
        """CREATE TABLE agreed (
            photo_id INTEGER PRIMARY KEY REFERENCES photos (id) ON DELETE CASCADE,
            flag INTEGER NOT NULL CHECK (flag BETWEEN -1 AND 1),
            stars INTEGER NOT NULL CHECK (stars BETWEEN 0 AND 5),
            label TEXT NOT NULL
        ) STRICT""",
    ),
    (
        # Shows that the catalog was made here, by this person; see ``authority.binding``.
        """CREATE TABLE binding (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            proof BLOB NOT NULL
        ) STRICT""",
        # Where the drives were mounted that an operation found its files on, and what they are known again by.
        """CREATE TABLE drives (
            operation_id INTEGER NOT NULL REFERENCES operations (id),
            mount_point BLOB NOT NULL,
            identity TEXT NOT NULL,
            PRIMARY KEY (operation_id, mount_point, identity)
        ) STRICT, WITHOUT ROWID""",
        # Where a photograph went that is asked for where it was; and what was undone last, among many decisions.
        "CREATE INDEX steps_by_source ON steps (source)",
        "CREATE INDEX operations_undoing ON operations (id) WHERE role = 'undo'",
    ),
    (
        # What P(aesthetic) is read from, where it is another number than the mean rating; and how far the photograph is
        # from all that the model learned from. NULL in rows from before: the mean rating, and 0.
        "ALTER TABLE scores ADD COLUMN evidence REAL",
        "ALTER TABLE scores ADD COLUMN unlike REAL",
        "ALTER TABLE taste_examples RENAME COLUMN mean TO evidence",
    ),
    (
        # Quarter turns clockwise. Scores and explanations of what is turned are kept under ``photo.seen_as``.
        "ALTER TABLE decisions ADD COLUMN turn INTEGER NOT NULL DEFAULT 0 CHECK (turn BETWEEN 0 AND 3)",
        "ALTER TABLE agreed ADD COLUMN turn INTEGER NOT NULL DEFAULT 0 CHECK (turn BETWEEN 0 AND 3)",
        "ALTER TABLE decided ADD COLUMN turn_before INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE decided ADD COLUMN turn_after INTEGER NOT NULL DEFAULT 0",
        # Written again at their full length, by which a page that is adrift in a damaged file is known.
        "UPDATE decisions SET turn = 0",
        "UPDATE agreed SET turn = 0",
        "UPDATE decided SET turn_after = 0",
    ),
    (
        # What the photographer wrote of a photograph, and what an operation changed about it: see ``pack_details``.
        """CREATE TABLE details (
            photo_id INTEGER PRIMARY KEY REFERENCES photos (id) ON DELETE CASCADE,
            said TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE described (
            operation_id INTEGER NOT NULL REFERENCES operations (id),
            photo_id INTEGER NOT NULL REFERENCES photos (id),
            before TEXT NOT NULL,
            after TEXT NOT NULL,
            undone INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (operation_id, photo_id)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX described_by_photo ON described (photo_id)",
        # What catalog and sidecars agreed on, a row for each field that says something. The row of no field tells that
        # the sidecars were read for details at all: those that were read by earlier versions were not.
        """CREATE TABLE agreed_details (
            photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
            field TEXT NOT NULL,
            said TEXT NOT NULL,
            PRIMARY KEY (photo_id, field)
        ) STRICT, WITHOUT ROWID""",
    ),
    (
        # What was measured of a content, in the orientation of its file; see ``packed_facts``.
        """CREATE TABLE facts (
            content_id TEXT PRIMARY KEY,
            version INTEGER NOT NULL,  -- of the measuring
            close INTEGER NOT NULL CHECK (close IN (0, 1)),
            looks BLOB NOT NULL,
            taking TEXT NOT NULL,
            measured BLOB NOT NULL
        ) STRICT""",
    ),
    (
        # The stack that a person put a photograph into ("": the program groups it again), whether it is its cover, and
        # what an operation changed about it.
        """CREATE TABLE stacked (
            photo_id INTEGER PRIMARY KEY REFERENCES photos (id) ON DELETE CASCADE,
            stack TEXT NOT NULL,
            cover INTEGER NOT NULL CHECK (cover IN (0, 1))
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE regrouped (
            operation_id INTEGER NOT NULL REFERENCES operations (id),
            photo_id INTEGER NOT NULL REFERENCES photos (id),
            stack_before TEXT NOT NULL,
            cover_before INTEGER NOT NULL,
            stack_after TEXT NOT NULL,
            cover_after INTEGER NOT NULL,
            undone INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (operation_id, photo_id)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX regrouped_by_photo ON regrouped (photo_id)",
    ),
    (
        # What an explanation explains, how far it can be relied on, and what each superpixel contributes; those that
        # were kept before tell none of it: they are made again.
        "DELETE FROM explanations",
        "ALTER TABLE explanations ADD COLUMN target TEXT NOT NULL DEFAULT 'aesthetic'",
        "ALTER TABLE explanations ADD COLUMN unit TEXT NOT NULL DEFAULT 'log-odds'",
        "ALTER TABLE explanations ADD COLUMN sure TEXT NOT NULL DEFAULT 'unchecked'",
        "ALTER TABLE explanations ADD COLUMN regions BLOB",  # int16, little endian, row by row as heat, zlib
        "ALTER TABLE explanations ADD COLUMN contributions BLOB",  # float32, little endian, by region
    ),
)
VERSION = len(MIGRATIONS)
