"""Works on one catalog without a pause until it is killed; told apart from its like by a number.

python -m tests.unit.catalog.busy CATALOG FOLDER NUMBER ROUNDS
"""

from __future__ import annotations

import sys
from pathlib import Path

from aesthetic_gui.catalog.catalog import Catalog, Result
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.operations.planning import plan_move
from aesthetic_gui.culling.operations.recovering import recover
from aesthetic_gui.culling.operations.running import Busy
from aesthetic_gui.culling.operations.stacking import regroup, stack
from aesthetic_gui.culling.operations.transferring import perform
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Photo


def main() -> None:
    path, folder, number, rounds = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    photos = [Photo(Path(f"/busy/{number}/{n}.jpg"), (), n, n) for n in range(40)]
    with Catalog.open(path) as catalog:
        assert catalog.notices == (), catalog.notices
        recover(catalog)
        for turn in range(rounds):
            decide(catalog, photos[turn % 20 :], stars=1 + turn % 5)
            regroup(catalog, photos, stack([Item(photo) for photo in photos]))
            catalog.store([Result(photo, f"{number} {turn}", None, "p", None) for photo in photos])
            assert len(catalog.decisions(photos)) >= 20
            move(catalog, folder / str(number), turn)
            sys.stdout.write(f"{turn}\n")
            sys.stdout.flush()


def move(catalog: Catalog, folder: Path, turn: int) -> None:
    """There and back again; another one that moves meanwhile is waited for."""
    here, there = (folder / name for name in (("a", "b") if turn % 2 == 0 else ("b", "a")))
    here.mkdir(parents=True, exist_ok=True)
    try:
        for _ in perform(catalog, plan_move(list(find_photos([here])), there)):
            pass
    except Busy:
        return


if __name__ == "__main__":
    main()
