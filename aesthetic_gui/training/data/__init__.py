"""What is learned from: ``labels`` and ``folders`` of photographs, ``photographs`` decoded once into one file.

``augment`` changes what must not matter, ``degrade`` makes copies that are as good, or worse.
"""
