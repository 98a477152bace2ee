"""A model at work.

``pack`` reads models/<name>/pack.toml and turns an RGB array into the network's input; ``runtime`` starts
``litert`` (CPU) or ``keras`` (GPU), which turn a batch of inputs into ``outputs`` (rating distribution,
contribution maps, embedding, evidence, unlike); the pack's ``calibration`` turns the evidence into P(aesthetic), and
the distribution into mean and SD.
``views`` lets the network look several times, and makes one answer of it.
A verdict is asked of a ``photo.Bar``: where the threshold moves, the network never runs again.
Weights are checked against their sha256 before anything reads them.
"""
