"""Nothing leaves the machine: the tests' own guard works, and the whole program keeps to itself."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

SCORES_WITH_THE_NETWORK_WATCHED = """
import sys
seen = []
sys.addaudithook(lambda event, arguments: seen.append(event) if event in {events!r} else None)
from aesthetic_gui.__main__ import main
code = main(["score", {photo!r}, "--json"])
assert not seen, seen
sys.exit(code)
"""


def test_a_test_that_looks_outside_is_refused(request: pytest.FixtureRequest) -> None:
    guard = request.config.pluginmanager.get_plugin(str(Path(__file__).resolve().parents[1] / "conftest.py"))
    with pytest.raises(ConnectionRefusedError, match="no network"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(ConnectionRefusedError, match="no network"):
        socket.getaddrinfo("photographs.example", 443)
    assert len(guard.strays) == 2
    guard.strays.clear()


@pytest.mark.skipif("OFFLINE" not in os.environ, reason="not started through packaging/offline")
def test_the_whole_suite_runs_where_no_other_machine_can_be_reached() -> None:
    """Children too, whatever they are written in: there is no way out of the machine for anybody."""
    assert [name for _, name in socket.if_nameindex()] == ["lo"]
    shell = ("bash", "-c", "exec 3<>/dev/tcp/192.0.2.1/80")
    told = subprocess.run(shell, capture_output=True, text=True, timeout=30, check=False)
    assert told.returncode != 0
    assert "unreachable" in told.stderr


def test_a_connection_within_this_machine_is_let_through() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


def test_scoring_a_photograph_opens_no_connection(tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    Image.linear_gradient("L").convert("RGB").save(photo)
    events = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request")
    script = SCORES_WITH_THE_NETWORK_WATCHED.format(events=events, photo=str(photo))
    told = subprocess.run(
        [sys.executable, "-c", script], env=os.environ, capture_output=True, text=True, timeout=110, check=False
    )
    assert told.returncode == 0, told.stderr
    assert '"verdict"' in told.stdout
