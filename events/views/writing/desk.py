"""Who sits at an organisation's desk, and what lies on it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.forms.event import EventWriting
from events.forms.member import Writing
from events.forms.place import PlaceWriting
from events.models import Event, Place
from hub.accounts.models import Membership, Organization
from hub.accounts.querysets import WRITERS

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Kind:
    """An event or a place: what its pages are called and made of."""

    name: str
    label: Any
    new: Any
    model: type[Event | Place]
    writing: Callable[..., Writing]


KINDS = {
    "event": Kind("event", _("催し"), _("催しを書く"), Event, EventWriting),
    "place": Kind("place", _("場"), _("場を書く"), Place, PlaceWriting),
}


@dataclass(frozen=True)
class Desk:
    """The organisation in which one is a member. ``can_write``: as an owner or editor; a viewer reads."""

    organization: Organization
    can_write: bool

    def things(self, kind: Kind, user: Any) -> QuerySet[Any]:
        """What lies on it. The membership is asked once more by the query itself."""
        rows: Any = kind.model._default_manager.get_queryset()
        found: QuerySet[Any] = rows.of_organization(self.organization).readable_by_member(user)
        return found

    def thing_or_404(self, kind: Kind, user: Any, pk: int) -> Any:
        """One of these; what belongs to others is as missing as what is not there."""
        whose = "organizer" if kind.name == "event" else "operator"
        thing = self.things(kind, user).select_related(whose).filter(pk=pk).first()
        if thing is None:
            raise Http404
        return thing

    def url(self, kind: Kind, thing: Event | Place, page: str = "") -> str:
        """The page of a thing, or one of the pages below it."""
        name = f"writing:{kind.name}_{page}" if page else f"writing:{kind.name}"
        return reverse(name, args=[self.organization.pk, thing.pk])

    @property
    def things_url(self) -> str:
        return reverse("writing:things", args=[self.organization.pk])


def member_page(view: View) -> View:
    """For members of the organisation in the address; to others it is not there. Who isn't signed in may do so."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, organization: int, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = Membership.objects.filter(user=request.user.pk, organization=organization)
        membership = rows.select_related("organization").first()
        if membership is None:
            raise Http404
        desk = Desk(membership.organization, membership.level in WRITERS)
        return view(request, desk, *args, **kwargs)

    return guarded


def writer_page(view: View) -> View:
    """The same, for owners and editors alone: a viewer is refused."""

    @member_page
    @wraps(view)
    def guarded(request: HttpRequest, desk: Desk, *args: Any, **kwargs: Any) -> HttpResponse:
        if not desk.can_write:
            raise PermissionDenied
        return view(request, desk, *args, **kwargs)

    return guarded
