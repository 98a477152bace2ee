"""Reasons found by going back through the network itself: exact for its own numbers, and only for these.

``lrp``, ``integrated`` ask ──> ``child``: one process with TensorFlow in it, started when first asked ──> a map of what
each pixel adds ──> ``heat``. TensorFlow's import would hold the window up, and its memory stays until a process ends.
"""
