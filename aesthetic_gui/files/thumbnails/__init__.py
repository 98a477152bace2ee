"""Small pictures: our own cache, the system's, and the one that the camera put into the file.

``glimpse`` reads the camera's within milliseconds; ``shared_thumbnails`` reads and writes those of the freedesktop
standard, which file managers use, too; ``thumbnail_cache`` keeps ours on disk and evicts only its own.
"""
