"""What was imported from which file, so that the next import knows the rows again."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.enums import ImportState
from events.models.events import Event, Occurrence


class ImportRun(models.Model):
    """One import: by the command, or of a file that staff uploaded. ``report`` is what docs/import.md describes."""

    state = models.CharField(_("状態"), max_length=10, choices=ImportState, default=ImportState.WAITING)
    file_name = models.CharField(_("ファイル"), max_length=255)
    # An uploaded file waits here for the worker, which may run on another machine; emptied when it has been read.
    content = models.BinaryField(editable=False, null=True)
    shift_to = models.DateField(_("見本として動かす先の週"), null=True, blank=True)
    license = models.CharField(_("ライセンス"), max_length=60, blank=True)
    rows_total = models.PositiveIntegerField(_("行数"), default=0)
    rows_done = models.PositiveIntegerField(_("済んだ行数"), default=0)
    created_count = models.PositiveIntegerField(_("新しく作成"), default=0)
    updated_count = models.PositiveIntegerField(_("更新"), default=0)
    unchanged_count = models.PositiveIntegerField(_("変わりなし"), default=0)
    rejected_count = models.PositiveIntegerField(_("取り込めず"), default=0)
    report = models.JSONField(_("報告"), default=dict)
    attempts = models.PositiveSmallIntegerField(_("始めた回数"), default=0, db_default=0, editable=False)
    error = models.TextField(_("止まった理由"), blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("だれが")
    )
    created_at = models.DateTimeField(_("受け付けた日時"), auto_now_add=True)
    beaten_at = models.DateTimeField(_("最後に進んだ日時"), null=True, editable=False)
    finished_at = models.DateTimeField(_("終わった日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("催しの取り込み")
        verbose_name_plural = _("催しの取り込み")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=ImportState.values), name="import_state_known"),
        ]
        indexes = [models.Index(fields=["id"], name="import_due", condition=models.Q(state__in=["waiting", "running"]))]

    def __str__(self) -> str:
        return self.file_name

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100."""
        return min(100, round(100 * self.rows_done / self.rows_total)) if self.rows_total else 0


class ImportedRow(models.Model):
    """A row of a municipal file as it was last read, and the event that it became.

    A sample (dates moved) and a real row are never the same row. Dates here are those of the file.
    """

    source = models.CharField(_("出典"), max_length=80)
    is_sample = models.BooleanField(_("見本"), default=False)
    # The name of the first file of a list whose newer files share rows with it; what is missing is asked within it.
    series = models.CharField(_("一覧"), max_length=255)
    no = models.CharField(_("NO"), max_length=60, blank=True)
    title = models.CharField(_("名称"), max_length=200)
    title_key = models.CharField(max_length=200)
    starts_on = models.DateField(_("開始日"))
    start_minute = models.PositiveSmallIntegerField(null=True)
    venue_key = models.CharField(max_length=200, blank=True)
    url_key = models.CharField(max_length=500, blank=True)
    place_key = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    date_count = models.PositiveSmallIntegerField(_("開催日の数"), default=1)
    event = models.ForeignKey(Event, models.CASCADE, related_name="imported_rows", verbose_name=_("催し"))
    file_name = models.CharField(_("ファイル"), max_length=255)
    line = models.PositiveIntegerField(_("行番号"))
    missing_since = models.DateTimeField(_("新しいファイルになかった日時"), null=True, blank=True)
    updated_at = models.DateTimeField(_("更新日時"), auto_now=True)

    class Meta:
        verbose_name = _("取り込んだ行")
        verbose_name_plural = _("取り込んだ行")
        indexes = [models.Index(fields=["source", "is_sample"], name="imported_row_of_source")]

    def __str__(self) -> str:
        return f"{self.source} {self.no} {self.title}"


class ImportedDate(models.Model):
    """The date that the ``position``-th date of a row became. One that staff delete is not made again."""

    row = models.ForeignKey(ImportedRow, models.CASCADE, related_name="dates")
    position = models.PositiveSmallIntegerField()
    occurrence = models.OneToOneField(Occurrence, models.CASCADE, related_name="imported_date")

    class Meta:
        verbose_name = _("取り込んだ開催日")
        verbose_name_plural = _("取り込んだ開催日")
        constraints = [models.UniqueConstraint(fields=["row", "position"], name="imported_date_once")]

    def __str__(self) -> str:
        return f"{self.row_id} {self.position}"
