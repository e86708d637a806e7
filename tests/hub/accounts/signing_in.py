"""Signing in without the sign-in's pages, where a test is about something else."""

import time

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from hub.accounts.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def sign_in(client: Client, user: User) -> Client:
    """As after a password and, for staff, a second factor. Returns the client."""
    client.force_login(user, backend=BACKEND)
    records = [{"method": "password", "at": time.time(), "email": user.email}]
    if user.is_staff:
        factor = Authenticator.objects.filter(user=user).first() or TOTP.activate(user, generate_totp_secret()).instance
        records.append({"method": "mfa", "at": time.time(), "id": factor.pk, "type": factor.type})
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = records
    session["account_authentication_methods_user"] = user_id_to_str(user)
    session.save()
    return client


def sign_in_by_password_alone(client: Client, user: User) -> Client:
    """Without a second factor."""
    client.force_login(user, backend=BACKEND)
    return client
