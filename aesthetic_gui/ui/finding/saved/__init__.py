"""Filters kept by name, and smart albums.

``kept`` holds them and has them written; ``work`` does what menus ask for; ``smart_albums`` lists those that have
folders of their own, in the left column.
"""
