"""Pictures and pages made from photographs: makers that each write one new file, and know of nothing else.

    rendition: how ──> picture.render ──> a maker of a resized picture, its colours and metadata as asked
    contact_sheet ───> a maker of one PDF          gallery ──> a maker for each file of a folder for the web
    metadata ────────> what the camera, the photographer and the sidecars said, the same in EXIF, XMP and IPTC

A maker is called with a path at which nothing is yet. Staging, naming and undoing are the caller's.
"""
