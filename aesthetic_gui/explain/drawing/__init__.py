"""Reasons as pictures: ``overlay`` colours a heat map, ``sheet`` puts photograph, overlay and legend on one paper."""
