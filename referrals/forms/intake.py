"""相談を送る: three short steps on one address. What was typed travels with the form; nothing is kept before it is sent."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.areas.geocoding import explain_missing_town, find_towns
from hub.areas.models import District, Town
from hub.fields import AddressField, LineField, LinesField, PhoneField, count_aloud
from hub.sent_once import SentOnceForm
from referrals.codes import DIGITS, digits_in
from referrals.enums import Consent, Reply, Writer
from referrals.forms.files import CaseFilesField
from referrals.models import Sign, SupportOffice
from referrals.services.intake import Told

_CHOOSE = {"required": _("ひとつ選んでください。"), "invalid_choice": _("ひとつ選んでください。")}
LAST = 3
# Who writes of another, of a step each; then who writes of themselves.
STEPS_OTHER = (
    ("writer", "consent"),
    ("signs", "text", "town", "district", "about_name", "meeting"),
    ("reply", "writer_phone", "writer_email", "writer_name"),
)
STEPS_SELF = (
    ("signs", "text"),
    ("town", "district", "meeting"),
    ("reply", "writer_phone", "writer_email", "writer_name"),
)
# By which it is found who reads.
PLACE = {"town", "district", "meeting"}
# What a professional who is signed in may add; files at the last step alone, since no page carries them to the next.
OF_PROFESSIONALS = ("about_address", "about_phone", "household", "agencies")
ATTACHED = "attached"


class IntakeForm(SentOnceForm):
    """All fields of all steps. ``is_own``: somebody writes of themselves. ``is_professional``: signed in as one.

    What belongs to a later step than ``step`` is not looked at yet (``wrong_in``).
    """

    unnamed = forms.BooleanField(
        label=_("名前を出さずに送る"), required=False,
        help_text=_("あなたがだれかは残りません。専門職の方だけが書ける欄は、出なくなります。"),
    )  # fmt: skip
    writer = forms.ChoiceField(
        label=_("あなたは"), choices=[one for one in Writer.choices if one[0] != Writer.SELF], widget=forms.RadioSelect,
        error_messages=_CHOOSE,
    )  # fmt: skip
    consent = forms.ChoiceField(
        label=_("このことを、その人に話しましたか"), choices=Consent.choices, widget=forms.RadioSelect, required=False,
        help_text=_("話していなくても送れます。あなたから知らせがあったことを、相手に言うことはありません。"),
    )  # fmt: skip
    signs = forms.ModelMultipleChoiceField(
        label=_("どんなことに気づきましたか"), queryset=Sign.objects.none(), widget=forms.CheckboxSelectMultiple, required=False,
        error_messages={"invalid_choice": _("選びなおしてください。"), "invalid_pk_value": _("選びなおしてください。")},
    )  # fmt: skip
    text = LinesField(
        label=_("くわしく書けることがあれば"), required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("相手の名前や住所は書かなくて大丈夫です。"),
    )  # fmt: skip
    town = LineField(
        label=_("その人が住んでいる町"), required=False, max_length=60,
        help_text=_("どの事務所が読むかを決めるために使います。番地はいりません。例：南大沢二丁目、みなみおおさわ、192-0364"),
    )  # fmt: skip
    district = forms.ModelChoiceField(
        label=_("町の名前がわからないときは、地区"), queryset=District.objects.none(), required=False,
        empty_label=_("わからない"), error_messages={"invalid_choice": _("選びなおしてください。")},
    )  # fmt: skip
    about_name = LineField(label=_("その人の名前"), required=False, max_length=80, help_text=_("書かなくて送れます。"))
    meeting = LineField(
        label=_("会えそうなところ"), required=False, max_length=200,
        help_text=_("住んでいるところがわからなければ、よく見かける場所など。"),
    )  # fmt: skip
    about_address = LineField(label=_("その人の住所"), required=False, max_length=200)
    about_phone = PhoneField(label=_("その人の電話番号"), required=False)
    household = LinesField(
        label=_("世帯のようす"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    agencies = LinesField(
        label=_("かかわっている機関"), required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 2})
    )
    reply = forms.ChoiceField(
        label=_("どうやって返事をしましょうか"), choices=Reply.choices, widget=forms.RadioSelect, error_messages=_CHOOSE
    )
    writer_phone = PhoneField(
        label=_("電話番号"), required=False, help_text=_("「電話で」を選んだときに書いてください。")
    )
    writer_email = AddressField(
        label=_("メールアドレス"), required=False,
        help_text=_("「メールで」を選んだときに書いてください。メールには、返事があることだけを書きます。"),
    )  # fmt: skip
    writer_name = LineField(
        label=_("お名前"), required=False, max_length=80, help_text=_("書かなくて送れます。あだ名でもかまいません。")
    )
    attached = CaseFilesField(
        label=_("ファイルを付ける"), required=False,
        help_text=_(
            "PDF か写真（JPEG、PNG、WebP）を3つまで、合わせて10MBまで。写真は、撮った場所などの記録を消します。"
            "暗号にしてしまい、相談の個人の部分を開いた職員だけが見られます。「戻る」を押すと、選び直しになります。"
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, is_own: bool, is_professional: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_own, self.is_professional = is_own, is_professional and not is_own
        self.is_unnamed = self.is_professional and bool(self.data.get("unnamed"))
        self._fill("signs", Sign.objects.asked_of(is_own=is_own))
        self._fill("district", District.objects.current().order_by("reading", "name"))
        if is_own:
            del self.fields["writer"], self.fields["consent"], self.fields["about_name"]
            self.fields["signs"].label = _("どんなことで困っていますか")
            self.fields["text"].help_text = _("ひとことでも、うまく書けなくても大丈夫です。")
            self.fields["town"].label = _("あなたが住んでいる町")
            self.fields["meeting"].label = _("会えるところ")
            self.fields["meeting"].help_text = _("家では会いたくないときなどに。")
        if not self.is_professional:
            for name in ("unnamed", *OF_PROFESSIONALS):
                del self.fields[name]
        if not self.takes_files:
            del self.fields[ATTACHED]
        for name in ("text", "town", "about_name", "meeting", "writer_name", *OF_PROFESSIONALS):
            if name in self.fields and isinstance(self.fields[name], (LineField, LinesField)):
                count_aloud(self.fields[name])
        self.found: Town | None = None
        # Of several districts the one by which the office is found, where the writer does not know.
        self.likely: District | None = None
        # The town of which it was asked in which district it lies.
        self.asked = str(self.data.get("asked", ""))

    def _fill(self, name: str, rows: Any) -> None:
        field: Any = self.fields[name]
        field.queryset = rows

    @property
    def takes_files(self) -> bool:
        """From professionals who are named: what is in a file would tell who they are."""
        return self.is_professional and not self.is_unnamed

    @property
    def has_lost_files(self) -> bool:
        """Whether files were chosen that this page can't hold; no browser sends them again by itself."""
        return self.takes_files and bool(self.files or self.data.get("had_files"))

    def say_files_again(self) -> None:
        """Beside their box, where it is to be sent once more and nothing is wrong with them."""
        if self.has_lost_files and ATTACHED not in self.errors:
            self.add_error(ATTACHED, __("まだ送れていないので、ファイルをもう一度選んでください。"))

    @property
    def steps(self) -> tuple[tuple[str, ...], ...]:
        """The names of each step's fields."""
        steps = STEPS_SELF if self.is_own else STEPS_OTHER
        if not self.is_professional:
            return steps
        more, last = ((), ()) if self.is_unnamed else (OF_PROFESSIONALS, (ATTACHED,))
        return (("unnamed", *steps[0]), (*steps[1], *more), (*steps[2], *last))

    def wrong_in(self, step: int) -> int:
        """The first of the steps up to this one in which something is to be mended; 0 where all is well."""
        for number, names in enumerate(self.steps[:step], start=1):
            if any(name in self.errors for name in names):
                return number
        return 0

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._clean_words(data)
        self._clean_place(data)
        self._clean_reply(data)
        return data

    def _clean_words(self, data: Mapping[str, Any]) -> None:
        if "signs" in data and "text" in data and not data["signs"] and not data["text"].strip():
            self.add_error("text", __("ひとつ選ぶか、ひとことでも書いてください。"))

    def _clean_place(self, data: dict[str, Any]) -> None:
        """The town, or the district, or at least where to meet. Of several towns of one name the district is what counts."""
        typed, district = data.get("town", ""), data.get("district")
        if typed:
            towns = find_towns(typed)
            if not towns:
                self.add_error("town", _unknown(typed))
                return
            of_towns = {one.pk: one for town in towns for one in town.districts.all()}
            if district is None and len(of_towns) == 1:
                data["district"] = district = next(iter(of_towns.values()))
            elif district is None and of_towns:
                self.likely = self._which(typed, sorted(of_towns.values(), key=lambda one: one.name))
            self.found = towns[0] if len(towns) == 1 else None
        reader = district or self.likely
        if not (typed or district or data.get("meeting") or self.errors.get("meeting")):
            self.add_error("town", __("町の名前か、地区か、会えそうなところの、どれかを書いてください。"))
        elif not self.errors.keys() & PLACE and SupportOffice.objects.answering_for(self.found, reader) is None:
            said = __(
                "ここには、まだこのページから送れる窓口がありません。「相談する」のページの電話で話してください。"
            )
            self.add_error("town", said)

    def _which(self, typed: str, districts: list[District]) -> District:
        """Asked once, where it makes a difference; who does not know is not kept waiting: the office passes it on.

        It is nobody's answer in which district that is, and none is kept.
        """
        readers = {SupportOffice.objects.answering_for(None, one) for one in districts}
        if len(readers) > 1 and self.data.get("asked") != typed:
            self.asked = typed
            said = __(
                "「%(text)s」は、いくつかの地区にかかっています。%(names)sのうち、近いと思うほうを選んでください。わからなければ、そのまま進めます。"
            )
            names = "、".join(one.name for one in districts)
            self.add_error("district", said % {"text": typed, "names": names})
        return districts[0]

    def _clean_reply(self, data: Mapping[str, Any]) -> None:
        wanted = data.get("reply")
        # What is wrong with a way that nobody wants is no error.
        for way, name in ((Reply.PHONE, "writer_phone"), (Reply.EMAIL, "writer_email")):
            if wanted and wanted != way:
                self.errors.pop(name, None)
        if wanted == Reply.PHONE and not data.get("writer_phone") and "writer_phone" not in self.errors:
            self.add_error("writer_phone", __("電話で返事をするには、番号が要ります。"))
        if wanted == Reply.EMAIL and not data.get("writer_email") and "writer_email" not in self.errors:
            self.add_error("writer_email", __("メールで知らせるには、アドレスが要ります。"))

    def told(self) -> Told:
        """What is to be taken in. Only of a valid form."""
        data = self.cleaned_data
        words = {name: value for name, value in data.items() if isinstance(value, str)}
        if self.is_unnamed:
            words = {name: text for name, text in words.items() if name not in OF_PROFESSIONALS}
        # An address that is not to be used is not kept.
        if data["reply"] != Reply.PHONE:
            words.pop("writer_phone", None)
        if data["reply"] != Reply.EMAIL:
            words.pop("writer_email", None)
        return Told(
            page=str(self.page), is_own=self.is_own, town=self.found, district=data.get("district"), words=words,
            likely_district=self.likely,
            writer=Writer.SELF if self.is_own else Writer(data["writer"]),
            signs=[one.pk for one in data["signs"]], reply=Reply(data["reply"]),
            files=data.get(ATTACHED) or (),
            consent=Consent.GIVEN if self.is_own else Consent(data.get("consent") or Consent.UNKNOWN),
        )  # fmt: skip


