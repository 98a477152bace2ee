"""What was measured, over the photographs themselves.

inspector: a line or face is pointed at ──> regions ──> frames over what is large
Shift+Z, a click on a face ──> next_face ──> loupe, compare: 100 % at the eyes
"""
