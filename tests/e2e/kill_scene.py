"""Kills the program in the middle of file operations, lets the next start recover, and counts the photographs.

    python tests/e2e/kill_scene.py points           die at every system call and commit of every operation, in turn
    python tests/e2e/kill_scene.py random 2000      SIGKILL at random moments, that many times
    python tests/e2e/kill_scene.py ingest           the same while a card is ingested to two places, and undone
    python tests/e2e/kill_scene.py names            every operation, while others recover by other names of the catalog

Now and then the catalog is called by another name at the start after a kill, or was moved to where it was not made.

Prints what was tried; ends with 1 and the finding where a photograph is lost, doubled, or not where the journal says.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

from aesthetic_gui import disk_io
from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.schema import Connection
from aesthetic_gui.catalog.steps import Act
from aesthetic_gui.culling.albums.sorting import plan_sort
from aesthetic_gui.culling.ingest.planning import IngestRequest, plan_ingest
from aesthetic_gui.culling.ingest.reading import read_all
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.operations.planning import Plan, Step, plan_copy, plan_move, plan_trash
from aesthetic_gui.culling.operations.progress import Progress
from aesthetic_gui.culling.operations.recovering import recover
from aesthetic_gui.culling.operations.transferring import NothingToUndo, perform, redo, undo
from aesthetic_gui.culling.sidecars.exchange import plan_save, profile_called
from aesthetic_gui.files.transfer import trash
from aesthetic_gui.files.xmp import embedded_marks
from aesthetic_gui.photo import Bar, Decision, Photo

BAR = Bar(0.5, 0.1)
STEMS = ("IMG_1", "IMG_2", "Brücke 🌉", "two\nlines", os.fsdecode(b"caf\xe9"))
SUFFIXES = (".jpg", ".cr2", ".cr2.xmp")
IN_A_FOLDER = {"IMG_1": "NKSC_PARAM/IMG_1.jpg.nksc"}  # of one photograph: a sidecar in its program's folder
PACKET = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:darktable="http://darktable.sf.net/" darktable:history="%s"/>
</rdf:RDF></x:xmpmeta>"""
JPEG = b"\xff\xd8\xff\xda\0\2%s\xff\xd9"  # as far as it is read without being decoded
RATED = b"\xff\xd8\xff\xe1"  # with a packet
ANOTHER_NAME = ", where another name is"
MEMORY = Path("/dev/shm")  # a volume that needs no waiting, where there is one


class Scene:
    """A shoot, a catalog, a home with a trash, and an album on another volume if the machine has one."""

    def __init__(self, root: Path, seed: int, size: int) -> None:
        self.root, self.shoot, self.albums = root, root / "shoot", root / "albums"
        self.path, self._names = root / "catalog.db", root / "names"
        self.far = Path(tempfile.mkdtemp(prefix="kill-far-"))
        os.environ["HOME"], os.environ["XDG_DATA_HOME"] = str(root), str(root / "data")
        self.trashes = (root / "data" / "Trash", self.far / f".Trash-{os.getuid()}")
        trash._top_of = self._top_of
        made = random.Random(seed)
        self.shoot.mkdir()
        self.photos = [self._make(stem, made, size) for stem in STEMS]
        self.hashes = hashes_below(self.shoot)
        self.plan: Plan | None = None
        self.foreign: dict[Path, str] = {}  # what somebody else put there, which stays
        with self.catalog() as catalog:
            for stars, photo in enumerate(self.photos, 1):
                decide(catalog, [photo], stars=stars)

    def catalog(self, name: Path | None = None) -> Catalog:
        return Catalog.open(name or self.path)

    def names(self) -> list[Path]:
        """The catalog by its own name, through a link, through a link to its folder, and by a second name."""
        link, folder, second = self._names / "link.db", self._names / "folder", self._names / "second.db"
        if not self._names.is_dir():
            self._names.mkdir()
            link.symlink_to(self.path)
            folder.symlink_to(self.path.parent, target_is_directory=True)
            second.hardlink_to(self.path)
        return [self.path, link, folder / self.path.name, second]

    def move_catalog(self) -> None:
        """With its log, to where it was not made."""
        moved = self.root / "moved" / self.path.name
        moved.parent.mkdir()
        for suffix in ("", "-wal"):
            if (there := self.path.with_name(self.path.name + suffix)).exists():
                there.rename(moved.with_name(moved.name + suffix))
        self.path = moved

    def files(self) -> dict[Path, str]:
        """All that an operation, or its recovery, could touch."""
        found: dict[Path, str] = {}
        for folder in (self.shoot, self.albums, self.far, *self.trashes):
            found |= hashes_below(folder)
        return found

    def close(self) -> None:
        shutil.rmtree(self.root)
        shutil.rmtree(self.far, ignore_errors=True)

    def _top_of(self, folder: Path) -> Path:
        """The other volume begins here, so that its own trash is not touched."""
        return self.far if folder.is_relative_to(self.far) else self.root

    def _make(self, stem: str, made: random.Random, size: int) -> Photo:
        files = [self.shoot / (stem + suffix) for suffix in SUFFIXES]
        files += [self.shoot / IN_A_FOLDER[stem]] if stem in IN_A_FOLDER else []
        for file in files:
            file.parent.mkdir(exist_ok=True)
            content = made.randbytes(made.randrange(1, size))
            content = JPEG % content if file.suffix == ".jpg" else content
            file.write_bytes(PACKET % content.hex().encode() if file.suffix == ".xmp" else content)
        stat = files[0].stat()
        return Photo(files[0], tuple(files[1:]), stat.st_size, stat.st_mtime_ns)


