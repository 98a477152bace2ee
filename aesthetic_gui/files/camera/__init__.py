"""What cameras write in ways of their own, beside EXIF.

notes    the directories in which they do, the maker's included
focus    the point they focused on
taking   drive mode, burst, bracket, serial number: what tells a burst from a bracket and a panorama
"""
