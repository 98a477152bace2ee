"""What a photographer does with tastes, without a window.

``tasting`` makes, fills, teaches and forgets them; ``examples`` turns members and imported decisions into the numbers
that the room ``taste`` learns from; ``asking`` tells which photograph to decide on next.
"""