def fast_folder() -> Path:
    parent = MEMORY if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else None
    return Path(tempfile.mkdtemp(prefix="kill-", dir=parent))


def drain(steps: Iterator[Any]) -> None:
    for progress in steps:
        assert not progress.failures, progress.failures


def sort_plan(scene: Scene, act: Act, **options: Any) -> Plan:
    items = [Item(photo, decision=Decision(stars=stars)) for stars, photo in enumerate(scene.photos, 1)]
    return plan_sort(items, scene.albums, "{date}/{flag}", act=act, bar=BAR, **options)


def export_plan(scene: Scene) -> Plan:
    """Two pictures of each photograph, as a gallery has them, and a page."""
    steps = []
    for unit, photo in enumerate(scene.photos):
        for kind in ("picture", "thumb"):
            target = scene.albums / kind / f"{unit}.jpg"
            steps.append(Step(unit, "make", photo.path, target, maker=made_file(target)))
    page = scene.albums / "index.html"
    return Plan("gallery", "Gallery", (*steps, Step(-1, "make", page, page, maker=made_file(page))), (), scene.albums)


def made_file(target: Path) -> Callable[[Path], None]:
    def make(staged: Path) -> None:
        descriptor = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        for part in parts_of_made(target):
            os.write(descriptor, part)
        os.close(descriptor)

    return make


def parts_of_made(target: Path) -> list[bytes]:
    return [f"{target.parent.name}/{target.name} {part}\n".encode() * 500 for part in range(3)]


def save_sidecars(scene: Scene, catalog: Catalog) -> None:
    """The sidecars that are there are changed, and each photograph gets a new one."""
    plan, _ = plan_save(catalog, [Item(photo) for photo in scene.photos], profile_called("lightroom"), bar=BAR)
    drain(iter([Progress(0, 0, 0, failures=plan.left_out)]))
    assert plan.total + len(plan.left_out) == len(scene.photos)
    assert plan.total < len(plan.steps) <= 2 * plan.total
    drain(perform(catalog, plan))


Verb = Callable[[Scene, Catalog], object]
PREPARE: dict[str, Verb] = {
    "move": lambda scene, catalog: drain(perform(catalog, plan_move(scene.photos, scene.albums / "Best"))),
    "copy": lambda scene, catalog: drain(perform(catalog, plan_copy(scene.photos, scene.albums / "Best"))),
    "sort": lambda scene, catalog: drain(perform(catalog, sort_plan(scene, "move"))),
    "sort, copying": lambda scene, catalog: drain(perform(catalog, sort_plan(scene, "copy"))),
    "sort, carrying": lambda scene, catalog: drain(perform(catalog, sort_plan(scene, "copy", carry=True))),
    "reflink": lambda scene, catalog: drain(perform(catalog, sort_plan(scene, "clone"))),
    "hard link": lambda scene, catalog: drain(perform(catalog, sort_plan(scene, "hardlink"))),
    "symbolic link": lambda scene, catalog: drain(perform(catalog, sort_plan(scene, "symlink"))),
    "export": lambda scene, catalog: drain(perform(catalog, export_plan(scene))),
    "sidecars": save_sidecars,
    "trash": lambda scene, catalog: drain(perform(catalog, plan_trash(scene.photos))),
    "move far": lambda scene, catalog: drain(perform(catalog, plan_move(scene.photos, scene.far / "Best"))),
    "copy far": lambda scene, catalog: drain(perform(catalog, plan_copy(scene.photos, scene.far / "Best"))),
}


