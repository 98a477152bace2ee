"""How blurred a picture is: what focus and motion are measured with.

edges        how wide edges are, from how much their gradients fall when the picture is blurred again
detail       strong blur and motion, where edges do not tell them: fine detail for what there is of coarse
"""
