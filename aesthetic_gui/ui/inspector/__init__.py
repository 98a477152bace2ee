"""Everything about the photograph at hand: ``column`` stacks the panels on the right, a module each.

``bar_keeper`` joins the handles of threshold and unsure band to the settings and the grid.
"""
