"""A first look at what comes on screen, before anything is decoded: pictures that cost a few milliseconds each.

They come from the folder that programs share their thumbnails in, else from the camera's own small picture. A thread
of its own looks for them, so that no screen waits for the photographs being decoded at that moment.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING

from aesthetic_gui.files.thumbnails.shared_thumbnails import SharedThumbnails
from aesthetic_gui.photo import Photo

if TYPE_CHECKING:
    from aesthetic_gui.culling.scoring.pipeline import OnPicture


class FirstLook:
    """Looks for pictures in the order they are asked for; what scrolls by too fast is never looked for.

    ``on_picture`` is called in this thread with uint8 (h, w, 3). Without ``shared``, only the camera's are shown.
    """

    def __init__(self, on_picture: OnPicture, shared: SharedThumbnails | None = None) -> None:
        self._on_picture, self._shared = on_picture, shared
        self._wanted: deque[Photo] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._thread: threading.Thread | None = None

    def look_at(self, photos: Sequence[Photo]) -> None:
        """These are on screen now; those asked for before are not looked for any more."""
        with self._changed:
            self._wanted = deque(photos)
            if self._wanted and self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._serve, name="first-look", daemon=True)
                self._thread.start()
            self._changed.notify()

    def close(self) -> None:
        """Stop, after the photograph in hand."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _serve(self) -> None:
        from aesthetic_gui.files.thumbnails.glimpse import glimpse

        while (photo := self._next()) is not None:
            found = self._shared.find(photo) if self._shared else None
            if found is None:
                found = glimpse(photo.path)
            if found is not None:
                self._on_picture(photo, found)

    def _next(self) -> Photo | None:
        with self._changed:
            while not self._wanted and not self._closed:
                self._changed.wait()
            return None if self._closed else self._wanted.popleft()
