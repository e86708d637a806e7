"""Talks of organisations with the city (docs/operations.md)."""

from hub.settings import env

# Opening days of the city until a post of an organisation is answered.
HUB_THREAD_ANSWER_DAYS = env.integer("HUB_THREAD_ANSWER_DAYS", 3, least=1)
