"""Statistics of the shoot: ``work`` has them counted in a thread, ``dialog`` shows them, ``charts`` draws bars."""
