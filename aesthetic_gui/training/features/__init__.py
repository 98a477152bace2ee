"""What networks that others trained see in photographs, as numbers: the lab's features.

    photographs ─(decoded once)─> a backbone's preparation ─> its network ─> multigap ─> store ─> reduction ─> heads

``backbones`` are rows of data, each a network and the levels that are read from it; ``multigap`` pools behind every
level; ``extract`` fills a ``store`` for each backbone in one pass, and goes on where it was killed; ``reducing`` fits
a ``reduction`` to fewer numbers. Multi-level pooled features: Hii, See & Kairanbay, "MultiGAP" (2017); Hosu,
Goldlücke & Saupe, "Effective Aesthetics Prediction with Multi-level Spatially Pooled Features" (2019).
"""
