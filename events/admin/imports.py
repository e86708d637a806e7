"""Staff upload an event file here, watch it being read, and see what became of each row."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from events.enums import ImportState
from events.models import ImportRun
from events.services.importing import LARGEST_UPLOAD, SMALL_UPLOAD, receive_upload, retry_import, run_import
from hub.exceptions import DomainError

if TYPE_CHECKING:
    from hub.accounts.models import User

MOST_SHOWN = 300


class UploadForm(forms.Form):
    """A file, and for a demonstration the week to which its dates are moved."""

    file = forms.FileField(
        label=_("イベント一覧のファイル（CSV）"),
        help_text=_(
            "推奨データセットのイベント一覧、またはベース・レジストリの形。文字コードはUTF-8かシフトJIS。10MBまで。"
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
        allow_empty_file=True,
    )
    license = forms.CharField(
        label=_("ライセンス"), required=False, max_length=60, help_text=_("例: CC BY 4.0。催しのページに出ます。")
    )
    shift_to = forms.DateField(
        label=_("見本として動かす先の日"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_(
            "入れると、曜日を変えずにこの日の週へ動かし、見本の印を付け、電話番号を省きます。ふつうは空のままにします。"
        ),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_UPLOAD:
            raise forms.ValidationError(_("ファイルが大きすぎます（10MBまで）。分けて送ってください。"))
        return file


@admin.register(ImportRun)
class ImportRunAdmin(admin.ModelAdmin):
    """A run is a record: it is looked at, begun by an upload, and begun again after a stop. Nothing of it is edited."""

    list_display = [
        "file_name", "created_at", "state", "rows_total", "created_count", "updated_count", "unchanged_count",
        "rejected_count", "started_by",
    ]  # fmt: skip
    list_filter = ["state", "created_at"]
    list_select_related = ["started_by"]
    show_full_result_count = False
    search_fields = ["file_name"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("content", "report")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("<int:pk>/report.json", self.admin_site.admin_view(self.report_view), name="events_importrun_report"),
            path("<int:pk>/retry/", self.admin_site.admin_view(self.retry_view), name="events_importrun_retry"),
        ]
        return own + super().get_urls()

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The upload. A small file is read at once, a larger one by the worker while its page tells how far it is."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            run = self._receive(request, form)
            if run:
                return HttpResponseRedirect(reverse("admin:events_importrun_change", args=[run.pk]))
        context = {
            **self.admin_site.each_context(request),
            **(extra_context or {}),
            "opts": self.opts,
            "title": _("イベント一覧を取り込む"),
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/events/importrun/upload.html", context)

    def _receive(self, request: HttpRequest, form: UploadForm) -> ImportRun | None:
        file, values = form.cleaned_data["file"], form.cleaned_data
        try:
            run = receive_upload(
                file.name,
                file.read(),
                by=cast("User", request.user),
                shift_to=values["shift_to"],
                license_name=values["license"],
            )
        except DomainError as error:
            form.add_error("file", str(error))
            return None
        if file.size <= SMALL_UPLOAD:
            run_import(run.pk)
            run.refresh_from_db(fields=["state"])
        if run.state == ImportState.WAITING:
            messages.info(request, _("受け付けました。順番が来ると取り込みます。この画面で進み具合を見られます。"))
        return run

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """What became of each row."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        run = get_object_or_404(ImportRun.objects.defer("content"), pk=object_id if object_id.isdecimal() else None)
        context = {
            **self.admin_site.each_context(request),
            **(extra_context or {}),
            "opts": self.opts,
            "title": run.file_name,
            "run": run,
            "files": [_shown(file) for file in run.report.get("files", [])],
            "is_going_on": run.state in {ImportState.WAITING, ImportState.RUNNING},
            "may_retry": run.state == ImportState.FAILED and self.has_add_permission(request),
            "media": self.media,
        }
        return TemplateResponse(request, "admin/events/importrun/report.html", context)

    def report_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The whole report, as ``--report`` writes it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        run = get_object_or_404(ImportRun.objects.defer("content"), pk=pk)
        response = JsonResponse(run.report, json_dumps_params={"ensure_ascii": False, "indent": 1})
        response["Content-Disposition"] = f'attachment; filename="import-{run.pk}.json"'
        return response

    def retry_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        run = get_object_or_404(ImportRun.objects.defer("content", "report"), pk=pk)
        if request.method == "POST":
            try:
                retry_import(run)
            except DomainError as error:
                messages.error(request, str(error))
        return HttpResponseRedirect(reverse("admin:events_importrun_change", args=[run.pk]))


def _shown(file: dict[str, Any]) -> dict[str, Any]:
    """A file of the report with as many lines as a page bears."""
    lists = {name: file.get(name, []) for name in ("rejections", "remarks", "missing")}
    return {
        **file,
        **{name: rows[:MOST_SHOWN] for name, rows in lists.items()},
        "counts": {name: len(rows) for name, rows in lists.items()},
        "hidden": {name: max(0, len(rows) - MOST_SHOWN) for name, rows in lists.items()},
    }
