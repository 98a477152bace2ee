"""Everything about the photograph at hand: ``column`` stacks the panels on the right, a module each."""
