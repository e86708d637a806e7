"""Pages for members of organisations."""
