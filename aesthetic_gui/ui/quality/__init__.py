"""Flags by quality class, on request only: a dry run with counts and examples, then one entry of the history."""
