"""What a photographer is told of what was measured, and which faces of several frames are one person. Without Qt.

facts ──> words: lines, faults and eyes in words ──> the inspector, the close-ups
      └─> persons: faces of several frames, a column a person
"""
