"""What is learned from: ``labels`` read, ``folders`` of them, ``photographs`` decoded once, and what is made of them.

``augment`` changes what must not matter, ``degrade`` makes worse copies, ``sampler`` mixes the steps.
"""
