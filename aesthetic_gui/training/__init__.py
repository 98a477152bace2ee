"""The model lab: what makes a pack, never imported while culling.

    recipe ──> data ──> network ──> run: each fold and its left-out scores, then everything ──> measure ──> build
                        └─> features: what networks that others trained see, at every level

``recipe`` holds every number that a run goes by; ``statistics`` gives figures with intervals over sources.
Between ``recipe`` and ``run`` all is Keras 3 on any backend; ``build.convert`` alone needs TensorFlow.
"""
