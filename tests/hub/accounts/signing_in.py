"""Signing in without the sign-in's pages, where a test is about something else."""

import secrets
from datetime import timedelta

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import update_last_login
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from hub.accounts.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def sign_in(client: Client, user: User) -> Client:
    """As after a password and, for staff, a second factor. Returns the client."""
    now = timezone.now()
    records = [{"method": "password", "at": now.timestamp(), "email": user.email}]
    if user.is_staff:
        factor = Authenticator.objects.filter(user=user).first() or TOTP.activate(user, generate_totp_secret()).instance
        records.append({"method": "mfa", "at": now.timestamp(), "id": factor.pk, "type": factor.type})
    update_last_login(None, user)
    values = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: BACKEND,
        HASH_SESSION_KEY: user.get_session_auth_hash(),
        AUTHENTICATION_METHODS_SESSION_KEY: records,
        "account_authentication_methods_user": user_id_to_str(user),
    }
    # The row that Django's own way ends with, which writes, reads and renames it with eighteen statements.
    key = secrets.token_hex(16)
    row = Session(session_key=key, session_data=Session.objects.encode(values))
    row.expire_date = now + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    Session.objects.bulk_create([row])
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


def sign_in_by_password_alone(client: Client, user: User) -> Client:
    """Without a second factor."""
    client.force_login(user, backend=BACKEND)
    return client