def ingest(scene: Scene, catalog: Catalog) -> None:
    """The shoot is the card: to two places, the backup on another volume."""
    request = IngestRequest(scene.albums / "Best", scene.far / "Best", folders="{flag}")
    planned = plan_ingest(catalog, read_all([scene.shoot]), request)
    assert planned.copies == 2 * len(scene.photos)
    drain(perform(catalog, planned.plan))


def another_name(act: Act) -> Verb:
    """After planning, somebody else gives a file of the photographs another name, where it was to go."""

    def prepare(scene: Scene, _catalog: Catalog) -> None:
        scene.plan = plan_move(scene.photos, scene.albums / "Best") if act == "move" else sort_plan(scene, act)
        step = next(step for step in scene.plan.steps if step.source.suffix == ".cr2")
        assert step.target is not None
        step.target.parent.mkdir(parents=True)
        os.link(step.source, step.target)
        scene.foreign = {step.target: scene.hashes[step.source]}

    return prepare


def perform_all_but_those(scene: Scene, catalog: Catalog) -> None:
    assert scene.plan is not None
    told = [failure for progress in perform(catalog, scene.plan) for failure in progress.failures]
    assert told, "it went where another name was"


def take_back(_scene: Scene, catalog: Catalog) -> None:
    drain(undo(catalog))


def do_again(_scene: Scene, catalog: Catalog) -> None:
    drain(redo(catalog))


def cases() -> dict[str, tuple[list[Verb], Verb]]:
    """What is done before, and what is being done when the program is killed."""
    found: dict[str, tuple[list[Verb], Verb]] = {name: ([], verb) for name, verb in PREPARE.items()}
    for name, verb in PREPARE.items():
        found[f"undo {name}"] = ([verb], take_back)
        found[f"redo {name}"] = ([verb, take_back], do_again)
    for act in ("move", "hardlink"):
        found[act + ANOTHER_NAME] = ([another_name(act)], perform_all_but_those)
    return found


INGESTS: dict[str, tuple[list[Verb], Verb]] = {"ingest": ([], ingest), "undo ingest": ([ingest], take_back)}


def checked(scene: Scene) -> None:
    """Raises ``AssertionError`` unless every photograph is where the journal says, whole, with its decision."""
    with scene.catalog() as catalog:
        assert not journal.open_operations(catalog), "an operation is still open"
        expected = dict(scene.hashes)
        for operation in reversed(all_operations(catalog)):
            replay(catalog, expected, journal.steps(catalog, operation))
        found = hashes_below(scene.shoot) | hashes_below(scene.albums) | hashes_below(scene.far)
        found |= hashes_below(scene.trashes[0] / "files") | hashes_below(scene.root / f".Trash-{os.getuid()}" / "files")
        found = {path: content for path, content in found.items() if path.suffix != ".trashinfo"}
        assert found.items() >= scene.foreign.items(), "what somebody else put there is gone"
        found = {path: content for path, content in found.items() if path not in scene.foreign}
        assert found == expected, f"on disk {sorted(found)}, by the journal {sorted(expected)}"
        originals = {content for path, content in scene.hashes.items() if path.suffix != ".xmp"}
        missing = originals - set(found.values())
        assert not missing, f"{len(missing)} files are lost"
        check_units(found)
        check_decisions(scene, catalog, found)
        check_carried(catalog, found)
    for trash_folder in scene.trashes:
        notes = {path.name.removesuffix(".trashinfo") for path in below(trash_folder / "info")}
        assert notes == {path.name for path in below(trash_folder / "files")}, "the trash's notes and files differ"
    check_no_empty_folders(scene)


def replay(catalog: Catalog, expected: dict[Path, str], steps: list[journal.StepRow]) -> None:
    """What each path holds after ``steps``: the sidecars' contents are in the journal, too."""
    for step in steps:
        if step.state not in ("done", "undone"):
            continue
        if step.act in ("move", "trash", "restore"):
            expected[step.target] = expected.pop(step.source)
        elif step.act == "unlink":
            del expected[step.source]
        elif step.act == "make":
            expected[step.target] = hashlib.sha256(b"".join(parts_of_made(step.target))).hexdigest()
        elif step.act == "write":
            content = journal.writing_of(catalog, step.id).after
            expected.pop(step.target, None)
            expected |= {} if content is None else {step.target: hashlib.sha256(content).hexdigest()}
        else:
            expected[step.target] = expected[step.source]


