"""The frame around the photographs: what the window is made of, where its parts stand, and who hears whom.

``parts`` makes them and ``arrangement`` says where they stand; ``opening`` opens folders, ``following`` shows what goes
with the current photograph, ``wiring`` joins signals to those who hear them, one function for each subject.
"""
