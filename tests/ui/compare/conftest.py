"""A window on photographs that nobody scores, whose pixels come from nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from aesthetic_gui import settings
from aesthetic_gui.app import make_window
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.item import Item
from aesthetic_gui.files.decoding.decode import Decoded
from aesthetic_gui.photo import Metadata, Photo
from aesthetic_gui.ui.loupe.picture import LoadedPicture, PictureRequest, picture_of

SIZE = Metadata(3000, 2000)


def item(number: int, metadata: Metadata = SIZE) -> Item:
    return Item(Photo(Path("/shoot") / f"{number:02}.jpg", (), 1, 1), metadata=metadata)


@pytest.fixture
def asked(monkeypatch, asked_parts) -> list[tuple[str, int | None]]:
    """Name and longest side of every picture that is read, but for those of a part."""
    asked: list[tuple[str, int | None]] = []

    def read(request: PictureRequest) -> LoadedPicture:
        name, width = request.photo.path.stem, min(request.longest_side or SIZE.width, SIZE.width)
        height = round(width / 1.5)
        if request.part is not None:
            asked_parts.append((name, request.part))
            width, height = request.part[2:]
        else:
            asked.append((name, request.longest_side))
        return picture_of(Decoded(np.full((height, width, 3), 90, np.uint8), SIZE, name), request)

    monkeypatch.setattr("aesthetic_gui.ui.loupe.picture_loader.read_picture", read)
    return asked


@pytest.fixture
def asked_parts() -> list[tuple[str, tuple[int, int, int, int]]]:
    """Name and rectangle of every part that is read."""
    return []


@pytest.fixture
def window(qtbot, tmp_path, asked) -> Iterator:
    """The window on twenty photographs, in the grid, on the first."""
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        window = make_window(catalog, settings.load(), device="cpu")
        window.resize(1280, 800)
        window.viewer.leave_the_empty_page()
        window.session.model.append([item(number) for number in range(20)])
        window.show()
        window.viewer.show_grid()
        window.grid.go_to(0)
        qtbot.waitExposed(window)
        yield window
        window.close()
