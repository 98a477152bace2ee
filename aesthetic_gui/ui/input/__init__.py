"""What comes from the keyboard and the mouse, before a screen has it: who takes a key, what lies there."""
