"""Settings that hold everywhere. What differs by machine comes from the environment (see env.py)."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from hub.logs import logging_config
from hub.settings import env
from hub.settings.events import *
from hub.settings.indicators import *
from hub.settings.line import *
from hub.settings.notices import *
from hub.settings.partners import *
from hub.settings.referrals import *
from hub.settings.threads import *

BASE_DIR = Path(__file__).resolve().parent.parent.parent

SECRET_KEY, SECRET_KEY_FALLBACKS = env.text("SECRET_KEY"), env.words("SECRET_KEY_FALLBACKS", "")
DEBUG = False
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
SITE_URL = env.text("SITE_URL").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# How many proxies stand before the hub: only that many addresses of X-Forwarded-For are believed.
TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXY_COUNT", 0)
# Networks that may open the staff's pages (CIDR, parted by commas); none named: all.
STAFF_NETWORKS = env.networks("STAFF_NETWORKS")
# Fernet keys for what is encrypted field by field, the newest first.
ENCRYPTION_KEYS = env.fernet_keys("ENCRYPTION_KEYS")
# The embedded database of `make run`: demonstration data may be loaded, sample marks are shown.
HUB_EMBEDDED = env.flag("HUB_EMBEDDED")

INSTALLED_APPS = [
    "hub",
    "hub.accounts",
    "hub.api",
    "hub.areas",
    "hub.notifications",
    "hub.pictures",
    "hub.threads",
    "hub.trust",
    "events",
    "partners",
    "referrals",
    "indicators",
    "hub.admin_config.HubAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "csp",
]

MIDDLEWARE = [
    "hub.request_id.RequestIDMiddleware",
    "hub.client.ClientMiddleware",
    "hub.page_cache.KeepNothingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "hub.known_hosts.KnownHostMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "hub.accounts.session_cookie.SessionCookieMiddleware",
    "hub.reading.ReadingMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "hub.kept_words.KeptWordsMiddleware",
    "hub.accounts.session_limits.SessionLimitsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hub.admin_addresses.UnreadableAddressMiddleware",
]

# The benchmark adds a bare view to compare with.
ROOT_URLCONF = os.environ.get("HUB_ROOT_URLCONF", "hub.urls")
WSGI_APPLICATION = "hub.wsgi.application"
ASGI_APPLICATION = "hub.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hub.context.site",
            ],
            "builtins": ["hub.templatetags.reading"],
        },
    },
]

FORM_RENDERER = "hub.form_renderer.FormRenderer"

# Migrations and retention run as the owner of the tables, the hub as a role that owns nothing.
_DATABASE = env.database("DATABASE_OWNER_URL" if env.flag("HUB_AS_OWNER") else "DATABASE_URL")
_DATABASE["OPTIONS"] |= {
    "application_name": "hub",
    "options": os.environ.get(
        "HUB_PG_OPTIONS",
        "-c statement_timeout=10000 -c lock_timeout=3000 -c jit=off -c max_parallel_workers_per_gather=0",
    ),
}
if env.flag("HUB_AS_OWNER"):
    _DATABASE["OPTIONS"]["options"] = "-c lock_timeout=10000"
DATABASES = {"default": _DATABASE | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.redis("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "hub.throttle_cache.ThrottleCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "throttles",
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    }
}
CELERY_BROKER_URL = env.broker(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# However long the broker is away, workers and beat go on asking for it.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 60
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Asia/Tokyo"
# The mail outbox (docs/operations.md). Its clocks are seconds.
HUB_OUTBOX_BATCH = env.integer("HUB_OUTBOX_BATCH", 50, least=1)
# Longer than a task may take, so that a sender that lives never loses what it has in hand.
HUB_OUTBOX_LEASE_SECONDS = env.integer("HUB_OUTBOX_LEASE_SECONDS", 90, least=1)
HUB_OUTBOX_BACKOFF_SECONDS = env.numbers("HUB_OUTBOX_BACKOFF_SECONDS", "60,300,1800,7200,43200")
# A mailing whose sending was begun so often and never came to an end kills its senders.
HUB_OUTBOX_MOST_CLAIMS = env.integer("HUB_OUTBOX_MOST_CLAIMS", 20, least=1)
HUB_OUTBOX_SWEEP_SECONDS = env.integer("HUB_OUTBOX_SWEEP_SECONDS", 15, least=1)
# No mail is begun later than this after the start of a task, which ends after 60.
HUB_OUTBOX_RUN_SECONDS = env.integer("HUB_OUTBOX_RUN_SECONDS", 30, least=1)
HUB_OUTBOX_SERVER_PAUSE_SECONDS = env.integer("HUB_OUTBOX_SERVER_PAUSE_SECONDS", 10)
HUB_OUTBOX_LATE_SECONDS = env.integer("HUB_OUTBOX_LATE_SECONDS", 300, least=1)
HUB_OUTBOX_KEEP_DAYS = env.integer("HUB_OUTBOX_KEEP_DAYS", 30, least=1)
HUB_OUTBOX_REMOVE_DAYS = env.integer("HUB_OUTBOX_REMOVE_DAYS", 365, least=1)
HUB_SLOT_KEEP_DAYS = 7
# How long a request that has written a mail waits for the broker, and how long it is then left alone.
HUB_OUTBOX_BROKER_SECONDS = 0.3
HUB_OUTBOX_BROKER_PAUSE_SECONDS = 10.0

_MAIL = env.mail("EMAIL_URL", "smtp://localhost:25")
EMAIL_HOST, EMAIL_PORT = _MAIL["EMAIL_HOST"], _MAIL["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL["EMAIL_HOST_USER"], _MAIL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL["EMAIL_USE_TLS"], _MAIL["EMAIL_USE_SSL"]
# For each answer of the server.
EMAIL_TIMEOUT = env.integer("HUB_OUTBOX_SERVER_SECONDS", 10, least=1)
EMAIL_USE_LOCALTIME = True
EMAIL_BACKEND = "hub.notifications.backend.EmailBackend"
DEFAULT_FROM_EMAIL = env.sender(
    "DEFAULT_FROM_EMAIL", f"つながりハブ <noreply@{urlsplit(SITE_URL).hostname or 'localhost'}>"
)
# Where the sink of `make run` keeps mails for the page that shows them; empty where mails go to a real server.
HUB_MAILS_FOLDER = env.text("HUB_MAILS_FOLDER", "")

CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "heartbeat": {"task": "hub.tasks.heartbeat", "schedule": float(env.integer("HUB_HEARTBEAT_SECONDS", 30, least=1))},
    "publish-due": {"task": "events.tasks.publish_due", "schedule": crontab()},
    "close-ended": {"task": "events.tasks.close_ended", "schedule": crontab(minute="*/10")},
    "run-imports": {"task": "events.tasks.run_imports", "schedule": 10.0},
    "refresh-listings": {"task": "events.tasks.refresh_listings", "schedule": 15.0},
    "send-due-mails": {"task": "hub.notifications.tasks.sweep", "schedule": float(HUB_OUTBOX_SWEEP_SECONDS)},
    "forget-old-mails": {"task": "hub.notifications.tasks.forget_old", "schedule": crontab(hour="2-5", minute="40")},
    "forget-old-sessions": {"task": "hub.accounts.tasks.forget_old_sessions", "schedule": crontab(minute="50")},
    "delete-ended-invitations": {
        "task": "hub.accounts.tasks.delete_ended_invitations",
        "schedule": crontab(hour="3", minute="45"),
    },
    "forget-old-reports": {"task": "hub.trust.tasks.forget_old_reports", "schedule": crontab(hour="3", minute="40")},
    **(EVENTS_BEAT | PARTNERS_BEAT | REFERRALS_BEAT | INDICATORS_BEAT | THREADS_BEAT),
    "forget-changes": {"task": "hub.api.tasks.forget_changes", "schedule": crontab(hour="4-6", minute="5")},
    "forget-answers": {"task": "hub.api.tasks.forget_answers", "schedule": crontab(minute="35")},
    "sweep-pictures": {"task": "hub.pictures.tasks.sweep_pictures", "schedule": crontab(hour="3", minute="40")},
}

for _entry in CELERY_BEAT_SCHEDULE.values():
    # A worker that was away must not find a week of stale calls: the next one does the same.
    _entry["options"] = {"expires": 60.0}

REST_FRAMEWORK: dict[str, Any] = {
    # The first one says what a 401 asks for.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "hub.api.authentication.TokenAuthentication",
        "hub.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["hub.api.authentication.MayWrite"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["hub.api.parsing.StrictJSONParser"],
    "EXCEPTION_HANDLER": "hub.api.exceptions.handle",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "URL_FORMAT_OVERRIDE": None,
    "FORMAT_SUFFIX_KWARG": None,
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "つながりハブのデータ",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "COMPONENT_SPLIT_PATCH": False,
    "COMPONENT_SPLIT_REQUEST": True,
    # Enumerations stay where they are used.
    "POSTPROCESSING_HOOKS": [],
    "SCHEMA_PATH_PREFIX": "/api/v1",
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "me"
LOGOUT_REDIRECT_URL = "front"
ACCOUNT_ADAPTER = "hub.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "login": "hub.accounts.forms.entrance.LoginForm",
    "signup": "hub.accounts.forms.entrance.EvenSignupForm",
    "add_email": "hub.accounts.forms.entrance.AddEmailForm",
    "change_password": "hub.accounts.forms.entrance.ChangePasswordForm",
    "set_password": "hub.accounts.forms.entrance.SetPasswordForm",
    "reset_password": "hub.accounts.forms.entrance.ResetPasswordForm",
    "reset_password_from_key": "hub.accounts.forms.entrance.ResetPasswordKeyForm",
    "reauthenticate": "hub.accounts.forms.entrance.ReauthenticateForm",
}
ACCOUNT_SIGNUP_FORM_CLASS = "hub.accounts.signup.SignupForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USER_DISPLAY = str
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SITE_URL.startswith("https://") else "http"
ACCOUNT_RATE_LIMITS = {
    # A browser in which the account was opened before has a counter of its own (see hub.accounts.adapter).
    "login_failed": "20/10m/ip,10/10m/key",
    "login": "60/10m/ip",
    # A workshop of forty in one room, behind one address, each of whom has something to correct.
    "signup": "80/h/ip,200/d/ip",
    "reset_password": "20/h/ip,5/h/key",
    "reset_password_from_key": "20/10m/ip",
    "confirm_email": "1/1m/key",
}
PASSWORD_RESET_TIMEOUT = 60 * 60 * 3
MFA_FORMS = {
    "authenticate": "hub.accounts.forms.factors.AuthenticateForm",
    "reauthenticate": "hub.accounts.forms.factors.ReauthenticateForm",
    "activate_totp": "hub.accounts.forms.factors.ActivateTOTPForm",
    "add_webauthn": "hub.accounts.forms.factors.AddPasskeyForm",
    "edit_webauthn": "hub.accounts.forms.factors.EditPasskeyForm",
    "login_webauthn": "hub.accounts.forms.factors.LoginPasskeyForm",
    "authenticate_webauthn": "hub.accounts.forms.factors.AuthenticatePasskeyForm",
    "reauthenticate_webauthn": "hub.accounts.forms.factors.ReauthenticatePasskeyForm",
}
MFA_ADAPTER = "hub.accounts.mfa.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "つながりハブ"
# Passkeys work at http://localhost alone beside HTTPS: browsers see to that.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_URL.startswith("http://localhost")
USERSESSIONS_TRACK_ACTIVITY = False
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "hub.accounts.passwords.SimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "display_name")},
    },
    {"NAME": "hub.accounts.passwords.LengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "hub.accounts.passwords.CommonValidator"},
    {"NAME": "hub.accounts.passwords.NumericValidator"},
    {"NAME": "hub.accounts.passwords.ContextWordsValidator"},
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 12
HUB_STAFF_IDLE_SECONDS = env.integer("HUB_STAFF_IDLE_SECONDS", 30 * 60, least=60)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "hub.pages.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("ja-x-easy", "やさしい日本語"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = Path(os.environ.get("HUB_STATIC_ROOT") or BASE_DIR / "var" / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Pages name no file without its hash; to pack each twice takes most of the time of a first start.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = Path(os.environ.get("HUB_MEDIA_ROOT") or BASE_DIR / "var" / "media")

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in ("accelerometer", "camera", "geolocation", "gyroscope", "magnetometer", "microphone", "payment", "usb")
}

LOG_FORMAT = env.choice("LOG_FORMAT", {"json", "console"}, "json")
LOG_LEVEL = env.choice("LOG_LEVEL", {"DEBUG", "INFO", "WARNING", "ERROR"}, "INFO")
LOGGING_CONFIG = None
logging_config(LOG_FORMAT, LOG_LEVEL)

# The city that this hub serves. Another city replaces the folder and these words.
HUB_CITY_DATA = BASE_DIR / "data" / "hachioji"
HUB_CITY = {
    "name": _("八王子市"),
    "code": "132012",
    "prefecture": "東京都",
    "postal_code": "192-8501",
    "address": _("八王子市元本郷町三丁目24番1号"),
}
# A page of a public list that has not changed is served from the process's memory for this long
# before the database is asked again whether anything was published (seconds).
HUB_GENERATION_CHECK_SECONDS = 1.0
HUB_PAGE_SIZE = 20
# The feed: requests a minute, of one visitor and of one token.
HUB_API_LIMITS = {
    "visitor": env.integer("HUB_API_VISITOR_LIMIT", 60, least=1),
    "token": env.integer("HUB_API_TOKEN_LIMIT", 600, least=1),
}
# How many a page of the feed holds: usual, most.
HUB_API_PAGE = (20, 100)
# Longer than a transaction can take (requests 30 s, tasks 60 s) and a process may keep what it knows of the log.
HUB_API_SETTLED_SECONDS = 120
# How many changes are told at once.
HUB_API_CHANGES = (100, 500)
# 困ったことを知らせる: seconds and how many, of one client and of all together.
HUB_REPORT_LIMITS = {"client": ((3_600, 5), (86_400, 20)), "all": ((3_600, 200),)}
# Days after a report was handled until the address for the reply, and until the whole report is forgotten.
HUB_REPORT_REPLY_DAYS = 90
HUB_REPORT_DAYS = 365
HUB_COUNT_LIMIT = 1_000
# What may be uploaded as a picture: bytes of the file, pixels of what is in it.
HUB_PICTURE_BYTES = 10_000_000
HUB_PICTURE_PIXELS = 40_000_000
# How long the link of an invitation can be used.
HUB_INVITATION_DAYS = 7
# What was checked longer ago waits at /staff/ to be checked again.
HUB_ASSURED_FOR_DAYS = 180
# From this hour of Monday on operators are asked whether they open that week.
HUB_WEEKLY_HOUR = 7
