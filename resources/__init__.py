"""What the program shows but does not compute: icons, themes and the sample shoot's recipe.

A package only so that it travels in the wheel; found through ``aesthetic_gui.bundled``.
"""
