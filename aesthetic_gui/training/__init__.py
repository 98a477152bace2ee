"""The model lab: what makes a pack, never imported while culling.

``nima`` builds the network and loads the published weights; ``folders`` reads labelled photographs;
``statistics`` judges scores (rank correlation, AUC, calibration) with intervals over sources;
``measure_resize`` compares ways to bring a photograph to the network and prints the model card's table;
``calibrating`` finds P(aesthetic) from mean scores on left-out sources (``curves``, ``bands``), ``reliability`` draws
whether it means what it says, ``recalibrate`` puts both into a pack and its ``model_card``;
``labels`` reads any table of opinions, ``judging`` what packs say of its photographs, ``benchmark`` measures them side
by side, ``sensitivity`` on altered copies (``degrade``), ``report`` puts it all into one HTML file;
``build_nima_pack`` makes models/nima-mobilenet from the published wheel; ``write_pack`` writes any pack's files.

Training goes ``recipe`` + ``photographs`` (decoded once) → ``views`` (augmented, degraded, through the stem, on disk) →
``sampler`` → ``trainer`` (head, then last blocks; ``network``, ``losses``) → ``run`` (each fold, then everything) →
``kernel_head`` (in closed form, what the shipped pack has) → ``make_pack``; ``appraise`` tells what left-out scores are
worth, ``plots`` draws an epoch's figures. Between ``recipe`` and ``run`` all is Keras 3 on any backend; ``convert``
alone needs TensorFlow.
"""
