"""One codec a module, imported only in the process that decodes: JPEG and its like here, all others in a child.

``open_picture`` of each takes what :data:`aesthetic_gui.files.kinds` found and gives an
:class:`~aesthetic_gui.files.decoding.codecs.opened.Opened`; ``opened.finished`` makes upright pixels of that.
"""