def check_units(found: dict[Path, str]) -> None:
    """The files of a photograph are always in as many folders as often; a new sidecar is with one of them."""
    old = [path for path in found if path.suffix != ".xmp" or ".cr2" in path.name]
    homes = {path: path.parents[1] if path.parent.name == "NKSC_PARAM" else path.parent for path in old}
    counts = Counter((homes[path], stem) for path in old for stem in STEMS if path.name.startswith(stem))
    whole = {stem: len(SUFFIXES) + (stem in IN_A_FOLDER) for stem in STEMS}
    assert all(count % whole[stem] == 0 for (_, stem), count in counts.items()), f"a unit was torn apart: {counts}"


def check_decisions(scene: Scene, catalog: Catalog, found: dict[Path, str]) -> None:
    stars = {scene.hashes[photo.path]: number for number, photo in enumerate(scene.photos, 1)}
    pictures = {path: stars[content] for path, content in found.items() if content in stars}
    decided = catalog.decisions([Photo(path) for path in pictures])
    assert {path: decision.stars for path, decision in decided.items()} == pictures, "a decision did not go along"


def check_carried(catalog: Catalog, found: dict[Path, str]) -> None:
    """What is decided stands inside of every copy that was made to carry it."""
    for operation in all_operations(catalog):
        made = [
            step.target for step in journal.steps(catalog, operation) if (step.act, step.state) == ("embed", "done")
        ]
        decided = catalog.decisions([Photo(path) for path in made if path in found])
        told = {path: marks.stars for path in decided if (marks := embedded_marks(path))}
        assert told == {path: decision.stars for path, decision in decided.items()}, "a copy does not carry its stars"


def check_no_empty_folders(scene: Scene) -> None:
    for folder in (scene.albums, scene.far / "Best"):
        empty = [path for path, folders, files in os.walk(folder) if not folders and not files]
        assert not empty, f"empty folders were left: {empty}"


def check_undone(scene: Scene) -> None:
    """Undo everything; then all is as in the beginning, but for copies in the trash."""
    with scene.catalog() as catalog:
        while journal.last_undoable(catalog) and journal.last_undoable(catalog).kind != "decide":  # type: ignore[union-attr]
            drain(undo(catalog))
        for operation in all_operations(catalog):  # what an earlier undo had to leave
            if journal.units_to_invert(catalog, operation, "undo"):
                drain(undo(catalog, operation))
    assert hashes_below(scene.shoot) == scene.hashes, "undoing all did not bring everything back"
    assert hashes_below(scene.albums) == scene.foreign, "undoing all left something in the albums"
    checked(scene)


def all_operations(catalog: Catalog) -> list[int]:
    with catalog.reading() as connection:
        return [row[0] for row in connection.execute("SELECT id FROM operations ORDER BY id DESC")]


def below(folder: Path) -> list[Path]:
    return [Path(parent, name) for parent, _, names in os.walk(folder) for name in names]


def hashes_below(folder: Path) -> dict[Path, str]:
    return {path: hashlib.sha256(without_rating(path.read_bytes())).hexdigest() for path in below(folder)}


def without_rating(data: bytes) -> bytes:
    """A copy that carries a rating is the original but for that."""
    if not data.startswith(RATED):
        return data
    return data[:2] + data[4 + int.from_bytes(data[4:6], "big") :]


def die() -> NoReturn:
    os._exit(9)


