"""What waits for planners, on the staff home."""

from indicators.voice_queues import register

register()
