"""A process that decodes what might crash, hang or eat all memory.

``python -m aesthetic_gui.files.decoding.decoder_process``

    stdin: {kind, path, side, profile} ──> codec ──> upright pixels ──> stdout: {shape, metadata, preview} + pixels
                                             └──> Refused ──> stdout: {trouble, reason}

:mod:`aesthetic_gui.files.decoding.isolation` is the other side. The process ends when its stdin does.
"""

from __future__ import annotations

import logging
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from aesthetic_gui.children import frames, limit_memory
from aesthetic_gui.children.serving import serve
from aesthetic_gui.files.decoding import metadata_told
from aesthetic_gui.files.kinds import Kind

CODECS = {
    Kind.TIFF: "tiff",
    Kind.HEIF: "heif",
    Kind.JPEG_XL: "jpegxl",
    Kind.PSD: "psd",
    Kind.RAW: "raw",
}  # all others: Pillow

_log = logging.getLogger(__name__)


def main() -> int:
    """Answer requests until there are no more."""
    requests, replies = frames.streams()
    logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s", stream=sys.stderr)
    limit_memory()
    serve(requests, replies, _answer)
    return 0


def _answer(message: frames.Fields, body: bytes) -> tuple[frames.Fields, memoryview]:
    """The reply to one request: a picture and its pixels, or why there is none."""
    from aesthetic_gui.files.decoding.codecs.opened import finished, refusal

    path = Path(os.fsdecode(body[: message["path"]]))
    profile = body[message["path"] :] or None
    kind, side = Kind(message["kind"]), message["side"]
    data = b""
    try:
        if kind is not Kind.RAW:
            data = _read(path)
        opened = _open(kind, path, data, side)
        rgb = finished(opened, side, profile)
        told = {"shape": rgb.shape[:2], "metadata": metadata_told.fields_of(opened.metadata), "preview": opened.preview}
        return told, rgb.data.cast("B")
    except Exception as error:  # noqa: BLE001 – parsers of hostile bytes raise anything
        _log.info("cannot decode %r", path, exc_info=True)
        refused = refusal(error, kind, data, path.name)
    return {"trouble": refused.trouble, "reason": refused.reason}, memoryview(b"")


def _open(kind: Kind, path: Path, data: bytes, side: int | None) -> Any:
    codec = import_module(f"aesthetic_gui.files.decoding.codecs.{CODECS.get(kind, 'pillow')}")
    return codec.open_picture(path if kind is Kind.RAW else data, side)


def _read(path: Path) -> bytes:
    from aesthetic_gui.disk_io import open_regular, read_all
    from aesthetic_gui.files.decoding.codecs.opened import Refused
    from aesthetic_gui.files.reading import LARGEST_FILE, why_not_read

    try:
        with open_regular(path) as file:
            return read_all(file, LARGEST_FILE)
    except OSError as error:
        reason, trouble = why_not_read(path, error)
    raise Refused(trouble, reason)


if __name__ == "__main__":
    sys.exit(main())
