"""What is left to look at once something was done, or nothing was found.

FileWork.concluded ──> afterwards ──> emptiness: words and buttons in the middle of a grid without photographs
                                 └──> finding: brings what was done elsewhere, or given back, into sight
"""
