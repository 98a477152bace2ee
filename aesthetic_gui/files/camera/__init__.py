"""What cameras write in ways of their own, beside EXIF: ``focus``, the point they focused on."""
