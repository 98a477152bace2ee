"""Stacks in the grid: ``stacking`` works them out behind the window, ``marks`` paints what they look like."""
