"""What was measured, over the photographs themselves.

inspector: a line or face is pointed at ──> regions ──> frames over what is large
Y ──> work: what belongs together ──> close_ups, the strip <── crop_reader, a thread of its own
Shift+Z, a click on a face ──> next_face ──> loupe, compare: 100 % at the eyes
"""
