"""The acts by which a place or an event becomes public and ceases to be, and their forms."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminSplitDateTime
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from events.admin.editing import ReviewedAdmin
from events.enums import TRANSITIONS, Action, State
from events.forms.written import WrittenMomentField, name_boxes
from events.models import Event, Place
from events.services import pictures, publishing, reviewing, writing
from events.views.event_detail import place_note
from hub.admin_actions import ObjectAction, ObjectActionsMixin
from hub.pictures.forms import PictureFields
from hub.templatetags.reading import day, hour


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text=_("職員だけが見る記録に残ります。"), error_messages={"required": _("理由を書いてください。")},
    )  # fmt: skip


class OptionalReasonForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False
        self.fields["reason"].label = _("理由（なくてもかまいません）")


class SeenForm(forms.Form):
    """What was shown goes along, in case another coordinator is quicker or the organisation writes on."""

    seen_state = forms.CharField(required=False, widget=forms.HiddenInput)
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)


def _seen(thing: Event | Place) -> dict[str, Any]:
    return {"seen_state": thing.state, "seen_version": thing.version}


class ToldReasonForm(SeenForm, ReasonForm):
    """The organisation reads it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _(
            "団体のものなら、そのメンバーがメールと団体のページで読みます。直してほしいところを書いてください。"
        )


