"""What was done, and can be undone.

``model`` is the tree, ``words`` what a row says, ``rows`` paints it, ``panel`` shows them, ``work`` does what is asked.
"""
