"""Pictures that organisations upload: decoded and written anew, so that nothing of the file itself is kept."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import Organization
from hub.pictures.querysets import PictureQuerySet
from hub.pictures.sizes import BOXES, Size, fitted


class Picture(models.Model):
    """One picture in two sizes (``large`` and ``small``, JPEG without metadata). ``key`` names its files and address."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization, models.CASCADE, null=True, blank=True, related_name="pictures", verbose_name=_("団体")
    )
    alt = models.CharField(
        _("写真の説明"), max_length=200, help_text=_("見えない人に読み上げる言葉です。何が写っているかを書きます。")
    )
    width = models.PositiveIntegerField(_("幅（画素）"))
    height = models.PositiveIntegerField(_("高さ（画素）"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("登録日時"), auto_now_add=True)

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("写真")
        verbose_name_plural = _("写真")

    def __str__(self) -> str:
        return self.alt

    @property
    def large_url(self) -> str:
        """Where the large form is."""
        return reverse("pictures:large", args=[self.key])

    @property
    def small_url(self) -> str:
        """Where the small form is."""
        return reverse("pictures:small", args=[self.key])

    @property
    def small_width(self) -> int:
        """The width of the small form, in pixels."""
        return fitted(self.width, self.height, BOXES[Size.SMALL])[0]
