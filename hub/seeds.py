"""What an empty hub begins with: its words."""

from collections.abc import Iterator

from django.conf import settings

from hub.vocabulary import load_vocabulary


def seed() -> Iterator[str]:
    """Yields a line for each step."""
    written = load_vocabulary(settings.BASE_DIR / "data" / "vocabulary")
    yield f"興味・対象・参加しやすさの言葉 {written}語"
