"""「ほかの場にまとめる」: first the place that stays is chosen, then it is said what will happen, then it is done."""

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from events.admin.publishing import ReasonForm
from events.enums import TRANSITIONS, Action, State
from events.models import Event, Place
from events.rules import can_review
from events.services.merging import merge_place
from hub.admin_actions import ObjectAction, ObjectActionsMixin
from hub.exceptions import DomainError

_MOST = 20
_LONGEST_KEY = 9


class MergeForm(ReasonForm):
    """``into`` was chosen on the page before: what is done is what was shown."""

    into = forms.IntegerField(required=False, widget=forms.HiddenInput)


def _perform(place: Place, by: Any, values: Mapping[str, Any]) -> None:
    into = _with_key(values["into"])
    if into is None:
        raise DomainError(__("まとめる先の場が選ばれていません。前の画面に戻って選んでください。"))
    merge_place(place, into=into, by=by, reason=values["reason"])


MERGE = ObjectAction(
    "merge", _("ほかの場にまとめる"), done=_("まとめました。"), form=MergeForm, is_grave=True, perform=_perform,
    is_allowed=lambda place: State(place.state) in TRANSITIONS[Action.MERGE][0] and not place.is_merged,
    explain=lambda _place: [__("まとめる先の場が選ばれていません。前の画面に戻って選んでください。")],
    is_for=lambda place, user: can_review(user, place),
)  # fmt: skip


def _with_key(key: Any) -> Place | None:
    """The published place with this number; it may be typed in full width."""
    typed = unicodedata.normalize("NFKC", str(key or "")).strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) <= _LONGEST_KEY):
        return None
    found: Place | None = _published().filter(pk=int(typed)).first()
    return found


def _published() -> QuerySet[Place]:
    return Place.objects.listed().select_related("operator", "town").defer("search_text", "search_tokens")


def candidates(place: Place, typed: str) -> list[Place]:
    """By number or words; without either those that have its name or its address."""
    rows = _published().exclude(pk=place.pk)
    if typed:
        numbered = _with_key(typed)
        same = Q(pk=numbered.pk) if numbered else Q(pk=None)
        rows = rows.filter(same | Q(pk__in=Place.objects.matching(typed).values("pk")))
    else:
        alike = Q(pk__in=Place.objects.matching(place.name).values("pk"))
        rows = rows.filter(alike | Q(address=place.address) if place.address else alike)
    return list(rows.order_by("kana", "name", "pk")[:_MOST])


def explain_merging(place: Place, into: Place) -> list[Any]:
    """What will happen; one query, however many events there are."""
    is_public = Q(state=State.PUBLISHED)
    count: Any = Event.objects.filter(place=place).aggregate(all=Count("pk"), public=Count("pk", filter=is_public))
    names = {"name": place.name, "number": place.pk, "into": into.name, "into_number": into.pk}
    lines = [
        __("「%(name)s」（番号%(number)s）を「%(into)s」（番号%(into_number)s）にまとめます。") % names,
        __("「%(name)s」は終了になり、そのページを開いた人には「%(into)s」のページが出ます。もう一度公開することはできません。") % names,
        (
            __("「%(name)s」で開く催し%(count)s件（うち公開中%(public)s件）が「%(into)s」に移ります。")
            if count["all"]
            else __("「%(name)s」で開く催しは、ありません。")
        )
        % {**names, "count": count["all"], "public": count["public"]},
        __("開いている時間、説明、写真などは移りません。「%(into)s」に足りないものがあれば、先に書き写してください。") % names,
    ]  # fmt: skip
    if place.operator:
        told = {"operator": place.operator.name}
        lines.append(
            __("運営している「%(operator)s」の代表と編集する人に、メールで知らせます。理由は書きません。") % told
        )
    return lines


class MergingMixin(ObjectActionsMixin):
    """Gives the act of merging its first page."""

    merge_template = "admin/events/merge_place.html"

    def act(self, request: HttpRequest, action: ObjectAction, thing: Any, *, back: str, **where: Any) -> HttpResponse:
        if action.name != MERGE.name:
            return super().act(request, action, thing, back=back, **where)
        into = _with_key(request.POST.get("into") or request.GET.get("into"))
        is_open = action.is_allowed(thing) and action.is_for(thing, request.user)
        if into is None or into.pk == thing.pk:
            if is_open and request.method != "POST":
                return self._choose(request, thing, back=back)
            return super().act(request, action, thing, back=back, **where)
        chosen = replace(
            action,
            explain=lambda place: explain_merging(place, into),
            initial=lambda _place: {"into": into.pk},
            done=lambda _place: _said(into),
        )
        return super().act(request, chosen, thing, back=back, **where)

    def _choose(self, request: HttpRequest, place: Place, *, back: str) -> HttpResponse:
        typed = request.GET.get("q", "").replace("\0", "").strip()[:100]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": MERGE.label,
            "place": place,
            "typed": typed,
            "rows": candidates(place, typed),
            "most": _MOST,
            "back": back,
        }
        return TemplateResponse(request, self.merge_template, context)


def _said(into: Place) -> SafeString:
    page = reverse("admin:events_place_change", args=[into.pk])
    return format_html('{}<a href="{}">{}</a>{}', __("まとめました。まとめた先："), page, into.name, __("。"))
