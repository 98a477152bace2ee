"""Title, caption, creator, rights and keywords, written on one photograph or on many.

``work`` has the verbs ──> ``dialog`` asks, with ``keyword_list`` in it ──> ``Session.describe``
"""
