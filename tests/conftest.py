"""Fixtures every room's tests share."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import slow

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if "PYTEST_XDIST_WORKER" in os.environ:  # one for each core: libraries that take all cores wait for each other
    for library in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
        os.environ.setdefault(library, "1")

LOOKS_OUTSIDE = ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname")
HERE = ("localhost", "127.0.0.1", "::1", b"localhost", None, "")
strays: list[str] = []


def _refuse_the_network(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: the program never talks to another machine, and neither does a test."""
    if event not in LOOKS_OUTSIDE:
        return
    address = arguments[0] if event.startswith("socket.get") else arguments[1]
    host = address[0] if isinstance(address, tuple) else address
    unix_socket = not event.startswith("socket.get") and not isinstance(address, tuple)
    if not unix_socket and host not in HERE:
        strays.append(f"{event} {address!r}")
        raise ConnectionRefusedError(f"no network in the tests: {event} {address!r}")


sys.addaudithook(_refuse_the_network)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that were measured to take long are slow, too, and ``make test-fast`` leaves them out."""
    long = slow.named()
    for item in items:
        module, *classes, test = item.nodeid.split("::")
        if slow.name_of(".".join((module.removesuffix(".py").replace("/", "."), *classes)), test) in long:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def stays_offline() -> Iterator[None]:
    """Any look outside this machine fails the test, even where the code under test swallows the refusal."""
    strays.clear()
    yield
    assert not strays


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real photographs outside the project; tests that need them skip where they are absent."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real photographs (shared/data) are not on this machine")
    return folder


@pytest.fixture(autouse=True)
def home_of_its_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test has its own home: catalog, caches and trash never touch the tester's."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name, folder in (
        ("DATA", ".local/share"),
        ("CACHE", ".cache"),
        ("CONFIG", ".config"),
        ("STATE", ".local/state"),
    ):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / folder))
    return home
