"""A model from elsewhere is tried where it can neither hang nor crash the program, and once."""

from __future__ import annotations

import hashlib
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from aesthetic_gui import children
from aesthetic_gui.scoring import trial
from aesthetic_gui.scoring.outputs import Outputs
from aesthetic_gui.scoring.pack import BadPack, Pack, read_pack
from aesthetic_gui.scoring.runtime import start_runtime

Child = Callable[[str], None]


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> Child:
    """``child(program)``: that runs instead of the trial."""

    def instead(program: str) -> None:
        monkeypatch.setattr(children, "command", lambda *_: [sys.executable, "-S", "-c", program])
        monkeypatch.setattr(trial, "SECONDS", {"litert": 1, "keras": 1})
        monkeypatch.setattr(children, "PATIENCE", 1)

    return instead


@pytest.fixture
def foreign(pack_copy: Pack) -> Pack:
    """A model that does not come with the program, though it is as good."""
    return with_entry(pack_copy, "id", '"foreign"')


def with_entry(pack: Pack, entry: str, value: str) -> Pack:
    marker = pack.folder / "pack.toml"
    lines = marker.read_text("utf-8").splitlines()
    changed = [f"{entry} = {value}" if line.startswith(f"{entry} =") else line for line in lines]
    marker.write_text("\n".join(changed), "utf-8")
    return read_pack(pack.folder)


def with_weights(pack: Pack, runtime: str, content: bytes) -> Pack:
    """``pack`` whose weights are ``content``, as if it was published so."""
    row = pack.weights_for(runtime)
    assert row is not None
    row.path.write_bytes(content)
    marker = pack.folder / "pack.toml"
    marker.write_text(marker.read_text("utf-8").replace(row.sha256, hashlib.sha256(content).hexdigest()), "utf-8")
    return read_pack(pack.folder)


def test_what_comes_with_the_program_is_not_tried(pack: Pack, pack_copy: Pack, child: Child) -> None:
    child("raise SystemExit(1)")
    trial.check(pack, "litert")
    trial.check(pack_copy, "litert")


def test_a_good_model_is_tried_once_and_used(foreign: Pack, child: Child) -> None:
    start_runtime(foreign, "cpu").close()
    child("raise SystemExit(1)")
    start_runtime(foreign, "cpu").close()


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("while True: pass", "gave no answer within 1 seconds"),
        ("import time; time.sleep(60)", "gave no answer within 1 seconds"),
        ("import os; os.abort()", "crashes the program"),
        ("raise SystemExit(1)", "crashes the program"),
        ("import os; os.kill(os.getpid(), 9)", "crashes the program"),
        ("print('The model is odd.'); raise SystemExit(3)", "The model is odd"),
    ],
)
def test_a_model_that_hangs_or_crashes_is_refused_in_words(
    foreign: Pack, child: Child, program: str, words: str
) -> None:
    child(program)
    begun = time.monotonic()
    with pytest.raises(BadPack, match=words):
        start_runtime(foreign, "cpu")
    assert time.monotonic() - begun < 10
    child("raise SystemExit(1)")
    with pytest.raises(BadPack):  # it is not taken for one that was tried
        start_runtime(foreign, "cpu")


def test_a_network_that_never_comes_to_its_end_is_given_up(foreign: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real one, with the outputs that it should have, and a loop of which the condition always holds."""
    monkeypatch.setattr(trial, "SECONDS", {"litert": 2})
    monkeypatch.setattr(children, "PATIENCE", 1)
    endless = with_weights(foreign, "litert", (Path(__file__).parent / "endless.tflite").read_bytes())
    with pytest.raises(BadPack, match="The model foreign is not used: it gave no answer within 2 seconds"):
        start_runtime(endless, "cpu")


def test_a_program_that_closes_waits_for_no_trial(foreign: Pack, child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    child("import time; time.sleep(60)")
    monkeypatch.setattr(trial, "SECONDS", {"litert": 60})

    def tried() -> None:
        with pytest.raises(BadPack):
            trial.check(foreign, "litert")

    waiting = threading.Thread(target=tried)
    waiting.start()
    begun = time.monotonic()
    while waiting.is_alive() and time.monotonic() - begun < 20:
        children.close()
        waiting.join(0.05)
    assert not waiting.is_alive()


@pytest.mark.parametrize("content", [b"", bytes(1000), b"\x1c\0\0\0TFL3" + bytes(range(256)) * 20, b"TFL3" * 3000])
def test_weights_that_are_no_network_are_refused_in_words(foreign: Pack, content: bytes) -> None:
    with pytest.raises(BadPack, match=r"The model foreign "):
        start_runtime(with_weights(foreign, "litert", content), "cpu")


def test_a_damaged_network_is_refused_in_words_or_judges(foreign: Pack) -> None:
    row = foreign.weights_for("litert")
    assert row is not None
    content = bytearray(row.path.read_bytes())
    content[-4000::7] = bytes(len(content[-4000::7]))
    try:
        start_runtime(with_weights(foreign, "litert", bytes(content)), "cpu").close()
    except BadPack as refused:
        assert "foreign" in str(refused)  # noqa: PT017 - or it is not refused


ANSWER = Outputs(np.full((1, 10), 0.1), np.zeros((1, 2, 2, 3)), np.zeros((1, 4)), np.zeros(1), np.zeros(1))


@pytest.mark.parametrize(
    "outputs",
    [
        ANSWER._replace(distribution=np.full((1, 5), 0.2)),
        ANSWER._replace(distribution=np.full((2, 10), 0.1)),
        ANSWER._replace(distribution=np.full((1, 10), np.nan)),
        ANSWER._replace(cam=np.zeros((1, 2))),
        ANSWER._replace(embedding=np.zeros(4)),
        ANSWER._replace(evidence=np.array([np.nan])),
        ANSWER._replace(evidence=np.array([-1e9])),
        ANSWER._replace(evidence=np.zeros(2)),
        ANSWER._replace(unlike=np.array([np.inf])),
    ],
)
def test_a_model_that_does_not_answer_with_ten_ratings_is_refused(
    pack: Pack, outputs: Outputs, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Answering:
        def predict(self, _batch: object) -> Outputs:
            return outputs

    monkeypatch.setattr(trial, "_started", lambda *_: Answering())
    monkeypatch.setattr(children, "limit_memory", lambda _most: None)
    monkeypatch.setattr(children, "give_up_after", lambda *_: None)
    assert trial.main([str(pack.folder), pack.precision, "litert"]) == trial.REFUSED
    assert "ten ratings" in capsys.readouterr().out


def test_the_note_of_a_trial_is_of_those_weights_and_that_input(foreign: Pack) -> None:
    keys = {trial._key(foreign, "litert"), trial._key(foreign, "keras")}
    keys.add(trial._key(with_entry(foreign, "pixels", "50000"), "litert"))
    assert len(keys) == 3