class MomentForm(SeenForm):
    at = WrittenMomentField(
        label=_("公開する日時"), widget=AdminSplitDateTime, help_text=_("この時刻から1分ほどのうちに公開されます。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_boxes(self)


class OfficeForm(forms.Form):
    office = forms.CharField(
        label=_("確かめた部署・団体"), max_length=80, help_text=_("公開ページに出ます。人の名前は書かないでください。")
    )


def _explain_picture(thing: Event | Place) -> list[str]:
    if thing.picture is None:
        return [__("公開ページの上のほうに出ます。大きさは自動で直します。")]
    return [__("いまの写真：%(words)s") % {"words": thing.picture.alt}, __("写真を選ぶと、いまの写真と替わります。")]


def _is_allowed(action: Action) -> Any:
    return lambda thing: State(thing.state) in TRANSITIONS[action][0]


def _may_reopen(thing: Event | Place) -> bool:
    return _is_allowed(Action.REOPEN)(thing) and not (isinstance(thing, Place) and thing.is_merged)


def _explain_publishing(thing: Event | Place) -> list[str]:
    lines = [__("だれでも見られるようになり、一覧と検索に出ます。")]
    if thing.is_sample:
        lines.append(__("「見本」の印がつきます。"))
    if isinstance(thing, Event) and (note := place_note(thing)):
        lines.append(note)
    if thing.closes_on:
        lines.append(__("%(day)sを過ぎると、自動で終了します。") % {"day": date_format(thing.closes_on)})
    return lines


def _explain_approving(thing: Event | Place) -> list[str]:
    """The same, unless its organisation asked for a later time."""
    if not reviewing.waits_for_its_time(thing, timezone.now()):
        return _explain_publishing(thing)
    when = _moment(thing.publish_wanted_at)
    lines = [
        __("団体が%(when)sの公開を希望しているので、その日時に自動で公開されます。") % {"when": when},
        __("すぐに公開するときは、このあともう一度「公開する」を押してください。"),
    ]
    note = place_note(thing) if isinstance(thing, Event) else ""
    return [*lines, note] if note else lines


def _say_published(thing: Event | Place) -> str:
    if thing.publish_at:
        return __("%(when)sに公開されます。") % {"when": _moment(thing.publish_at)}
    return __("公開しました。")


def _moment(value: Any) -> str:
    return f"{day(value)} {hour(value)}"


def _explain_assuring(thing: Event | Place) -> list[str]:
    lines = [__("公開ページに「%(day)sに確かめました」と出ます。") % {"day": date_format(timezone.localdate())}]
    if isinstance(thing, Place) and thing.is_to_be_confirmed:
        lines.append(__("「内容を確認中」の印が消えます。"))
    return lines


def _explain_return(thing: Event | Place) -> list[str]:
    if thing.state == State.PUBLISHED:
        return [__("だれも見られなくなり、一覧と検索から消えます。"), __("直してから、もう一度公開できます。")]
    lines = [__("下書きに戻ります。もう一度確認に出せます。")]
    if thing.publish_at:
        lines.append(__("公開の予約は取り消されます。"))
    return lines


def _explain_hiding(_thing: Event | Place) -> list[str]:
    return [
        __("だれも見られなくなります。一覧、検索、地図、印刷のページからも、すぐに消えます。"),
        __("団体の人は、自分で元に戻せません。"),
    ]


STATE_ACTIONS = (
    ObjectAction(
        "submit", Action.SUBMIT.label, done=_("確認に出しました。"), is_allowed=_is_allowed(Action.SUBMIT),
        perform=lambda thing, by, _values: publishing.submit(thing, by=by),
        explain=lambda _thing: [__("状態が「確認中」になります。まだ公開されません。")],
    ),
    ObjectAction(
        "publish", Action.PUBLISH.label, done=_say_published, is_allowed=_is_allowed(Action.PUBLISH),
        perform=lambda thing, by, values: reviewing.approve(
            thing, by=by, seen=values["seen_state"], seen_version=values["seen_version"]
        ),
        explain=_explain_approving, form=SeenForm, initial=_seen,
    ),
    ObjectAction(
        "schedule", Action.SCHEDULE.label, done=_("公開を予約しました。"), form=MomentForm,
        is_allowed=lambda thing: thing.state in {State.DRAFT, State.IN_REVIEW},
        perform=lambda thing, by, values: reviewing.plan(
            thing, by=by, at=values["at"], seen_version=values["seen_version"]
        ),
        explain=lambda _thing: [__("決めた日時に、自動で公開されます。"), __("取りやめるときは「下書きに戻す」を押します。")],
        initial=lambda thing: {"at": thing.publish_at or thing.publish_wanted_at, **_seen(thing)},
    ),
    ObjectAction(
        "return", Action.RETURN.label, done=_("下書きに戻しました。"), form=ToldReasonForm, is_grave=True,
        is_allowed=_is_allowed(Action.RETURN), explain=_explain_return,
        perform=lambda thing, by, values: reviewing.send_back(
            thing, by=by, reason=values["reason"], seen=values["seen_state"]
        ),
        initial=_seen,
    ),
    ObjectAction(
        "close", Action.CLOSE.label, done=_("終了しました。"), form=OptionalReasonForm, is_grave=True,
        is_allowed=_is_allowed(Action.CLOSE),
        perform=lambda thing, by, values: publishing.close(thing, by=by, reason=values["reason"]),
        explain=lambda _thing: [
            __("一覧と検索に出なくなります。ページは残り、「終わりました」と出ます。"), __("もう一度公開できます。"),
        ],
    ),
    ObjectAction(
        "reopen", Action.REOPEN.label, done=_("もう一度公開しました。"), form=OptionalReasonForm,
        is_allowed=_may_reopen, explain=_explain_publishing,
        perform=lambda thing, by, values: publishing.reopen(thing, by=by, reason=values["reason"]),
    ),
    ObjectAction(
        "hide", Action.HIDE.label, done=_("公開を止めました。"), form=ReasonForm, is_grave=True,
        # What nobody can see yet is sent back.
        is_allowed=lambda thing: thing.is_public, explain=_explain_hiding,
        perform=lambda thing, by, values: publishing.hide(thing, by=by, reason=values["reason"]),
    ),
    ObjectAction(
        "unhide", _("停止を解く"), done=_("公開の停止を解きました。"), form=ReasonForm,
        is_allowed=_is_allowed(Action.UNHIDE),
        explain=lambda _thing: [__("下書きに戻ります。内容を見てから、もう一度公開できます。")],
        perform=lambda thing, by, values: publishing.unhide(thing, by=by, reason=values["reason"]),
    ),
    ObjectAction(
        "assure", Action.ASSURE.label, done=_("確かめた日を記録しました。"), form=OfficeForm,
        is_allowed=lambda _thing: True, explain=_explain_assuring,
        perform=lambda thing, by, values: writing.assure(thing, by=by, office=values["office"]),
        initial=lambda thing: {"office": thing.assured_by or settings.HUB_CITY["name"]},
    ),
    ObjectAction(
        "picture", _("写真を載せる・替える"), done=_("写真を直しました。"), form=PictureFields,
        is_allowed=lambda _thing: True, explain=_explain_picture,
        perform=lambda thing, by, values: pictures.replace_picture_of(thing, values=values, by=by),
        initial=lambda thing: {"shown_picture": thing.picture},
    ),
)  # fmt: skip


class PublishedAdmin(ObjectActionsMixin, ReviewedAdmin):
    """Adds the acts, the history and a preview of what is not public to the page of a place or an event."""

    object_actions: tuple[ObjectAction, ...] = STATE_ACTIONS
    preview_template = ""
    # What the public page is made from, of a thing.
    preview_context: Callable[..., dict[str, Any]]

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_preview"
        return [path("<int:pk>/preview/", self.admin_site.admin_view(self.preview), name=name), *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> Any:  # type: ignore[override]
        thing = context.get("original")
        if thing is not None:
            is_public = thing.state in {State.PUBLISHED, State.CLOSED}
            preview = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_preview", args=[thing.pk])
            context |= {
                "allowed_actions": self.allowed_actions(request, thing),
                "history_rows": self.history_of(thing),
                "edited_names": _labels(thing),
                "public_url": thing.get_absolute_url() if is_public else "",
                "preview_url": "" if is_public else preview,
                "merged_into": thing.merged_into if isinstance(thing, Place) else None,
            }
        return super().render_change_form(request, context, **kwargs)

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The public page as it would be, for staff alone. As every page of the admin it is kept nowhere."""
        thing = self.thing_or_404(request, pk)
        return render(request, self.preview_template, self.preview_context(thing, is_preview=True))


def _labels(thing: Event | Place) -> list[str]:
    """The fields that imports leave alone, as the form calls them."""
    known = {field.name: str(getattr(field, "verbose_name", "")) for field in thing._meta.get_fields()}
    return [known[name] or name for name in thing.edited_fields if name in known]
