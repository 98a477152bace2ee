"""What an exported picture says of itself: of all that the camera, the photographer and the sidecars said, what may go.

    sidecars, embedded ──> xmp_kept: one packet ──> facts: the same said in EXIF and IPTC-IIM ──> exif_block, iptc
    private: the one filter that all three go through, for the place, people and serial numbers

``keeping`` puts it together as options for Pillow.
"""

from aesthetic_gui.files.export.metadata.keeping import kept

__all__ = ["kept"]
