"""The network of the default pack: two bodies that others trained, the levels of one pooled, and linear heads.

    photograph ─┬─> EfficientNet-Lite2 ─> seven stages, each pooled ─> standardised: z (856), the embedding
                └─> NIMA MobileNet ─> ten ratings and their mean m

    evidence     w . z + v m - penalty sum_k softplus(d_k . z + b_k) + w0     log-odds of good over ordinary
    distribution NIMA's, tilted so that its mean is about u . z + s m - penalty' sum_k softplus(...) + u0
    unlike       |A (z - c)|^2, in units of the limit                         squared Mahalanobis distance
    cam          what each cell of each level adds to the evidence

Multi-level pooled features: Hii, See & Kairanbay (2017); Hosu, Goldlücke & Saupe (2019). NIMA: Talebi & Milanfar
(2018).
The map is exact: pooling and the heads are linear, so a cell's share of a level's channel is its own value, less
that of the average photograph, times the channel's gradient; over cells and levels they add up to the evidence, less
the average photograph's, as far as no number is clipped and the penalty is straight.

Standard Keras 3 layers only, on any backend.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.training.network import lite2, nima

if TYPE_CHECKING:
    import keras

Matrix = NDArray[np.float64]
CLIP = 6.0  # standard deviations; what lies beyond counts as that
CELLS = (2, 4, 8, 16, 32)  # pixels of a level's cell; stages of one size are one level, NIMA's map is in the last
GRID = 16  # pixels of a cell of the common grid
SIDE = 224  # pixels, of what the pack takes
CELLS_OF_A_PHOTOGRAPH = (SIDE // GRID) ** 2
_LEVEL_OF_STAGE = (0, 1, 2, 3, 3, 4, 4)
_TO_LITE2 = 127.5 * lite2.SCALE, 127.5 * lite2.SCALE + lite2.OFFSET  # from -1..1 to what Lite2 was trained with
_TINY = 1e-7  # batch normalisation needs an epsilon


@dataclass(frozen=True, slots=True, eq=False)
class Heads:
    """Everything that is learned, float64. d = 856 numbers of the stages, k defects, q axes of what is usual.

    ``centre``, ``spread`` (d,): of the pooled stages. ``evidence`` (d,), ``evidence_mean``, ``evidence_bias``: on z, on
    NIMA's mean rating, and the rest. ``rating`` (d,), ``rating_mean``, ``rating_bias``: the wanted mean rating, 1 to
    10. ``variance``: of NIMA's distributions on average. ``directions`` (d, k), ``offsets`` (k,): log-odds of each
    defect. ``penalty``: evidence that a unit of them costs, ``rating_penalty``: rating points. ``axes`` (d, q),
    ``usual`` (d,): ``unlike`` is |(z - usual) axes|². ``pooled`` (1024,): NIMA's embedding of the average photograph.
    """

    centre: Matrix
    spread: Matrix
    evidence: Matrix
    evidence_mean: float
    evidence_bias: float
    rating: Matrix
    rating_mean: float
    rating_bias: float
    variance: float
    directions: Matrix
    offsets: Matrix
    penalty: float
    rating_penalty: float
    axes: Matrix
    usual: Matrix
    pooled: Matrix

    def standardised(self, stages: NDArray[np.floating[Any]]) -> Matrix:
        """z float64 (n, d) of pooled stages (n, d)."""
        return np.clip((stages.astype(np.float64) - self.centre) / self.spread, -CLIP, CLIP)

    def spoilt(self, z: Matrix) -> Matrix:
        """How much speaks of defects, (n,): the sum of softplus of the log-odds."""
        return np.asarray(np.logaddexp(0, z @ self.directions + self.offsets).sum(axis=1))

    def evidence_of(self, z: Matrix, means: Matrix) -> Matrix:
        """Log-odds (n,) of good over ordinary, for z (n, d) and NIMA's mean ratings (n,)."""
        linear = z @ self.evidence + self.evidence_mean * means + self.evidence_bias
        return np.asarray(linear - self.penalty * self.spoilt(z))

    def rating_of(self, z: Matrix, means: Matrix) -> Matrix:
        """The wanted mean rating (n,), about 1 to 10."""
        linear = z @ self.rating + self.rating_mean * means + self.rating_bias
        return np.asarray(linear - self.rating_penalty * self.spoilt(z))

    def distribution_of(self, z: Matrix, distributions: Matrix) -> Matrix:
        """Ten probabilities (n, 10): NIMA's ``distributions`` (n, 10), tilted to the wanted mean rating."""
        ratings = np.arange(1, distributions.shape[1] + 1)
        means = distributions @ ratings
        tilt = (self.rating_of(z, means) - means) / self.variance
        logits = np.log(np.maximum(distributions, 1e-30)) + tilt[:, None] * (ratings - ratings.mean())
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(shares / shares.sum(axis=1, keepdims=True))

    def unlike_of(self, z: Matrix) -> Matrix:
        """The distance (n,) from what is usual, in units of the limit."""
        return np.asarray((((z - self.usual) @ self.axes) ** 2).sum(axis=1))


