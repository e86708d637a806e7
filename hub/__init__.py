"""Project package of the tsunagari hub, and the app of what all other apps speak of."""

from hub.celery import app as celery_app

__all__ = ["celery_app"]
