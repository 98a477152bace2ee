"""Drives that stop taking anything in the middle of an operation, and editors that write a sidecar while it is saved.

    LD_PRELOAD=$PWD/fault_shim.so python tests/e2e/rollback_scene.py protected [STRIDE [CASE …]]
    python tests/e2e/rollback_scene.py editors [RACES [SEED]]

protected: from each call of an operation on, in turn, all are refused as on a write-protected drive, until it can be
written again. Then recovery leaves every photograph where the journal says, and no unfinished copy anywhere.
editors: another process opens a sidecar, keeps it open for a moment and writes it, while the program saves the same.
What the editor wrote is never lost. Prints the figures; ends with 1 and the findings.
"""

from __future__ import annotations

import ctypes
import errno
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import kill_scene
from fault_scene import in_child, warm_up
from kill_scene import BAR, PACKET, STEMS, NothingToUndo, Scene, Verb, below, check_undone, checked, prepared

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.recovering import recover
from aesthetic_gui.culling.operations.transferring import perform
from aesthetic_gui.culling.sidecars.exchange import plan_save, profile_called
from aesthetic_gui.disk_io import PART
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.files.transfer import leasing
from aesthetic_gui.photo import AestheticError

CASES = ("move far", "copy far", "undo move far", "trash", "sidecars")
MOST = 20_000  # calls of one operation


def main() -> None:
    mode, number = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
    findings: list[str] = []
    if mode == "protected":
        for name in sys.argv[3:] or CASES:
            print(f"{name}: {protected_from_every_call(name, number, findings)} drives", flush=True)
    else:
        seed = int(sys.argv[3]) if len(sys.argv) > 3 else int.from_bytes(os.urandom(4))
        print(f"seed {seed}", *(f"{what}: {count}" for what, count in raced(number, seed, findings).items()), sep="\n")
    print(*findings, f"findings: {len(findings)}", sep="\n")
    sys.exit(bool(findings))


def protected_from_every_call(name: str, stride: int, findings: list[str]) -> int:
    warm_up(name)
    for number, at in enumerate(range(1, MOST, stride)):
        scene, verb = prepared(name, at)
        answer = in_child(lambda scene=scene, verb=verb, at=at: attempt(scene, verb, at))
        findings += [f"{name}, from call {at} on: {finding}" for finding in judged(scene, answer)]
        if not answer.get("happened"):
            return number
    raise AssertionError(f"{name}: there is no end to the calls")


def attempt(scene: Scene, verb: Verb, at: int) -> dict[str, Any]:
    shim, problem = ctypes.CDLL(None), ""
    shim.fault_call.restype = ctypes.c_char_p
    kill_scene.drain = drain  # type: ignore[assignment]
    with scene.catalog() as catalog:
        shim.fault_arm(at, errno.EROFS, 1)
        try:
            verb(scene, catalog)
        except AestheticError:
            pass
        except Exception as error:  # noqa: BLE001 - it is a finding
            problem = f"{type(error).__name__}: {error}"
        finally:
            shim.fault_disarm()
    return {"problem": problem, "happened": bool(shim.fault_call())}


def drain(steps: Iterator[Any]) -> None:
    for _ in steps:
        pass


def judged(scene: Scene, answer: dict[str, Any]) -> Iterator[str]:
    if answer.get("problem", "no answer"):
        yield f"not told in words: {answer}"
    try:
        with scene.catalog() as catalog:
            recover(catalog)
        checked(scene)
        parts = [path for folder in (scene.root, scene.far) for path in below(folder) if path.name.endswith(PART)]
        assert not parts, f"unfinished copies were left: {parts}"
        check_undone(scene)
    except (AssertionError, NothingToUndo, AestheticError, OSError) as problem:
        if "empty folders" in str(problem) or "the trash's notes" in str(problem):
            return  # a folder or note that could not be removed then harms nobody
        yield f"{type(problem).__name__}: {problem}; seen in {scene.root} {scene.far}"
        return
    scene.close()


def raced(races: int, seed: int, findings: list[str]) -> Counter[str]:
    """Saves while an editor is at work on the same sidecar; how often it was saved, and left to the editor."""
    leasing.PATIENCE = 0.01  # so that editors are met that keep it open for longer
    scene, chance, counts = Scene(kill_scene.fast_folder(), seed, 3_000), random.Random(seed), Counter[str]()
    sidecar = scene.shoot / f"{STEMS[0]}.cr2.xmp"
    with scene.catalog() as catalog:
        for number in range(races):
            mark = f"edit{number:06}".encode()
            sidecar.write_bytes(PACKET % b"before")
            editor = edited_meanwhile(sidecar, PACKET % mark, chance.uniform(0, 0.01), chance.uniform(0, 0.02))
            counts["saved" if save(catalog, scene) else "left to the editor"] += 1
            os.waitpid(editor, 0)
            if mark not in sidecar.read_bytes():
                findings.append(f"race {number}: what the editor wrote is lost")
            findings += [f"race {number}: {path} was left" for path in below(scene.shoot) if path.name.endswith(PART)]
    scene.close()
    return counts


def save(catalog: Catalog, scene: Scene) -> bool:
    photos = [photo for photo in find_photos([scene.shoot]) if photo.path.stem == STEMS[0]]
    plan, _ = plan_save(catalog, [Item(photo) for photo in photos], profile_called("everything"), bar=BAR)
    told = list(perform(catalog, plan)) if plan.steps else []
    return bool(told) and not any(progress.failures for progress in told)


def edited_meanwhile(sidecar: Path, content: bytes, wait: float, hold: float) -> int:
    """The process of an editor, which after ``wait`` seconds opens it, and writes it ``hold`` seconds later."""
    child = os.fork()
    if child:
        return child
    with suppress(BaseException):
        time.sleep(wait)
        for _ in range(1_000):
            with suppress(FileNotFoundError), sidecar.open("r+b") as file:  # where an exchange takes three renames
                time.sleep(hold)
                file.write(content)
                file.truncate()
                break
            time.sleep(0.001)
    os._exit(0)


if __name__ == "__main__":
    main()
