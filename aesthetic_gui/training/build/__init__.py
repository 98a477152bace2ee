"""From a trained network to a pack: ``make_pack`` ──> ``convert`` ──> ``write_pack``, with its calibration and its
card.

``calibrating`` (``curves``) finds P(aesthetic), ``recalibrate`` puts it into a pack, ``model_card`` tells of it;
``build_nima_pack`` makes the published network a pack.
"""
