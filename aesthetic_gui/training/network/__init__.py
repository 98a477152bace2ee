"""The networks and how they learn.

``nima`` is the network, ``lite2`` another that features come from, its weights read by ``torch_file``; ``wheels``
fetches what is published. ``halves`` cuts NIMA into stem and tail, ``views`` keeps what the stem gave, ``sampler``
mixes the steps, ``trainer`` runs a stage by ``losses``, ``plots`` draws its epochs; ``kernel_head`` is a head in
closed form, by ``nystroem``.
"""
