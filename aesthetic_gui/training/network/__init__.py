"""The networks and how they learn.

``nima`` is the network, ``halves`` cuts it into stem and tail, ``views`` keeps what the stem gave, ``sampler`` mixes
the steps, ``trainer`` runs a stage by ``losses``, ``plots`` draws its epochs; ``kernel_head`` is a head in closed
form.
"""
