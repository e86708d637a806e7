"""Production: HTTPS only, behind a proxy that ends TLS."""

from django.core.exceptions import ImproperlyConfigured

from hub.settings import env
from hub.settings.base import *
from hub.settings.base import LINE_API, SECRET_KEY, SITE_URL, TRUSTED_PROXY_COUNT

if not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL must begin with https:// in production")

if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY must have at least 50 characters in production")

if not LINE_API.startswith("https://"):
    raise ImproperlyConfigured("LINE_API must begin with https:// in production")

# The default of the other settings is for a machine of one's own.
env.text("EMAIL_URL")

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^statusz$"]
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
