"""What was kept and rejected of a shoot: ``counting`` works it out of items, ``telling`` makes text and tables."""
