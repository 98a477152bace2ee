"""Dialogs of the whole window: settings, shortcuts, a name; and what is asked before there is one."""
