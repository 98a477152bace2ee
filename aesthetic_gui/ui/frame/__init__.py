"""The frame around the photographs: what the window is made of, where its parts stand, and who hears whom.

``parts`` makes them and ``arrangement`` says where they stand; ``wiring`` joins signals to those who hear them, one
method for each subject. ``opening`` opens folders, ``following`` shows what goes with the current photograph,
``resuming`` goes on where one left, and ``standing`` puts the window where it stood, as ``screen_fit`` lets it.
``top_bar`` has breadcrumb, views and filter; ``popover`` holds what opens over the photographs.
"""
