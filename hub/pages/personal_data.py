"""What the hub knows of one person, as that person downloads it."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import CircleMember, Event, Place, Registration, Transition
from hub.accounts.models import Invitation, Membership, OrganizationTransition, RightsRequest, User
from hub.api.models import PersonalToken
from hub.notifications.models import Delivery, Mailing, Recipient, Subscription
from hub.threads.models import Attachment, Post
from partners.enums import PUBLIC_NEEDS
from partners.models import (
    ActivityCertificate,
    ApplicationMessage,
    ApplicationTransition,
    Hand,
    Hours,
    Need,
    Partnership,
    PartnershipTransition,
    ProjectResult,
    Proposal,
    ProposalTransition,
    RoleApplication,
    SkillOffer,
    SkillRequest,
)
from partners.querysets import RAISED_WORDS
from partners.views.words import done

_OF_KEYS = ("name", "scope", "hint", "created_at", "last_used_at", "expires_at", "revoked_at")


def personal_data(user: User) -> dict[str, Any]:
    """What is kept under this account, as JSON can hold it. Times are ISO 8601, secrets are left out."""
    return {
        "made_at": timezone.now().isoformat(),
        "account": {
            "email": user.email,
            "display_name": user.display_name,
            "language": user.language,
            "date_joined": user.date_joined.isoformat(),
            "last_login": user.last_login and user.last_login.isoformat(),
            "is_staff": user.is_staff,
        },
        "email_addresses": _rows(EmailAddress.objects.filter(user=user), "email", "verified", "primary"),
        "second_factors": _rows(Authenticator.objects.filter(user=user), "type", "created_at", "last_used_at"),
        "sign_ins": _rows(UserSession.objects.filter(user=user), "user_agent", "created_at"),
        "access_keys": _rows(PersonalToken.objects.filter(user=user), *_OF_KEYS),
        "memberships": _rows(Membership.objects.filter(user=user), "organization__name", "level", "created_at"),
        "invitations": _rows(
            Invitation.objects.filter(address__iexact=user.email), "organization__name", "level", "created_at"
        ),
        "invitations_sent": _rows(
            Invitation.objects.filter(invited_by=user), "organization__name", "address", "level", "created_at"
        ),
        "rights": _rows(RightsRequest.objects.filter(user=user), "right", "state", "asked_at", "decided_at"),
        "acts": [
            *_rows(Transition.objects.filter(by=user), "kind", "object_id", "action", "created_at"),
            *_rows(OrganizationTransition.objects.filter(by=user), "organization__name", "action", "created_at"),
        ],
        **_told(user),
        **_written(user),
        **_partners(user),
        **_roles(user),
        **_talks(user),
    }


def _told(user: User) -> dict[str, Any]:
    return {
        "mails": _rows(Mailing.objects.filter(user=user), "kind", "state", "created_at", "ended_at"),
        "line": _rows(Recipient.objects.filter(user=user).exclude(line_id=""), "line_id"),
        "notices": _rows(
            Delivery.objects.filter(recipient__user=user), "notice__title", "channel", "due_at", "read_at", "opened_at"
        ),
        "subscriptions": _rows(
            Subscription.objects.filter(recipient__user=user), "query", "channels", "cadence", "state", "created_at"
        ),
    }


def _written(user: User) -> dict[str, Any]:
    circles = CircleMember.objects.filter(user=user)
    return {
        "circles": _rows(circles, "circle__name", "name", "note", "wants_mail", "state", "created_at"),
        "written_places": _rows(Place.objects.filter(created_by=user), "name", "state", "created_at"),
        "registrations": _registrations(user),
        "written_events": _rows(Event.objects.filter(created_by=user), "title", "state", "created_at"),
    }


def _talks(user: User) -> dict[str, Any]:
    files = Attachment.objects.filter(post__author=user)
    return {
        "written_posts": _rows(Post.objects.filter(author=user), "thread__subject", "text", "created_at"),
        "sent_files": _rows(files, "name", "size", "created_at", "removed_at"),
    }


def _partners(user: User) -> dict[str, Any]:
    needs = Need.objects.filter(created_by=user)
    contact = ("contact_name", "contact_phone", "contact_email")
    return {
        "partnerships": _partnerships(user),
        "needs": _rows(needs, "title", *RAISED_WORDS, *contact, "state", "created_at"),
        "hands": _hands(user),
        "project_results": _rows(
            ProjectResult.objects.filter(by=user), "project__title", "on", "people", "minutes", "text", "created_at"
        ),
        "proposals": _rows(
            Proposal.objects.filter(created_by=user), "title", "organization__name", "state", "created_at"
        ),
        "done_to_proposals": _rows(
            ProposalTransition.objects.filter(by=user), "proposal__title", "action", "created_at"
        ),
    }


def _roles(user: User) -> dict[str, Any]:
    """For roles: what they said, did and would lend; of the organisation's side what this person wrote."""
    mine = RoleApplication.objects.filter(user=user)
    said = ("name", "wants_visit", "skills", "is_minor", "guardian_agrees", "course__name", "came_by", "applied_at")
    hours = ("on", "minutes", "text", "person_at", "organization_at", "disputed_by", "dispute")
    on_it = ("number", "name", "role_title", "organization_name", "course_name", "from_on", "until_on", "days")
    offer = ("is_open", "skills", "text", "hours_a_month", "is_online_only", "updated_at")
    title = "application__role__title"
    return {
        "role_applications": _rows(mine, "role__title", "state", *said, "decided_at", "ended_at"),
        "role_messages": _rows(
            ApplicationMessage.objects.filter(Q(author=user) | Q(application__user=user)),
            *(title, "party", "text", "created_at"),
        ),
        "role_acts": _rows(ApplicationTransition.objects.filter(by=user), title, "action", "created_at"),
        "role_hours": _rows(Hours.objects.filter(application__user=user), title, *hours),
        "role_certificates": _rows(
            ActivityCertificate.objects.own(user), *on_it, "minutes", "issued_at", "revoked_at", "revoked_reason"
        ),
        "skill_offers": _rows(SkillOffer.objects.filter(user=user), *offer),
        "skill_requests": _rows(
            SkillRequest.objects.filter(offer__user=user), "organization__name", "text", "state", "asked_at"
        ),
        "skill_requests_asked": _rows(
            SkillRequest.objects.filter(asked_by=user), "organization__name", "text", "state", "asked_at"
        ),
    }


