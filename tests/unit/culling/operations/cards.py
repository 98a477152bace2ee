"""Cards that are put in and taken out, for ``test_drives.py``: run where mounting is allowed, as in ``unshare -rm``.

    unshare -rm python -m tests.unit.culling.operations.cards FOLDER

Prints what was found, by the name of the scene, as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.operations import running, units
from aesthetic_gui.culling.operations.planning import plan_copy, plan_move
from aesthetic_gui.culling.operations.recovering import recover
from aesthetic_gui.culling.operations.steps import staging
from aesthetic_gui.culling.operations.transferring import perform, redo, undo
from aesthetic_gui.photo import Photo

SUFFIXES = (".jpg", ".cr2", ".cr2.xmp")


class Killed(BaseException):
    """The program is gone at this point: nobody handles it."""


class Scene:
    """A catalog, an album on the system's disk, and a card with one photograph at ``place``."""

    def __init__(self, root: Path) -> None:
        self.root, self.place, self.best = root, root / "media" / "CARD", root / "Best"
        for folder in (self.place, root / "first", root / "second"):
            folder.mkdir(parents=True)
        for card in ("first", "second"):
            mount("-t", "tmpfs", "none", root / card)
            (root / card / "DCIM").mkdir()
        self.put_in("first")
        self.photo = self.make("IMG_1")
        self.before = self.on_card("first")
        self.catalog = Catalog.open(root / "catalog.db")

    def make(self, stem: str) -> Photo:
        files = [self.place / "DCIM" / (stem + suffix) for suffix in SUFFIXES]
        for file in files:
            file.write_bytes(os.urandom(2_000))
        return Photo(files[0], tuple(files[1:]))

    def put_in(self, card: str) -> None:
        mount("--bind", self.root / card, self.place)

    def take_out(self) -> None:
        subprocess.run(["umount", "-l", str(self.place)], check=True)  # though files on it are open

    def on_card(self, card: str) -> dict[str, str]:
        return below(self.root / card)

    @property
    def is_untouched(self) -> bool:
        """Whether nothing is below the place of the card that was taken out."""
        return not self.place.exists() or not any(self.place.iterdir())


def mount(*arguments: object) -> None:
    subprocess.run(["mount", *map(str, arguments)], check=True)


def below(folder: Path) -> dict[str, str]:
    found = (Path(parent, name) for parent, _, names in os.walk(folder) for name in names)
    return {str(path.relative_to(folder)): path.read_bytes().hex() for path in found}


def told(steps: Any) -> list[str]:
    return [failure.reason for progress in steps for failure in progress.failures]


def undone_without_its_card(scene: Scene) -> dict[str, Any]:
    told(perform(scene.catalog, plan_move([scene.photo], scene.best)))
    moved = below(scene.best)
    scene.take_out()
    said = told(undo(scene.catalog))
    untouched, kept = scene.is_untouched, below(scene.best) == moved
    scene.put_in("first")
    again = told(undo(scene.catalog))
    return {
        "said": said,
        "untouched": untouched,
        "kept": kept,
        "back": scene.on_card("first") == scene.before and not again,
    }


def undone_without_the_place_of_its_card(scene: Scene) -> dict[str, Any]:
    told(perform(scene.catalog, plan_move([scene.photo], scene.best)))
    moved = below(scene.best)
    scene.take_out()
    scene.place.rmdir()
    said = told(undo(scene.catalog))
    return {"said": said, "untouched": scene.is_untouched, "kept": below(scene.best) == moved}


def undone_through_a_link(scene: Scene) -> dict[str, Any]:
    (scene.root / "card").symlink_to(scene.place)
    photo = Photo(*(scene.root / "card" / "DCIM" / f"IMG_1{suffix}" for suffix in SUFFIXES[:1]))
    told(perform(scene.catalog, plan_move([photo], scene.best)))
    moved = below(scene.best)
    scene.take_out()
    said = told(undo(scene.catalog))
    return {"said": said, "untouched": scene.is_untouched, "kept": below(scene.best) == moved}


def undone_with_another_card(scene: Scene) -> dict[str, Any]:
    told(perform(scene.catalog, plan_move([scene.photo], scene.best)))
    moved = below(scene.best)
    scene.take_out()
    scene.put_in("second")
    said = told(undo(scene.catalog))
    return {"said": said, "untouched": not scene.on_card("second"), "kept": below(scene.best) == moved}


def done_again_without_its_drive(scene: Scene) -> dict[str, Any]:
    """The albums are on the drive that is taken out."""
    shoot = scene.root / "shoot"
    shoot.mkdir()
    (shoot / "IMG_2.jpg").write_bytes(b"picture")
    told(perform(scene.catalog, plan_move([Photo(shoot / "IMG_2.jpg")], scene.place / "albums")))
    told(undo(scene.catalog))
    scene.take_out()
    said = told(redo(scene.catalog))
    untouched, kept = scene.is_untouched, (shoot / "IMG_2.jpg").exists()
    scene.put_in("first")
    told(redo(scene.catalog))
    return {"said": said, "untouched": untouched, "kept": kept, "back": not (shoot / "IMG_2.jpg").exists()}


