"""What programs read and write of places, events and their dates."""