def assemble(nima_network: keras.Model, lite2_network: keras.Model, heads: Heads) -> keras.Model:
    """The network, float32 (n, h, w, 3) in -1..1 to the five outputs of a pack.

    h and w are multiples of 32; the map is scaled for :data:`SIDE`.

    ``nima_network`` is that of ``nima.build``, ``lite2_network`` of ``lite2.build``; their weights are copied.
    """
    from keras import Input, Model, layers

    photograph = Input((None, None, 3), name="photograph")
    last = nima.body(photograph)
    stages = lite2.body(layers.Rescaling(*_TO_LITE2, name="to_lite2")(photograph))
    z = _standardised(stages, heads)
    pooled = layers.GlobalAveragePooling2D(name="pooled")(last)
    logits = layers.Dense(nima.RATINGS, name="ratings_of_nima")(pooled)
    shares = layers.Softmax(name="shares_of_nima")(logits)
    mean = _fixed(layers.Dense(1, use_bias=False, name="mean_of_nima"), [_ratings()[:, None]])(shares)
    odds = _fixed(layers.Dense(len(heads.offsets), name="defects"), [heads.directions, heads.offsets])(z)
    spoilt = _summed(_softplus(odds), len(heads.offsets), "spoilt")
    outputs = {
        "distribution": _distribution(z, mean, spoilt, logits, heads),
        "cam": _cam(stages, last, shares, mean, odds, heads, nima_network),
        "embedding": z,
        "evidence": _sum_of(
            "evidence",
            [(z, heads.evidence), (mean, heads.evidence_mean), (spoilt, -heads.penalty)],
            heads.evidence_bias,
        ),
        "unlike": _unlike(z, heads),
    }
    network = Model(photograph, outputs, name="aesthetic")
    _copy_weights(network, nima_network, lite2_network)
    return network


@contextlib.contextmanager
def bias_corrected(
    network: keras.Model, exact: dict[str, NDArray[np.float32]], quantised: dict[str, NDArray[np.float32]]
) -> Iterator[keras.Model]:
    """``network`` with its two biases making up for int8's mean errors, while in the block.

    ``exact`` and ``quantised`` are the outputs for the same photographs. Nagel et al., "Data-free quantization through
    weight equalization and bias correction" (2019).
    """
    apart = {name: (exact[name] - quantised[name]).mean(axis=0) for name in ("evidence", "distribution")}
    shares = exact["distribution"]
    means = shares @ _ratings()
    variance = float((shares @ _ratings() ** 2 - means**2).mean())
    moved = {"evidence_0": apart["evidence"], "tilt_0": apart["distribution"] @ _ratings() / variance}
    before = {name: network.get_layer(name).get_weights() for name in moved}
    for name, (kernel, bias) in before.items():
        network.get_layer(name).set_weights([kernel, bias + moved[name]])
    try:
        yield network
    finally:
        for name, weights in before.items():
            network.get_layer(name).set_weights(weights)


