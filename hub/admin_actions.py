"""Acts on one thing in the admin: each has its own address and a small form, says what will happen, calls one service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from hub.queues import queues_for


@dataclass(frozen=True)
class ObjectAction:
    """``perform(thing, by, values)`` calls the service; ``explain(thing)`` gives the sentences of the page before it.

    ``done``: what is said afterwards, or a function of the thing that says it. ``initial(thing)`` fills the form. ``is_grave``: it takes something away from readers, the button says so by colour.
    """

    name: str
    label: Any
    perform: Callable[[Any, Any, Mapping[str, Any]], object]
    is_allowed: Callable[[Any], bool]
    explain: Callable[[Any], list[Any]]
    done: Any
    form: type[forms.Form] = forms.Form
    initial: Callable[[Any], dict[str, Any]] = lambda _thing: {}
    is_grave: bool = False
    # Whether this person may do it to this thing, beyond what all staff of its page may. The service says so too.
    is_for: Callable[[Any, Any], bool] = lambda _thing, _user: True


class ObjectActionsMixin(admin.ModelAdmin):
    """Gives each ``ObjectAction`` of a model its page, and its button on the page of the thing."""

    object_actions: tuple[ObjectAction, ...] = ()
    action_template = "admin/object_action.html"
    # The key of the queue in which these things wait: the way back after an act.
    waits_in = ""

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<int:pk>/{action.name}/",
                self.admin_site.admin_view(self._view_of(action)),
                name=self.action_url_name(action),
            )
            for action in self.object_actions
        ]
        return own + super().get_urls()

    def action_url_name(self, action: ObjectAction) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{action.name.replace('-', '_')}"

    def allowed_actions(self, request: HttpRequest, thing: Model) -> list[dict[str, Any]]:
        """The buttons that the thing's page shows: what may be done from its present state."""
        if not self.has_change_permission(request, thing):
            return []
        return [
            {"action": action, "url": reverse(f"admin:{self.action_url_name(action)}", args=[thing.pk])}
            for action in self.object_actions
            if action.is_allowed(thing) and action.is_for(thing, request.user)
        ]

    def queue_of(self, action: ObjectAction) -> str:
        """The key of the queue from which one comes to this act; empty where there is none."""
        return self.waits_in

    def _done(self, request: HttpRequest, action: ObjectAction, thing: Any) -> SafeString:
        """What was done, and the ways back to what waits."""
        said = action.done(thing) if callable(action.done) else action.done
        key = self.queue_of(action)
        ways = [(queue.url(), queue.title) for queue in queues_for(request.user) if queue.key == key]
        links = [format_html('<a href="{}">{}</a>', *way) for way in [*ways, (reverse("staff:home"), _("今日のこと"))]]
        return format_html("{} {}" + " ／ {}" * len(ways), said, *links)

    def thing_or_404(self, request: HttpRequest, pk: int) -> Any:
        """The thing if it is there and its page may be opened; 403 if it may not be changed.

        Whoever may change none of its kind does not learn which there are.
        """
        if not self.has_change_permission(request):
            raise PermissionDenied
        thing = self.get_queryset(request).filter(pk=pk).first()
        if thing is None:
            raise Http404
        if not self.has_change_permission(request, thing):
            raise PermissionDenied
        return thing

    def _view_of(self, action: ObjectAction) -> Callable[..., HttpResponse]:
        def view(request: HttpRequest, pk: int) -> HttpResponse:
            thing = self.thing_or_404(request, pk)
            back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[pk])
            return self.act(request, action, thing, back=back, trail=[(back, str(thing))])

        return view

    def act(
        self,
        request: HttpRequest,
        action: ObjectAction,
        thing: Any,
        *,
        back: str,
        trail: list[tuple[str, str]],
        name: str = "",
    ) -> HttpResponse:
        """Shows the form; on POST calls the service. What the service refuses is said beside what was typed."""
        typed, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        form = action.form(typed, files, initial=action.initial(thing))
        if request.method == "POST" and form.is_valid():
            try:
                with saying_who_waits():
                    action.perform(thing, request.user, form.cleaned_data)
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, self._done(request, action, thing))
                return HttpResponseRedirect(back)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": action.label,
            "name": name or str(thing),
            "action": action,
            "explanation": action.explain(thing),
            "is_allowed": action.is_allowed(thing) and action.is_for(thing, request.user),
            "form": form,
            "media": self.media + form.media,
            "back": back,
            "trail": trail,
        }
        return TemplateResponse(request, self.action_template, context)
