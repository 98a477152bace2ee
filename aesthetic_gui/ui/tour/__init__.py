"""A tour of one minute at the very first start: cards beside what they speak of.

What the cards say is in :mod:`aesthetic_gui.ui.tour.cards`, where they stand in :mod:`aesthetic_gui.ui.tour.placing`.
They lie in the window and take no key: who decides instead of reading goes on deciding.
"""
