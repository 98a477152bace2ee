"""EfficientNet-Lite2: its state dict is read without torch, and the network is the published one."""

from __future__ import annotations

import pickle
from collections import OrderedDict
from io import BytesIO
from typing import Any

import numpy as np
import pytest

from aesthetic_gui.training.network import lite2
from aesthetic_gui.training.network.published.torch_file import MAGIC, PROTOCOL, NotATorchFile, read_state_dict


class _Global:
    """Pickles as a reference to ``module.name`` called with arguments, without that module being there."""

    def __init__(self, module: str, name: str) -> None:
        self.module, self.name = module, name


class _Writer(pickle._Pickler):
    """Writes what torch writes: references by name, storages as persistent ids."""

    def persistent_id(self, obj: Any) -> Any:
        return obj if isinstance(obj, tuple) and obj[:1] == ("storage",) else None

    def save(self, obj: Any, save_persistent_id: bool = True) -> None:
        if isinstance(obj, _Global):
            self.write(pickle.GLOBAL + f"{obj.module}\n{obj.name}\n".encode())
        elif isinstance(obj, _Tensor):
            self.save(_Global("torch._utils", "_rebuild_tensor_v2"))
            self.save((obj.storage, obj.offset, obj.shape, obj.strides, False, OrderedDict()))
            self.write(pickle.REDUCE)
        else:
            super().save(obj, save_persistent_id)


class _Tensor:
    def __init__(self, key: str, count: int, offset: int, shape: tuple[int, ...], strides: tuple[int, ...]) -> None:
        self.storage = ("storage", _Global("torch", "FloatStorage"), key, "cpu", count, None)
        self.offset, self.shape, self.strides = offset, shape, strides


def _written(tensors: dict[str, Any], storages: dict[str, np.ndarray], magic: int = MAGIC) -> bytes:
    file = BytesIO()
    for value in (magic, PROTOCOL, {"little_endian": True}, tensors, list(storages)):
        _Writer(file, 2).dump(value)
    for values in storages.values():
        file.write(len(values).to_bytes(8, "little") + values.astype("<f4").tobytes())
    return file.getvalue()


def test_a_transposed_view_is_read_by_its_strides() -> None:
    stored = np.arange(6, dtype=np.float32)
    content = _written({"w": _Tensor("0", 6, 0, (3, 2), (1, 3)), "b": _Tensor("0", 6, 4, (2,), (1,))}, {"0": stored})
    state = read_state_dict(content)
    np.testing.assert_array_equal(state["w"], stored.reshape(2, 3).T)
    np.testing.assert_array_equal(state["b"], [4, 5])


@pytest.mark.parametrize(
    ("offset", "shape", "strides"),
    [(0, (3, 3), (3, 1)), (5, (2,), (1,)), (-1, (2,), (1,)), (3, (2,), (-1,)), (0, (2, 2), (1,)), (0, (0,), (1,))],
)
def test_a_view_that_reaches_outside_of_its_storage_is_refused(
    offset: int, shape: tuple[int, ...], strides: tuple[int, ...]
) -> None:
    content = _written({"w": _Tensor("0", 6, offset, shape, strides)}, {"0": np.zeros(6, np.float32)})
    with pytest.raises(NotATorchFile):
        read_state_dict(content)


def test_what_would_run_code_is_refused() -> None:
    content = _written({"w": _Global("os", "system")}, {})
    with pytest.raises(NotATorchFile, match=r"os\.system"):
        read_state_dict(content)


@pytest.mark.parametrize("cut", [0, 5, 40, -1])
def test_a_file_that_is_cut_off_is_refused(cut: int) -> None:
    content = _written({"w": _Tensor("0", 6, 0, (6,), (1,))}, {"0": np.zeros(6, np.float32)})
    with pytest.raises(NotATorchFile):
        read_state_dict(content[:cut])


def test_another_pickle_is_refused() -> None:
    with pytest.raises(NotATorchFile, match=r"before version 1\.6"):
        read_state_dict(_written({}, {}, magic=1))


def test_the_stages_are_those_of_the_published_network() -> None:
    network = lite2.build()
    assert network.count_params() == 6_150_168
    widths = [network.get_layer(lite2.stage_name(number)).output.shape[-1] for number in range(1, 8)]
    assert widths == [16, 24, 48, 88, 120, 208, 352]
    assert sum(widths) == lite2.STAGE_NUMBERS == 856


def test_weights_of_another_shape_are_refused_by_the_layer_s_name() -> None:
    network = lite2.build(lite2.STAGES[:1], top=False)
    state = {"_conv_stem.weight": np.zeros((31, 3, 3, 3), np.float32)}
    with pytest.raises(lite2.WrongWeights, match="stem"):
        lite2.load_published(network, state)