def _hands(user: User) -> list[dict[str, Any]]:
    """Without the title of a need that is not shown (any more): others wrote it."""
    hands = Hand.objects.filter(created_by=user)
    rows = _rows(hands, "need__title", "need__state", "organization__name", "state", "created_at")
    for row in rows:
        if row.pop("need__state") not in PUBLIC_NEEDS:
            row["need__title"] = None
    return rows


def _registrations(user: User) -> list[dict[str, Any]]:
    """For events: what they said, and what became of it."""
    said = ("name", "party", "wishes", "wish_note", "answers", "is_first", "code", "created_at")
    found = Registration.objects.filter(user=user)
    return _rows(found, "occurrence__event__title", "occurrence__starts_at", "state", *said)


def _partnerships(user: User) -> list[dict[str, Any]]:
    """What this person did with registrations of companies and groups, and to which terms they agreed; in words."""
    acts = PartnershipTransition.objects.filter(by=user)
    acts = acts.select_related("partnership__programme", "partnership__organization").order_by("pk")
    agreed = Partnership.objects.filter(agreed_by=user).select_related("organization", "programme", "terms")
    return [
        *({**_of(act.partnership), "what": done(act), "at": act.created_at} for act in acts),
        *({**_of(one), "what": _agreement(one), "at": one.agreed_at} for one in agreed.order_by("pk")),
    ]


def _of(partnership: Partnership) -> dict[str, str]:
    return {"organization": partnership.organization.name, "programme": partnership.programme.name}


def _agreement(partnership: Partnership) -> str:
    version = partnership.terms.version if partnership.terms else "－"
    return _("約束（第%(version)s版）を守ると答えました") % {"version": version}


def _rows(found: QuerySet[Any], *columns: str) -> list[dict[str, Any]]:
    return list(found.order_by("pk").values(*columns))
