"""`make run`: the whole hub on one machine, over plain HTTP on the loopback address."""

import os

os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
os.environ.setdefault("SITE_URL", "http://localhost:8000")
os.environ.setdefault("LOG_FORMAT", "console")

from hub.settings import env
from hub.settings.base import *

DEBUG = env.flag("HUB_DEBUG")
