"""Tests: as production where it matters, quick where it does not."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 40)
os.environ.setdefault("ENCRYPTION_KEYS", "b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtMTI=")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("SITE_URL", "http://testserver")
os.environ.setdefault("LOG_LEVEL", "WARNING")

from hub.settings.base import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Whether this machine has what it takes is asked by the tests of the PDF alone.
HUB_PDF = False
# Every request looks whether something was published, so that a test sees its own change.
HUB_GENERATION_CHECK_SECONDS = 0.0
# Who begins to follow is told nothing of before.
HUB_API_SETTLED_SECONDS = 0
# A test's mail server is back at once, and a test that takes the broker away does so once.
HUB_OUTBOX_SERVER_PAUSE_SECONDS = 0
HUB_OUTBOX_BROKER_PAUSE_SECONDS = 0.0
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# The processes of a parallel run share one Redis; each test counts for itself (tests/hub/test_throttle_cache.py tries Redis).
CACHES = {"default": {"BACKEND": "hub.throttle_cache.LocalCache"}}