def _standardised(stages: list[Any], heads: Heads) -> Any:
    """z (n, d), never beyond :data:`CLIP`: batch normalisation with fixed moments, then a ReLU that ends."""
    from keras import layers

    pooled = [layers.GlobalAveragePooling2D(name=f"stage{number}_pooled")(one) for number, one in enumerate(stages, 1)]
    joined = layers.Concatenate(name="stages_pooled")(pooled)
    z = _normalising("standardised", heads.centre, heads.spread)(joined)
    above = layers.ReLU(2 * CLIP, name="clipped")(layers.Rescaling(1.0, CLIP, name="clip_from")(z))
    return layers.Rescaling(1.0, -CLIP, name="embedding")(above)


def _distribution(z: Any, mean: Any, spoilt: Any, logits: Any, heads: Heads) -> Any:
    """softmax(logits + tilt (rating - 5.5)), the tilt being (wanted - mean) / variance: all of it one affine map."""
    from keras import layers

    steps = _ratings() - _ratings().mean()
    parts = [(z, heads.rating), (mean, heads.rating_mean - 1.0), (spoilt, -heads.rating_penalty)]
    tilt = _sum_of("tilt", [(x, np.asarray(w) / heads.variance) for x, w in parts], heads.rating_bias / heads.variance)
    tilted = _fixed(layers.Dense(nima.RATINGS, use_bias=False, name="tilt_of_ratings"), [steps[None]])(tilt)
    return layers.Softmax(name="distribution")(layers.Add(name="ratings")([logits, tilted]))


def _unlike(z: Any, heads: Heads) -> Any:
    from keras import layers

    dense = layers.Dense(heads.axes.shape[1], name="axes")
    along = _fixed(dense, [heads.axes, -heads.usual @ heads.axes])(z)
    return _summed(layers.Multiply(name="along_squared")([along, along]), heads.axes.shape[1], "unlike")


def _cam(
    stages: list[Any], last: Any, shares: Any, mean: Any, odds: Any, heads: Heads, nima_network: keras.Model
) -> Any:
    """(n, h/16, w/16, levels): what each cell adds to the evidence, by level."""
    from keras import layers

    slope = layers.Activation("sigmoid", name="defects_slope")(odds)
    maps: list[list[Any]] = [[] for _ in CELLS]
    start = 0
    for number, (stage, level) in enumerate(zip(stages, _LEVEL_OF_STAGE, strict=True)):
        stop = start + lite2.STAGES[number].channels
        part = slice(start, stop)
        cells = _normalising(f"cells{number + 1}", heads.centre[part], heads.spread[part])(
            _on_grid(stage, CELLS[level], f"grid{number + 1}")
        )
        gradient = _by_channel(slope, heads, part, f"gradient{number + 1}")
        maps[level].append(_weighed(cells, gradient, stop - start, f"cam{number + 1}"))
        start = stop
    maps[-1].append(_cam_of_nima(last, shares, mean, heads, nima_network))
    levels = [one[0] if len(one) == 1 else layers.Add(name=f"cam_level{at}")(one) for at, one in enumerate(maps)]
    return layers.Rescaling(1 / CELLS_OF_A_PHOTOGRAPH, name="cam")(layers.Concatenate(name="cam_levels")(levels))


def _by_channel(slope: Any, heads: Heads, part: slice, name: str) -> Any:
    """The gradient (n, channels) of the evidence by a ``part`` of z: w - penalty sum_k sigmoid(odds_k) d_k."""
    from keras import layers

    weights = heads.evidence[part]
    return _fixed(layers.Dense(len(weights), name=name), [-heads.penalty * heads.directions[part].T, weights])(slope)


