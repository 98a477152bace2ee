"""Faces and their eyes: where they are, whether the eyes are open, and how sharp they are there.

detector     where faces are (BlazeFace), in the whole picture and in parts of it
mesh         468 points of each: whether it is a face, its pose, its mouth
contour      the lids and the iris of each eye
openness     how likely an eye is open, by that contour
states       open, closed or can't tell, and why; every threshold of it
sharpness    how wide the edges are at the eyes
reading      all that is read of one face
finding      all faces of a photograph, or the one of a crop
crops        turned squares, cut for a network, and the way back for its points
networks     MediaPipe's networks on LiteRT, verified, one interpreter for each thread
"""

from aesthetic_gui.criteria.faces.finding import find as find
from aesthetic_gui.criteria.faces.finding import of_crop as of_crop
