"""Fields and forms in which people write, for staff and for members of organisations alike."""