def _unknown(text: str) -> str:
    said = __(
        "「%(text)s」は見つかりませんでした。%(more)sわからないときは、地区を選ぶか、会えそうなところを書いてください。"
    )
    return said % {"text": text, "more": explain_missing_town(text)}


class FollowForm(forms.Form):
    """One box that takes the number as it was pasted."""

    code = forms.CharField(
        label=_("受付番号"), max_length=400, help_text=_("数字20けたです。あいだの空白やハイフンは、あってもなくてもかまいません。"),
        error_messages={
            "required": _("受付番号を入れてください。"), "max_length": _("長すぎます。受付番号だけを入れてください。"),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "in code"}),
    )  # fmt: skip

    def clean_code(self) -> str:
        """The 20 digits, out of whatever was pasted with them."""
        digits = digits_in(self.cleaned_data["code"])
        if not digits:
            raise forms.ValidationError(__("数字がありません。受付番号は、20けたの数字です。"))
        if len(digits) != DIGITS:
            said = __(
                "数字が%(found)d個ありました。受付番号は20個です。足りないところや、余分な数字がないか見てください。"
            )
            raise forms.ValidationError(said % {"found": len(digits)})
        return digits


class ReplyForm(SentOnceForm):
    """続き, by who has the number."""

    text = LinesField(
        label=_("続きを書く"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("短くても大丈夫です。名前や住所は書かなくてかまいません。"),
        error_messages={"required": _("書きたいことを書いてください。")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        count_aloud(self.fields["text"])
