"""The tensors of a legacy torch state dict, read without torch: five pickles, then the storages' bytes.

The format is that of ``torch.save`` before version 1.6 (torch/serialization.py, ``_legacy_save``): a magic number, a
protocol number, the sizes of C types, the state dict with its storages by name, the list of those names, and for each
of them its number of elements (int64) and their bytes. A tensor is a *view* of a storage: offset, shape and strides.
Only the four names that such a file needs are ever looked up, so nothing in it is executed.
"""

from __future__ import annotations

import pickle
from collections import OrderedDict
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.photo import AestheticError

MAGIC, PROTOCOL = 0x1950A86A20F9469CFC6C, 1001
_TYPES = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}


class NotATorchFile(AestheticError):
    """The bytes are no state dict of this form; the text says what is wrong."""


@dataclass(frozen=True, slots=True)
class _Storage:
    key: str
    dtype: np.dtype[Any]
    count: int


@dataclass(frozen=True, slots=True)
class _View:
    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


def read_state_dict(content: bytes) -> dict[str, NDArray[Any]]:
    """Each tensor by its name, float32 or int64, as an array of its own. Raises :class:`NotATorchFile`."""
    file = BytesIO(content)
    try:
        if (pickle_of(file), pickle_of(file)) != (MAGIC, PROTOCOL):
            raise NotATorchFile("This is no state dict as torch wrote it before version 1.6.")
        pickle_of(file)  # the sizes of C types, which the storages' types tell as well
        views, keys = pickle_of(file), pickle_of(file)
        storages = {view.storage.key: view.storage for view in views.values()}
        buffers = {key: _buffer(file, storages[key]) for key in keys}
        return {name: _array(view, buffers[view.storage.key]) for name, view in views.items()}
    except (pickle.UnpicklingError, EOFError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise NotATorchFile(f"The state dict cannot be read: {error}.") from error


def pickle_of(file: BytesIO) -> Any:
    """The next pickle in ``file``."""
    return _Unpickler(file).load()


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _rebuilt
        if module == "torch" and name in _TYPES:
            return _TYPES[name]
        raise pickle.UnpicklingError(f"{module}.{name} is not expected in a state dict")

    def persistent_load(self, pid: Any) -> _Storage:
        kind, dtype, key, _place, count, view = pid
        if kind != "storage" or view is not None or not isinstance(dtype, np.dtype):
            raise pickle.UnpicklingError("a storage of an unknown kind")
        return _Storage(str(key), dtype, int(count))


def _rebuilt(storage: _Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: Any) -> _View:
    return _View(storage, offset, tuple(shape), tuple(strides))


def _buffer(file: BytesIO, storage: _Storage) -> NDArray[Any]:
    count = int.from_bytes(file.read(8), "little", signed=True)
    if count != storage.count:
        raise ValueError(f"storage {storage.key} has {count} elements, not {storage.count}")
    return np.frombuffer(file.read(count * storage.dtype.itemsize), storage.dtype, count)


def _array(view: _View, buffer: NDArray[Any]) -> NDArray[Any]:
    """The view's own elements; a view that reaches outside of its storage is refused, for NumPy would read on."""
    reach = view.offset + sum((side - 1) * stride for side, stride in zip(view.shape, view.strides, strict=True))
    sane = view.offset >= 0 and all(side > 0 for side in view.shape) and all(stride >= 0 for stride in view.strides)
    if not sane or reach >= len(buffer):
        raise ValueError("a tensor reaches outside of its storage")
    strides = [stride * buffer.itemsize for stride in view.strides]
    return np.lib.stride_tricks.as_strided(buffer[view.offset :], view.shape, strides).copy()
