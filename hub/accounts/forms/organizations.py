"""An organisation as its members write it: what is needed, each with the reason why it is asked for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.accounts.enums import OrganizationKind
from hub.accounts.forms.fields import CorporateNumberField
from hub.accounts.models import Organization
from hub.accounts.services.organizations import WRITTEN
from hub.fields import AddressField, KanaField, LineField, LinesField, PhoneField, StreetField, WebField, count_aloud
from hub.linkable import link_in

# Offices of the city are entered by its staff.
_KINDS = [
    ("", _("選んでください")),
    *((kind, label) for kind, label in OrganizationKind.choices if kind != OrganizationKind.CITY),
]


# What to do about an empty box. The label stands before it.
_LACKING = {
    "name": _("正式な名前を書いてください。まだ決まっていなければ、いま呼んでいる名前でかまいません。"),
    "description": _("何を、どこで、だれとしているかを、ひとことでも書いてください。"),
    "contact_name": _("市の担当が連絡できる方の名前を書いてください。公開しません。"),
    "contact_phone": _("市の担当が電話をかけられる番号を、市外局番から書いてください。公開しません。"),
}


class OrganizationForm(forms.Form):
    """Holds what is in ``WRITTEN`` and no other field, whatever is sent."""

    name = LineField(
        label=_("団体の名前"), max_length=120, help_text=_("正式な名前を書きます。確認が終わると、公開されます。")
    )
    kana = KanaField(
        label=_("名前のよみ（ひらがな）"), max_length=200, required=False,
        help_text=_("ふりがなをつけるために使います。"),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("種類"), choices=_KINDS, help_text=_("どれにも合わないときは、近いものを選びます。")
    )
    description = LinesField(
        label=_("どんな団体か"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("何を、どこで、だれとしているか、2〜3文で書きます。公開されます。"),
    )  # fmt: skip
    contact_name = LineField(
        label=_("担当の方の名前"), max_length=80,
        help_text=_("市の担当が、確認のときに連絡するために使います。公開しません。"),
    )  # fmt: skip
    contact_phone = PhoneField(
        label=_("担当の方の電話番号"), max_length=20,
        help_text=_("市の担当が、確認のときに電話をするために使います。公開しません。"),
    )  # fmt: skip
    corporate_number = CorporateNumberField(
        label=_("法人番号"), required=False,
        help_text=_("法人なら13けたの番号を書くと、確認が早くなります。なくても登録できます。"),
    )  # fmt: skip
    phone = PhoneField(
        label=_("公開する電話番号"), max_length=20, required=False,
        help_text=_("来てみたい人からの電話を受ける番号です。書くと公開されます。"),
    )  # fmt: skip
    email = AddressField(
        label=_("公開するメールアドレス"), max_length=254, required=False,
        help_text=_("問い合わせを受けるメールアドレスです。書くと公開されます。"),
    )  # fmt: skip
    url = WebField(
        label=_("ウェブサイト"),
        max_length=200,
        required=False,
        help_text=_("くわしい案内があれば書きます。公開されます。"),
    )
    address = StreetField(
        label=_("公開する住所"), max_length=200, required=False,
        help_text=_("事務所などがあれば書きます。書くと公開されます。個人の家なら、書かないでください。"),
    )  # fmt: skip
    safeguards = LinesField(
        label=_("子どもと活動するときの約束"), max_length=1_000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "18歳未満の人が参加する活動をするときに書きます。公開されます。"
            "例：おとなが二人以上で見守る、二人きりにならない、写真は保護者に聞いてから。"
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not field.widget.is_hidden:
                field.widget.attrs["class"] = "in"
            field.error_messages["required"] = __("書いてください。")
            count_aloud(field)
        for problem in ("required", "invalid_choice"):
            self.fields["kind"].error_messages[problem] = __("いちばん近いものを、ひとつ選んでください。")
        for name, text in _LACKING.items():
            if name in self.fields:
                self.fields[name].error_messages["required"] = text

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        # Invitations carry it to strangers, from the city's address.
        link = link_in(name)
        if link:
            raise ValidationError(
                __(
                    "「%(part)s」は、メールの中でリンクになります。団体の名前には、ウェブサイトやメールの住所、電話番号を"
                    "書かないでください。点（.）は「・」に変えられます。"
                )
                % {"part": link}
            )
        return name


class NewOrganizationForm(OrganizationForm):
    """As much as the city needs to find out who it is; the rest can be written later, on the page of the organisation."""

    email = None  # type: ignore[assignment]
    phone = None  # type: ignore[assignment]
    address = None  # type: ignore[assignment]
    safeguards = None  # type: ignore[assignment]


class EditOrganizationForm(OrganizationForm):
    """With the version that was before the reader."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    # Of an organisation that staff entered these may be unknown still.
    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        initial = {name: getattr(organization, name) for name in WRITTEN} | {"seen_version": organization.version}
        super().__init__(*args, initial=initial, **kwargs)
        if organization.is_sample:
            self.fields["contact_phone"].required = False

    def accept_newest(self, version: int) -> None:
        """Whoever presses save again has been told."""
        sent: Any = self.data
        newest = sent.copy()
        newest["seen_version"] = str(version)
        self.data = newest

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name in WRITTEN}
