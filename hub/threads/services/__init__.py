"""What is done to talks: the names that other apps call."""

from hub.threads.services.writing import open_thread, write_post

__all__ = ["open_thread", "write_post"]
