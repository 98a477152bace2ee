"""The networks and how they learn.

``nima`` is the network, ``halves`` cuts it into stem and tail, ``views`` keeps what the stem gave, ``trainer`` runs a
stage by ``losses``; ``kernel_head`` is a head in closed form.
"""
