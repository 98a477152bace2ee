"""Why a photograph got its score, or any other number: asked, worked out, kept, and saved as a picture.

``asking`` answers from the catalog what was worked out before, else by a method of ``explain``, and keeps the answer;
``overlays`` saves it as a file.
"""
