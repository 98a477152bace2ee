"""What networks that others trained see in photographs, as numbers: the lab's features.

    photographs ─(decoded once)─> backbones' preparation ─> network ─> multigap ─> store ─> reduction ─> heads, selection

``backbones`` are rows of data, each a network and the levels that are read from it; ``multigap`` pools behind every
level; ``extract`` fills a ``store`` for each backbone in one pass, and goes on where it was killed; ``reduction``
makes fewer numbers of many. Multi-level pooled features: Hii, See & Kairanbay, "MultiGAP" (2017); Hosu, Goldlücke &
Saupe, "Effective Aesthetics Prediction with Multi-level Spatially Pooled Features" (2019).
"""
