"""Talks between an organisation and the city's coordinators: threads of posts with files."""