def _cam_of_nima(last: Any, shares: Any, mean: Any, heads: Heads, nima_network: keras.Model) -> Any:
    """The last level's part of NIMA: the gradient of its mean by channel is sum_r p_r (r - m) K_cr."""
    from keras import layers

    kernel, _ = nima_network.layers[-1].get_weights()
    away = _fixed(layers.Dense(nima.RATINGS, name="away_from_mean"), [-np.ones((1, nima.RATINGS)), _ratings()])(mean)
    by_logit = layers.Multiply(name="mean_by_logit")([shares, away])
    dense = layers.Dense(len(kernel), use_bias=False, name="mean_by_channel")
    gradient = _fixed(dense, [heads.evidence_mean * kernel.T])(by_logit)
    cells = _normalising("cells_of_nima", heads.pooled, np.ones(len(kernel)))(_on_grid(last, CELLS[-1], "grid_of_nima"))
    return _weighed(cells, gradient, len(kernel), "cam_of_nima")


def _on_grid(feature_map: Any, cell: int, name: str) -> Any:
    """The map at :data:`GRID` pixels a cell: finer cells averaged, a coarser one repeated."""
    from keras import layers

    if cell < GRID:
        return layers.AveragePooling2D(GRID // cell, name=name)(feature_map)
    return layers.UpSampling2D(cell // GRID, name=name)(feature_map) if cell > GRID else feature_map


def _weighed(cells: Any, gradient: Any, channels: int, name: str) -> Any:
    """sum_c cells_c gradient_c, (n, h, w, 1)."""
    from keras import layers

    spread = layers.Reshape((1, 1, channels), name=f"{name}_gradient")(gradient)
    return _summed(layers.Multiply(name=f"{name}_product")([cells, spread]), channels, name)


def _sum_of(name: str, parts: list[tuple[Any, Any]], bias: float) -> Any:
    """The weighted sum (n, 1) of inputs (n, k), each with its weights (k,) or a number."""
    from keras import layers

    terms = []
    for number, (x, weights) in enumerate(parts):
        kernel = np.reshape(np.asarray(weights, np.float64), (-1, 1))
        arrays = [kernel, np.array([bias])] if not number else [kernel]
        terms.append(_fixed(layers.Dense(1, use_bias=not number, name=f"{name}_{number}"), arrays)(x))
    return layers.Add(name=name)(terms)


def _summed(x: Any, width: int, name: str) -> Any:
    """The sum over the last axis, kept: a layer of ones, which every runtime has."""
    from keras import layers

    return _fixed(layers.Dense(1, use_bias=False, name=name), [np.ones((width, 1))])(x)


def _softplus(odds: Any) -> Any:
    """log(1 + exp(x)) as max(x, 0) + log(1 + exp(-|x|)): LiteRT's own is infinite beyond x = 88."""
    from keras import layers

    above = layers.Activation("relu", name="defects_above")(odds)
    lower = layers.Add(name="defects_lower")([odds, layers.Rescaling(-2.0, name="defects_twice")(above)])
    return layers.Add(name="defects_softplus")([above, layers.Activation("softplus", name="defects_rest")(lower)])


def _normalising(name: str, centre: Matrix, spread: Matrix) -> Any:
    """(x - centre) / spread by channel, as a layer whose numbers are weights."""
    from keras import layers

    layer = layers.BatchNormalization(epsilon=_TINY, center=False, scale=False, trainable=False, name=name)
    return _fixed(layer, [centre, spread**2 - _TINY])


def _fixed(layer: Any, arrays: list[Matrix]) -> Any:
    """Calls ``layer`` and gives it its weights, which exist from then on."""

    def call(x: Any) -> Any:
        output = layer(x)
        layer.set_weights([np.asarray(array, np.float32) for array in arrays])
        return output

    return call


def _copy_weights(network: keras.Model, nima_network: keras.Model, lite2_network: keras.Model) -> None:
    """The bodies' weights by name, and NIMA's last layer; every layer of the bodies must be there."""
    ours = {layer.name: layer for layer in network.layers if layer.weights}
    for layer in (*nima_network.layers[:-1], *lite2_network.layers):
        if layer.weights and layer.name not in ("top", "top_bn", "classes"):
            ours[layer.name].set_weights(layer.get_weights())
    ours["ratings_of_nima"].set_weights(nima_network.layers[-1].get_weights())


def _ratings() -> Matrix:
    return np.arange(1.0, nima.RATINGS + 1)
