"""Heads on features that stay as they are: what makes one number of them, the evidence that a photograph is good.

    standardised features (n, d), labels, weights ──> linear | kernel | connected ──> Head ──> evidence (n,)

``head`` says what a head is; ``kinds`` has them by name, for recipes and for files.
"""
