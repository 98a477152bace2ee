"""A model from elsewhere is tried in a process of its own before this one loads it: native code may hang or crash.

    pack ──> comes with the program, or was tried before ──> well
         └──> a child starts it and lets it judge one grey picture ──> noted as well, or ``BadPack``

What comes with the program was tried by those who made it.
"""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aesthetic_gui import children, disk_io, settings
from aesthetic_gui.bundled import bundled
from aesthetic_gui.later import np
from aesthetic_gui.photo import AestheticError
from aesthetic_gui.scoring.outputs import Outputs, is_an_answer
from aesthetic_gui.scoring.pack import BadPack, Pack, read_pack
from aesthetic_gui.version import __version__

if TYPE_CHECKING:
    from aesthetic_gui.scoring.keras import KerasRuntime
    from aesthetic_gui.scoring.litert import LiteRTRuntime

SECONDS = {"litert": 20, "keras": 60}  # of a processor's time, one picture included; importing TensorFlow takes ten
MEMORY = 16 << 30  # bytes, most of which TensorFlow only reserves
REFUSED = 3  # exit code of a child that says why
_TIME_IS_UP = getattr(signal, "SIGPROF", 0)


def check(pack: Pack, runtime: str) -> None:
    """Raises :class:`BadPack` where ``pack`` is known to hang, to crash or to answer nonsense in ``runtime``."""
    note = settings.cache_dir() / "tried" / _key(pack, runtime)
    if _is_ours(pack) or note.exists():
        return
    _try(pack, runtime)
    with contextlib.suppress(OSError):  # it is tried again the next time
        note.parent.mkdir(parents=True, exist_ok=True)
        disk_io.write_whole(b"", note, replace=True)


def _is_ours(pack: Pack) -> bool:
    """Whether weights and input are those of a model that comes with the program, wherever they lie."""
    folder = bundled("models") / pack.id
    try:
        ours = read_pack(folder)
    except BadPack:
        return False
    return (ours.weights_as_published, ours.preparation) == (pack.weights_as_published, pack.preparation)


def _key(pack: Pack, runtime: str) -> str:
    import hashlib

    weights = pack.weights_for(runtime)
    decides = f"{weights.sha256 if weights else ''} {pack.preparation} {runtime} {__version__}"
    return hashlib.sha256(decides.encode()).hexdigest()[:32]


def _try(pack: Pack, runtime: str) -> None:
    from subprocess import TimeoutExpired

    words = [*children.command(children.TRIAL, __name__), str(pack.folder), pack.precision, runtime]
    seconds = SECONDS[runtime]
    try:
        code, said = children.run(words, seconds * children.PATIENCE, {"CUDA_VISIBLE_DEVICES": ""})
    except TimeoutExpired:
        raise _refused(pack, f"it gave no answer within {seconds} seconds") from None
    except OSError as error:
        raise _refused(pack, f"no process could be started to try it ({error.strerror})") from error
    if code == REFUSED:
        raise BadPack(said.decode("utf-8", "backslashreplace"))
    if code and code == -_TIME_IS_UP:
        raise _refused(pack, f"it gave no answer within {seconds} seconds")
    if code:
        raise _refused(pack, "it crashes the program; it is damaged, or made to")


def _refused(pack: Pack, reason: str) -> BadPack:
    return BadPack(f"The model {pack.id} is not used: {reason}. Choose another model.")


def main(arguments: Sequence[str]) -> int:
    """The child: start the model and let it judge. Exit code 0, or :data:`REFUSED` with the reason on stdout."""
    folder, precision, runtime = arguments
    children.limit_memory(MEMORY)
    children.give_up_after(SECONDS[runtime], SECONDS[runtime] * children.PATIENCE)
    try:
        _judge(read_pack(Path(folder)).at_precision(precision), runtime)
    except AestheticError as error:
        sys.stdout.write(str(error))
        return REFUSED
    return 0


def _judge(pack: Pack, runtime: str) -> None:
    width, height = pack.preparation.size(3, 2)
    outputs = _started(pack, runtime).predict(np.zeros((1, height, width, 3), np.float32))
    if not _make_sense(outputs):
        raise BadPack(f"The model {pack.id} cannot be used: it does not answer with ten ratings of a photograph.")


def _started(pack: Pack, runtime: str) -> KerasRuntime | LiteRTRuntime:
    if runtime == "keras":
        from aesthetic_gui.scoring.keras import KerasRuntime

        return KerasRuntime(pack, "cpu")
    from aesthetic_gui.scoring.litert import LiteRTRuntime

    return LiteRTRuntime(pack, 1)


def _make_sense(outputs: Outputs) -> bool:
    shapes = outputs.distribution.ndim == outputs.embedding.ndim == 2 and outputs.cam.ndim == 4
    return shapes and all(len(output) == 1 for output in outputs) and is_an_answer(outputs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
