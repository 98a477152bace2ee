"""Why a photograph got its score, or any other number: asked, worked out, kept, and saved as a picture.

``asking`` answers from the catalog what was worked out before (``keeping``), else makes a question of it
(``questions``) and has a method of ``explain`` answer it; ``overlays`` saves an answer as a file.
"""