def count_calls(visit: Callable[[], None]) -> None:
    """Call ``visit`` before and after every system call that changes something, and every commit."""

    def watched(work: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            visit()
            result = work(*arguments, **options)
            visit()
            return result

        return call

    for name in ("open", "write", "fsync", "unlink", "link", "rename", "mkdir", "rmdir", "chmod", "utime"):
        setattr(os, name, watched(getattr(os, name)))
    disk_io.rename_noreplace = watched(disk_io.rename_noreplace)
    disk_io.rename_exchange = watched(disk_io.rename_exchange)
    Connection.commit = watched(Connection.commit)  # type: ignore[method-assign]


def in_child(work: Callable[[], object]) -> int:
    """Run ``work`` in a child process; its exit code (0: it came to its end), or minus the signal that ended it."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 1
    try:
        work()
        code = 0
    finally:
        os._exit(code)


def run_verb(scene: Scene, verb: Verb) -> None:
    with scene.catalog() as catalog:
        verb(scene, catalog)


def run_recover(scene: Scene, name: Path | None = None) -> None:
    with scene.catalog(name) as catalog:
        recover(catalog)


def recover_elsewhere(scene: Scene) -> None:
    """The catalog was moved after the kill: it touches nothing before it is agreed to."""
    scene.move_catalog()
    before = scene.files()
    with scene.catalog() as catalog:
        left = journal.open_operations(catalog)
        if not catalog.trusted:
            assert recover(catalog) == []
            assert journal.open_operations(catalog) == left, "an operation was closed unasked"
            assert scene.files() == before, "a catalog from elsewhere touched files"
            catalog.agree()
        recover(catalog)


def dying_at(point: int, work: Callable[[], object]) -> Callable[[], object]:
    def worked() -> None:
        left = [point]

        def visit() -> None:
            left[0] -= 1
            if left[0] < 0:
                die()

        count_calls(visit)
        work()

    return worked


def prepared(name: str, seed: int, size: int = 3_000) -> tuple[Scene, Verb]:
    scene = Scene(fast_folder(), seed, size)
    before, verb = (cases() | INGESTS)[name]
    for earlier in before:
        run_verb(scene, earlier)
    return scene, verb


def at_every_point(name: str, stride: int) -> int:
    """Die at each point in turn, and while recovering from it; returns how often."""
    deaths, point = 0, 0
    while True:
        scene, verb = prepared(name, point)
        code = in_child(dying_at(point, lambda scene=scene, verb=verb: run_verb(scene, verb)))
        named = scene.names()[point % 4] if point % 2 else None
        again = (
            in_child(dying_at(point % 11, lambda scene=scene, named=named: run_recover(scene, named)))
            if code == 9
            else 0
        )
        assert code in (0, 9), f"{name}, point {point}: the operation failed by itself"
        judge(scene, f"{name}, killed at point {point}", elsewhere=point % 3 == 2 and named is None)
        deaths += (code == 9) + (again == 9)
        if code == 0:
            return deaths
        point += stride


def judge(scene: Scene, words: str, *, elsewhere: bool = False) -> None:
    try:
        recover_elsewhere(scene) if elsewhere else run_recover(scene)
        checked(scene)
        check_undone(scene)
    except (AssertionError, NothingToUndo) as error:
        raise SystemExit(f"{words}: {error}\nseen in {scene.root} {scene.far}") from error
    scene.close()


def at_random_moments(kills: int, seed: int) -> Counter[str]:
    """SIGKILL at random moments of random operations, now and then while recovering; returns kills by case."""
    chance, killed = random.Random(seed), Counter[str]()
    durations: dict[str, float] = {}
    while killed.total() < kills:
        name = chance.choice(list(cases()))
        scene, verb = prepared(name, chance.randrange(10**6), 60_000)
        lasts = durations.setdefault(name, 0.05)
        took, code = killed_after(chance.uniform(0, lasts), lambda scene=scene, verb=verb: run_verb(scene, verb))
        durations[name] = lasts if code else 0.5 * (lasts + took)
        killed[name] += code == -signal.SIGKILL
        if chance.random() < 0.3:
            _, code = killed_after(chance.uniform(0, 0.02), lambda scene=scene: run_recover(scene))
            killed[f"recovering from {name}"] += code == -signal.SIGKILL
        judge(scene, f"{name}, killed at random (seed {seed}, {killed.total()} kills before)")
    return killed


def while_others_recover(name: str) -> int:
    """A child works while this process recovers by every other name of its catalog; returns how often."""
    scene, verb = prepared(name, 1, 200_000)
    names, tried = scene.names(), 0
    child = os.fork()
    if not child:
        code = 1
        try:
            run_verb(scene, verb)
            code = 0
        finally:
            os._exit(code)
    while not (ended := os.waitpid(child, os.WNOHANG))[0]:
        run_recover(scene, names[tried % len(names)])
        tried += 1
    assert os.waitstatus_to_exitcode(ended[1]) == 0, f"{name}: it was disturbed by another process"
    judge(scene, f"{name}, while others recovered")
    return tried


def killed_after(seconds: float, work: Callable[[], object]) -> tuple[float, int]:
    """How long it took, and the exit code."""
    started = time.perf_counter()
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)  # a child that has ended is not reaped yet, so this hits nobody else
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return time.perf_counter() - started, code


def main() -> None:
    mode, number = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
    if mode in ("points", "ingest"):
        for name in cases() if mode == "points" else INGESTS:
            print(f"{name}: {at_every_point(name, number)} deaths", flush=True)
        return
    if mode == "names":
        for name in cases():
            print(f"{name}: undisturbed by {while_others_recover(name)} recoveries", flush=True)
        return
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else int.from_bytes(os.urandom(4))
    print(f"seed {seed}")
    killed = at_random_moments(number, seed)
    print(*(f"{name}: {count}" for name, count in sorted(killed.items())), f"total: {killed.total()}", sep="\n")


if __name__ == "__main__":
    main()
