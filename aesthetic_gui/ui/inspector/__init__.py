"""Everything about the photograph at hand: ``column`` stacks the panels on the right, a module each.

``bar_panel`` moves threshold and unsure band, which are about the shoot; ``bar_keeper`` keeps them and tells the grid.
"""
