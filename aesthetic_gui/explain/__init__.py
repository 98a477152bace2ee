"""Why a photograph got its score: what moved the evidence that P(aesthetic) is read from.

rgb → ``pack.prepare`` once → ``cam`` (one forward pass), ``lime`` or ``shap`` (many masked copies of the
prepared input, in batches through the one ``Runtime``) → ``heat`` brings the contributions to the
photograph's aspect and to -1..1 → ``photo.Explanation``, again and again as it sharpens → ``overlay`` draws it.
Every method is a generator that asks ``cancelled()`` between batches and gives the same answer for the same seed.
"""
