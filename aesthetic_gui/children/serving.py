"""A child at work: it says that it is ready, and answers one request after the other until its pipe closes."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from contextlib import suppress

from aesthetic_gui.children import frames, give_up_after

Answer = Callable[[frames.Fields, bytes], tuple[frames.Fields, bytes | memoryview]]


def serve(requests: io.FileIO, replies: io.FileIO, answer: Answer) -> None:
    """Each request says how many ``seconds`` its answer may take, and the ``alarm`` by the system's clock."""
    frames.send(replies, {"ready": os.getpid()})
    with suppress(BrokenPipeError):  # the program has ended
        while frame := frames.receive(requests):
            message, size = frame
            body = bytearray(size)
            frames.fill(requests, body)
            give_up_after(message["seconds"], message["alarm"])
            frames.send(replies, *answer(message, bytes(body)))
            give_up_after(0, 0)
