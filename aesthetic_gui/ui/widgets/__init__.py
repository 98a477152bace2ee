"""Small parts that any screen may use; they know nothing of photographs on disk."""
