"""Administrators look at the outbox, send again what is dead and call off what is not to be sent. Nobody else sees it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from hub.admin_actions import ObjectAction, ObjectActionsMixin
from hub.notifications import services
from hub.notifications.enums import MOVES, Channel, Move
from hub.notifications.letters import name_of
from hub.notifications.models import Mailing


def _noted(service: Callable[..., None], move: Move) -> Callable[[Mailing, Any, Mapping[str, Any]], None]:
    """The service, with who did it in the history of the thing."""

    def perform(mailing: Mailing, by: Any, _values: Mapping[str, Any]) -> None:
        with transaction.atomic():
            service(mailing, by=by)
            one = Mailing.objects.filter(pk=mailing.pk)
            LogEntry.objects.log_actions(by.pk, one, CHANGE, change_message=str(move.label), single_object=True)

    return perform


def _can(move: Move) -> Callable[[Mailing], bool]:
    return lambda mailing: mailing.state in MOVES[move][0]


SEND_AGAIN = ObjectAction(
    name="send-again",
    label=Move.SEND_AGAIN.label,
    perform=_noted(services.send_again, Move.SEND_AGAIN),
    is_allowed=lambda mailing: _can(Move.SEND_AGAIN)(mailing) and mailing.has_recipient,
    explain=lambda _mailing: [
        _("同じメールを、はじめから送り直します。中身は、いまの内容で作り直されます。"),
        _("先に、送れなかったわけ（最後の失敗）がなくなったかを確かめてください。"),
    ],
    done=_("もう一度送ることにしました。ふつうは数秒で出ます。"),
)
CALL_OFF = ObjectAction(
    name="call-off",
    label=Move.CALL_OFF.label,
    perform=_noted(services.call_off, Move.CALL_OFF),
    is_allowed=_can(Move.CALL_OFF),
    explain=lambda _mailing: [
        _("このメールを送らないことにします。取り消せません。"),
        _("ちょうど送っている最中のものは、届くことがあります。"),
    ],
    done=_("送らないことにしました。"),
    is_grave=True,
)


class KindFilter(admin.SimpleListFilter):
    """The kinds of which there are mails, as staff call them."""

    title = _("どんなメールか")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        there = Mailing.objects.order_by().values_list("kind", flat=True).distinct()
        return sorted(((kind, name_of(kind)) for kind in there), key=lambda row: row[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if "\0" in (self.value() or ""):  # Postgres knows no such text
            return queryset.none()
        return queryset if self.value() is None else queryset.filter(kind=self.value())


@admin.register(Mailing)
class MailingAdmin(ObjectActionsMixin):
    """Nothing of a mailing is edited. A recipient is told by the number of the account; an address is on its page alone."""

    object_actions = (SEND_AGAIN, CALL_OFF)
    waits_in = "dead-mails"
    list_display = ("id", "name", "channel", "reader", "state", "due_at", "attempts", "failure", "ended_at")
    list_filter = ("state", "channel", KindFilter)
    ordering = ("-pk",)
    show_full_result_count = False
    actions = None
    fields = (
        "name", "channel", "reader", "address", "language", "state", "due_at", "attempts", "claims", "lease_until",
        "failure", "last_error", "kind", "message_id", "created_at", "ended_at",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description=_("どんなメールか"), ordering="kind")
    def name(self, mailing: Mailing) -> str:
        return name_of(mailing.kind)

    @admin.display(description=_("送れなかったわけ"))
    def failure(self, mailing: Mailing) -> str:
        return mailing.failure or "－"

    @admin.display(description=_("受け取る人"))
    def reader(self, mailing: Mailing) -> str:
        if mailing.channel == Channel.LINE and not mailing.user_id:
            return str(_("LINEの方"))
        if mailing.user_id:
            return str(_("利用者 %(number)s") % {"number": mailing.user_id})
        if mailing.recipient_id:
            return str(_("知らせを受ける人 %(number)s") % {"number": mailing.recipient_id})
        return str(_("登録のない方")) if mailing.address else str(_("記録なし"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if request.method == "POST":  # would write the row as this page read it, over what a sender has written since
            raise PermissionDenied
        mailing = self.get_object(request, object_id) if object_id else None
        context: dict[str, Any] = {
            "allowed_actions": self.allowed_actions(request, mailing) if mailing else [],
            "show_save": False,
            "show_save_and_continue": False,
        }
        return super().changeform_view(request, object_id, form_url, context | (extra_context or {}))
