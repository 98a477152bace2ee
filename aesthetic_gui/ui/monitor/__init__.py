"""The colours of the monitor: ``profile`` finds its ICC profile, ``root_window`` asks the X server for it."""
