"""What a photographer likes, learned from their own picks and rejects.

    decisions + cached embeddings ──> examples ──> learning.learn() ──> Learned: Taste + held-out estimates
                                        └──> exchange: one file without pictures or paths

A taste is a linear head on the model's embedding beside the model's own verdict. It speaks for the photographer
only where decisions it had not learned from show that it is right more often than the model (``Learned.takes_over``).
Photographs of one burst are never on both sides (``bursts``). Numbers only: no disk, no catalog, no window.
"""
