"""Model packs that travel with the program: one folder each, read by ``aesthetic_gui.scoring.pack``."""
