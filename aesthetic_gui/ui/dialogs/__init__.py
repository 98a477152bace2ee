"""Dialogs of the whole window: settings, shortcuts, a name."""
