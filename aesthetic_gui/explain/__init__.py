"""Why a photograph got its score: what moved the number that is asked about.

rgb → ``question`` (which number, and in which picture parts are hidden) → ``cam`` (one forward pass) or one of
``hiding`` (many masked copies, in batches through the one ``Runtime``) → ``heat`` brings the contributions to the
photograph's aspect and to -1..1 → ``photo.Explanation``, again and again as it sharpens → ``drawing`` shows it.
Every method is a generator that asks ``cancelled()`` between batches and gives the same answer for the same seed.
"""
