"""How far a reason can be relied on: does hiding what it names change what it explains?

question + order of the superpixels → ``curves``: the number while they are uncovered and hidden, the best first; the
gain over random orders; the mark *how sure*. ``evaluation`` does that for many photographs and every method, and
adds what else a reason must stand: a network of random weights, and a shift by one pixel.
"""
