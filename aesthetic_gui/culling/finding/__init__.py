"""Finding photographs again: what passes a filter, in which order, and how many each further choice would leave.

    words      what a filter asks, in words
    features   what of a photograph can be asked for: its camera, its kind, the hour it was taken in …
    passing    View ──> tests ──> the photographs that pass
    arranging  the photographs that a View shows, in its order
    facets     how many photographs each value would leave, given the rest of the filter
    kept       a View as JSON, and back
    saved_filters   views kept by name; with folders of their own, smart albums

A View itself, as a value, is ``culling.viewing``.
"""
