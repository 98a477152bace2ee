"""Keras files whose configuration makes no sense: refused with the model's name, whatever Keras says."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from aesthetic_gui.scoring.keras import load_model
from aesthetic_gui.scoring.pack import BadPack, Pack, read_weights

pytestmark = pytest.mark.slow  # TensorFlow is imported

Config = dict[str, Any]


def deep(_config: Config) -> Any:
    nested: Any = {}
    for _ in range(900):
        nested = {"class_name": "Functional", "config": nested}
    return nested


BAD: dict[str, Callable[[Config], Any]] = {
    "not an object": lambda _config: [],
    "nothing": lambda _config: None,
    "a number": lambda _config: 3,
    "no class": lambda config: {key: value for key, value in config.items() if key != "class_name"},
    "no configuration": lambda config: config | {"config": None},
    "configuration is a list": lambda config: config | {"config": [1, 2]},
    "no layers": lambda config: config | {"config": config["config"] | {"layers": []}},
    "layers are numbers": lambda config: config | {"config": config["config"] | {"layers": [1, 2, 3]}},
    "layers are none": lambda config: config | {"config": config["config"] | {"layers": None}},
    "no inputs": lambda config: config | {"config": config["config"] | {"input_layers": None}},
    "outputs of nothing": lambda config: config | {"config": config["config"] | {"output_layers": [["none", 0, 0]]}},
    "another class": lambda config: config | {"class_name": "Dense"},
    "another module": lambda config: config | {"module": "os"},
    "deep": deep,
}


def with_config(content: bytes, change: Callable[[Config], Any]) -> bytes:
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "config.json":
                data = json.dumps(change(json.loads(data))).encode()
            target.writestr(name, data)
    return changed.getvalue()


@pytest.mark.parametrize("what", BAD)
def test_a_configuration_that_makes_no_sense_is_refused_with_the_models_name(pack: Pack, what: str) -> None:
    content = with_config(read_weights(pack, "keras"), BAD[what])
    with pytest.raises(BadPack, match=f"The model {pack.id} "):
        load_model(pack, content)


def altered(entry: str, value: Any) -> Callable[[Config], Config]:
    """One entry of the first convolution."""

    def change(config: Config) -> Config:
        layer = next(one for one in config["config"]["layers"] if one["class_name"] == "Conv2D")
        layer["config"][entry] = value
        return config

    return change


@pytest.mark.parametrize(
    ("entry", "value"),
    [("filters", None), ("filters", "many"), ("filters", -3), ("kernel_size", {}), ("activation", 7), ("units", 3)],
)
def test_an_entry_of_another_type_is_refused_with_the_models_name(pack: Pack, entry: str, value: Any) -> None:
    content = with_config(read_weights(pack, "keras"), altered(entry, value))
    with pytest.raises(BadPack, match=f"The model {pack.id} "):
        load_model(pack, content)


def test_a_configuration_that_unpacks_to_gigabytes_is_refused(pack: Pack) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", b" " * (20 << 20))
    with pytest.raises(BadPack, match="too large"):
        load_model(pack, packed.getvalue())
