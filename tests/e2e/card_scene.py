"""What else happens while files are moved: a card is taken out after a kill, or another one put in, or another
program saves what is being moved.

    python tests/e2e/card_scene.py cards [STRIDE]    die at every call of a move from a card; then it is taken out
    python tests/e2e/card_scene.py swapped [STRIDE]  the same, and another card with the same names is in the reader
    python tests/e2e/card_scene.py races 150         another program saves photographs anew while they are moved

Prints what was tried; ends with 1 and the finding where a photograph, or what was saved, is lost. ``cards`` mounts, in
a user namespace of its own (unshare(1)).
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import kill_scene
from kill_scene import Scene, checked, dying_at, fast_folder, hashes_below, in_child, run_recover, run_verb

from aesthetic_gui import disk_io
from aesthetic_gui.culling.operations.planning import plan_copy, plan_move, plan_trash
from aesthetic_gui.culling.operations.transferring import perform, undo

VERBS: dict[str, kill_scene.Verb] = {
    "move": lambda scene, catalog: list(perform(catalog, plan_move(scene.photos, scene.far / "Best"))),
    "copy": lambda scene, catalog: list(perform(catalog, plan_copy(scene.photos, scene.far / "Best"))),
}
MOUNTED = "AESTHETIC_TEST_MAY_MOUNT"


def copies(scene: Scene) -> set[str]:
    """What the album holds by now, under whatever name."""
    return set(hashes_below(scene.far).values())


def originals(scene: Scene) -> set[str]:
    return set(scene.hashes.values())


def fail_unless(true: bool, words: str, scene: Scene) -> None:
    if not true:
        raise SystemExit(f"{words}\nseen in {scene.root} {scene.far}")


# A card that is mounted, as real ones are.


class CardScene(Scene):
    """The shoot is on a card that is mounted; the journal knows it."""

    def __init__(self, root: Path, seed: int, size: int) -> None:
        self.card = root / "card"
        for folder in (self.card, root / "shoot"):
            folder.mkdir()
        mount("-t", "tmpfs", "none", self.card)
        mount("--bind", self.card, root / "shoot")
        with suppress_exists():
            super().__init__(root, seed, size)

    def take_out(self) -> None:
        subprocess.run(["umount", str(self.shoot)], check=True)

    def put_in(self) -> None:
        mount("--bind", self.card, self.shoot)

    def close(self) -> None:
        subprocess.run(["umount", str(self.shoot), str(self.card)], check=True)
        super().close()


class suppress_exists:  # noqa: N801 - reads as what it does
    """The folder of the shoot is there already."""

    def __enter__(self) -> None:
        self._mkdir = Path.mkdir
        mkdir = self._mkdir
        Path.mkdir = lambda path, *rest, **more: mkdir(path, *rest, **{**more, "exist_ok": True})  # type: ignore[assignment,method-assign]

    def __exit__(self, *_: object) -> None:
        Path.mkdir = self._mkdir  # type: ignore[method-assign]


def mount(*arguments: object) -> None:
    subprocess.run(["mount", *map(str, arguments)], check=True)


def card_at_every_point(name: str, stride: int) -> int:
    deaths, point = 0, 0
    while True:
        scene = CardScene(fast_folder(), point, 3_000)
        code = in_child(dying_at(point, lambda scene=scene: run_verb(scene, VERBS[name])))
        before = copies(scene) & originals(scene)
        scene.take_out()
        again = in_child(dying_at(point % 7, lambda scene=scene: run_recover(scene))) if code == 9 else 0
        run_recover(scene)
        words = f"{name}, killed at point {point}"
        fail_unless(not any(scene.shoot.iterdir()), f"{words}: something was written where the card was", scene)
        fail_unless(copies(scene) >= before, f"{words}: copies were removed while the card was out", scene)
        if code == 0:
            refuse_to_undo(scene, words)
        scene.put_in()
        run_recover(scene)
        try:
            checked(scene)
        except AssertionError as error:
            raise SystemExit(f"{words}: {error}\nseen in {scene.root} {scene.far}") from error
        scene.close()
        deaths += (code == 9) + (again == 9)
        if code == 0:
            return deaths
        point += stride


def refuse_to_undo(scene: Scene, words: str) -> None:
    """What was done is undone without the card: it says so, and writes nothing."""
    if not scene.hashes.keys() - hashes_below(scene.shoot).keys():
        return
    with scene.catalog() as catalog:
        told = [failure.reason for progress in undo(catalog) for failure in progress.failures]
    fail_unless(not any(scene.shoot.iterdir()), f"{words}: undoing wrote where the card was", scene)
    fail_unless("not connected" in " ".join(told) or "copy" in words, f"{words}: undoing said {told}", scene)


# Another card in its place, which nothing but its bytes tells from the first.


def swapped_at_every_point(name: str, stride: int) -> int:
    deaths, point = 0, 0
    while True:
        scene = Scene(fast_folder(), point, 3_000)
        code = in_child(dying_at(point, lambda scene=scene: run_verb(scene, VERBS[name])))
        first, before = scene.root / "first", copies(scene) & originals(scene)
        scene.shoot.rename(first)
        others = {} if point % 3 == 0 else another_card(first, scene.shoot)
        for _ in range(2):
            run_recover(scene)
        words = f"{name}, killed at point {point}"
        found = hashes_below(scene.shoot) if scene.shoot.exists() else {}
        fail_unless(copies(scene) >= before, f"{words}: copies were removed, though their card was away", scene)
        fail_unless(found == others, f"{words}: the other card is not as it was", scene)
        everywhere = copies(scene) | set(hashes_below(first).values())
        fail_unless(everywhere >= originals(scene), f"{words}: photographs are lost", scene)
        scene.close()
        deaths += code == 9
        if code == 0:
            return deaths
        point += stride


def another_card(first: Path, place: Path) -> dict[Path, str]:
    """Files of the same names, sizes and times as those that were on the ``first``, and other bytes."""
    place.mkdir()
    for file in (file for file in first.iterdir() if not file.name.endswith(disk_io.PART)):
        found = file.stat()
        (place / file.name).write_bytes(os.urandom(found.st_size))
        os.utime(place / file.name, ns=(found.st_atime_ns, found.st_mtime_ns))
    return hashes_below(place)


# Another program saves while files are moved.

RACED: dict[str, kill_scene.Verb] = {
    "move": lambda scene, catalog: list(perform(catalog, plan_move(scene.photos, scene.albums / "Best"))),
    "move far": VERBS["move"],
    "trash": lambda scene, catalog: list(perform(catalog, plan_trash(scene.photos))),
}


def race(name: str, seed: int, *, die: bool) -> int:
    """How often another program saved; what it saved last under each name must be somewhere."""
    scene, chance = Scene(fast_folder(), seed, 200_000), random.Random(seed)
    child = os.fork()
    if not child:
        try:
            as_slow_as_a_card()
            run_verb(scene, RACED[name])
        finally:
            os._exit(0)
    saved: dict[Path, bytes] = {}
    begun = time.perf_counter()
    ends = begun + (chance.uniform(0, 0.2) if die else 30)
    due = {path: begun + chance.uniform(0, 0.2) for path in scene.hashes if name != "move far"}
    while not os.waitpid(child, os.WNOHANG)[0]:
        if time.perf_counter() > ends:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            break
        for path in scene.hashes.keys() - due.keys():
            if os.path.lexists(scene.far / "Best" / path.name):  # its source is removed in a moment
                due[path] = time.perf_counter() + chance.uniform(0, 0.06)
        for path in [path for path, moment in due.items() if moment <= time.perf_counter() and path not in saved]:
            saved[path] = save(path, seed) if os.path.lexists(path) else b""
    run_recover(scene)
    found = everywhere(scene)
    lost = [path.name for path, content in saved.items() if content and content not in found]
    fail_unless(not lost, f"{name}, seed {seed}: what was saved of {lost} is lost", scene)
    scene.close()
    return sum(map(bool, saved.values()))


def as_slow_as_a_card() -> None:
    """A name is changed in a millisecond, so that others can come in between."""

    def slowly(work: Callable[..., None]) -> Callable[..., None]:
        def call(*arguments: object, **options: object) -> None:
            time.sleep(0.001)
            work(*arguments, **options)

        return call

    os.unlink, os.rename = slowly(os.unlink), slowly(os.rename)
    disk_io.rename_noreplace = slowly(disk_io.rename_noreplace)


def save(path: Path, number: int) -> bytes:
    """As careful programs save: a new file, renamed over the old one."""
    content = f"{path.name} saved {number}".encode("utf-8", "surrogateescape")
    new = path.with_name(f"saving {number}")
    new.write_bytes(content)
    new.replace(path)
    return content


def everywhere(scene: Scene) -> set[bytes]:
    roots = (scene.root, scene.far)
    found = (Path(parent, name) for root in roots for parent, _, names in os.walk(root) for name in names)
    return {path.read_bytes() for path in found if path.stat().st_size < 1_000}


def main() -> None:
    mode, number = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
    if mode == "races":
        for name in RACED:
            saves = sum(race(name, seed, die=seed % 3 == 0) for seed in range(number))
            print(f"{name}: {number} races, {saves} saves", flush=True)
        return
    at_every_point: Callable[[str, int], int] = {"cards": card_at_every_point, "swapped": swapped_at_every_point}[mode]
    if mode == "cards" and MOUNTED not in os.environ:
        os.environ[MOUNTED] = "yes"
        os.execvp(str(shutil.which("unshare")), ["unshare", "-rm", sys.executable, *sys.argv])
    for name in VERBS:
        print(f"{mode}, {name}: {at_every_point(name, number)} deaths", flush=True)


if __name__ == "__main__":
    main()