def sorted_into_albums_on_a_missing_drive(scene: Scene) -> dict[str, Any]:
    shoot = scene.root / "shoot"
    shoot.mkdir()
    (shoot / "IMG_2.jpg").write_bytes(b"picture")
    told(perform(scene.catalog, plan_copy([scene.photo], scene.place / "albums")))
    scene.take_out()
    said = told(perform(scene.catalog, plan_move([Photo(shoot / "IMG_2.jpg")], scene.place / "albums")))
    untouched, kept = scene.is_untouched, (shoot / "IMG_2.jpg").exists()
    (scene.place / "readme").write_bytes(b"files are kept here now")
    again = told(perform(scene.catalog, plan_move([Photo(shoot / "IMG_2.jpg")], scene.place / "albums")))
    return {"said": said, "untouched": untouched, "kept": kept, "back": not again}


def recovered_without_its_card(scene: Scene, point: str) -> dict[str, Any]:
    kill(scene, point)
    scene.take_out()
    said = [recovered.message for recovered in recover(scene.catalog) if recovered.waiting]
    untouched, kept = scene.is_untouched, set(below(scene.best).values()) >= set(scene.before.values())
    scene.put_in("first")
    recover(scene.catalog)
    left = [*below(scene.best).values(), *scene.on_card("first").values()]
    return {"said": said, "untouched": untouched, "kept": kept, "back": sorted(left) == sorted(scene.before.values())}


def recovered_with_another_card(scene: Scene) -> dict[str, Any]:
    kill(scene, "_drop_sources")
    scene.take_out()
    scene.put_in("second")
    others = {path.name: path.write_bytes(b"x" * 2_000) for path in map((scene.place / "DCIM").joinpath, names())}
    said = [recovered.message for recovered in recover(scene.catalog) if recovered.waiting]
    kept = set(below(scene.best).values()) >= set(scene.before.values())
    return {"said": said, "untouched": len(scene.on_card("second")) == len(others), "kept": kept}


def names() -> list[str]:
    return [f"IMG_1{suffix}" for suffix in SUFFIXES]


def kill(scene: Scene, point: str) -> None:
    def die(*_: object) -> None:
        raise Killed

    work = getattr(units, point)
    setattr(units, point, die)
    with suppress(Killed):
        told(perform(scene.catalog, plan_move([scene.photo], scene.best)))
    setattr(units, point, work)


def put_back_after_its_card_was_taken_out(scene: Scene) -> dict[str, Any]:
    """The operation itself fails, and cannot write the photograph back."""
    drop = staging.drop_source

    def pulled(step: Any, arrived: Callable[[], bool]) -> None:
        if step.source.suffix == ".cr2":
            scene.take_out()
        drop(step, arrived)

    staging.drop_source = pulled
    said = told(perform(scene.catalog, plan_move([scene.photo], scene.best)))
    staging.drop_source = drop
    kept = set(below(scene.best).values()) == set(scene.before.values())
    return {
        "said": ["not connected" if "not connected" in words else words for words in said],
        "untouched": scene.is_untouched,
        "kept": kept,
    }


def filled_while_its_drive_is_taken_out(scene: Scene) -> dict[str, Any]:
    """The chosen folder is where the drive is mounted, which stays when it is gone."""
    shoot = scene.root / "shoot"
    shoot.mkdir()
    photos = [Photo(shoot / f"IMG_{number}.jpg") for number in range(200)]
    for photo in photos:
        photo.path.write_bytes(b"picture")
    running.TELL_EVERY = 0.0
    steps = perform(scene.catalog, plan_copy(photos, scene.place))
    while not next(steps).done:
        pass
    scene.take_out()
    return {"said": told(steps)[-1:], "untouched": scene.is_untouched, "kept": True}


SCENES: dict[str, Callable[[Scene], dict[str, Any]]] = {
    "undone without its card": undone_without_its_card,
    "undone without the place of its card": undone_without_the_place_of_its_card,
    "undone through a link": undone_through_a_link,
    "undone with another card": undone_with_another_card,
    "done again without its drive": done_again_without_its_drive,
    "sorted into albums on a missing drive": sorted_into_albums_on_a_missing_drive,
    "recovered without its card, copied": lambda scene: recovered_without_its_card(scene, "_name"),
    "recovered without its card, named": lambda scene: recovered_without_its_card(scene, "_drop_sources"),
    "recovered with another card": recovered_with_another_card,
    "filled while its drive is taken out": filled_while_its_drive_is_taken_out,
    "put back after its card was taken out": put_back_after_its_card_was_taken_out,
}


def main() -> None:
    found = {}
    for number, (name, play) in enumerate(SCENES.items()):
        root = Path(sys.argv[1], str(number))
        root.mkdir()
        scene = Scene(root)
        found[name] = play(scene)
        scene.catalog.close()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
