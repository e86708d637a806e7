"""What an organisation writes of a proposal, and the few words with which it is handed in."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from hub.fields import LineField, LinesField, count_aloud
from hub.models import Audience, Theme
from hub.sent_once import SentOnceForm
from hub.threads.forms import PostForm
from partners.enums import Offer
from partners.forms.needs import current_districts, finish, most_of
from partners.models import Need, Proposal
from partners.services.proposal_written import WRITTEN, WRITTEN_SETS, differing, in_words, value_of

_MANY = forms.CheckboxSelectMultiple
# The page from top to bottom: key, heading, fields.
PLAN = (
    ("what", _("どんな提案か"), ("title", "aim", "text", "for_whom", "audiences")),
    ("ours", _("自分たちが出せるもの、お願いしたいこと"), ("offers", "wanted")),
    ("when", _("どこで、いつ"), ("is_everywhere", "districts", "schedule", "themes")),
)
# The many that are folded while nothing is chosen.
_FOLDED = ("audiences", "districts", "themes")


class ProposalForm(SentOnceForm):
    """Nothing but the title is needed to save a draft. What stands in ``WRITTEN`` and ``WRITTEN_SETS``, and no other field."""

    use_required_attribute = False
    # What a colleague saved meanwhile, by the name of the field, in words.
    saved_words: Mapping[str, str] = {}

    title = LineField(
        label=_("ひとことで"), max_length=most_of("title", Proposal),
        help_text=_("例：閉店後の食堂を、月に1回、だれでも来られる夕食の場にする。80文字まで。"),
        error_messages={"required": _("何をする提案かを、ひとことで書いてください。")},
    )  # fmt: skip
    aim = LinesField(
        label=_("何を、どう変えたいか"), max_length=most_of("aim", Proposal), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("まちのだれの、どんなことが、どうなるとよいか。1,000文字まで。"),
    )  # fmt: skip
    text = LinesField(
        label=_("何をするか"), max_length=most_of("text", Proposal), widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("決まっているところまででかまいません。人の名前や、だれのことかわかることは書かないでください。2,000文字まで。"),
    )  # fmt: skip
    for_whom = LineField(
        label=_("だれのために"), max_length=most_of("for_whom", Proposal),
        help_text=_("ひとりの人のことではなく、「近所のひとり暮らしの人」のように書きます。"),
    )  # fmt: skip
    audiences = forms.ModelMultipleChoiceField(label=_("だれ向け"), queryset=Audience.objects.none(), widget=_MANY)
    offers = forms.MultipleChoiceField(
        label=_("自分たちが出せるもの"), choices=Offer, widget=_MANY, help_text=_("いくつでも選べます。")
    )
    wanted = LinesField(
        max_length=most_of("wanted", Proposal), widget=forms.Textarea(attrs={"rows": 4}), label=_("市やほかの団体にお願いしたいこと"),
        help_text=_("例：近くの住民に知らせてほしい。子どもと遊べる団体を紹介してほしい。"),
    )  # fmt: skip
    is_everywhere = forms.BooleanField(label=_("市内のどこでも"))
    districts = forms.ModelMultipleChoiceField(
        label=_("地区（中学校区）"), queryset=Need.objects.none(), widget=_MANY,
        help_text=_("上に印をつけたら、選ばなくてかまいません。"),
    )  # fmt: skip
    schedule = LineField(
        label=_("いつごろ、どのくらいの間"), max_length=most_of("schedule", Proposal),
        help_text=_("例：来年の春から、まず半年。"),
    )  # fmt: skip
    themes = forms.ModelMultipleChoiceField(label=_("分野"), queryset=Theme.objects.none(), widget=_MANY)
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None, *, proposal: Proposal | None = None, **kwargs: Any) -> None:
        self.proposal = proposal
        initial: dict[str, Any] = dict(kwargs.pop("initial", {}))
        if proposal is not None:
            initial |= initial_of(proposal) | {"seen_version": proposal.version}
        super().__init__(data, initial=initial, **kwargs)
        queries: dict[str, Any] = {
            "districts": current_districts(),
            "themes": Theme.objects.filter(is_active=True).order_by("order", "pk"),
            "audiences": Audience.objects.filter(is_active=True).order_by("order", "pk"),
        }
        for name, rows in queries.items():
            choice: Any = self.fields[name]
            choice.queryset = rows
        finish(self, {"title"})

    @classmethod
    def as_kept(cls, proposal: Proposal) -> "ProposalForm":
        """Filled with what is kept, so that what is missing can be said beside each field."""
        data = QueryDict(mutable=True)
        for name, value in (initial_of(proposal) | {"seen_version": proposal.version}).items():
            if isinstance(value, list):
                data.setlist(name, [str(one) for one in value])
            elif value is not False:
                data[name] = str(value)
        return cls(data, proposal=proposal)

    def parts(self) -> list[tuple[str, Any, list[tuple[forms.BoundField, bool, str]]]]:
        """Key, heading, and of each field whether it is folded, and what a colleague saved in it meanwhile."""
        return [
            (
                key,
                title,
                [
                    (bound, name in _FOLDED and not (bound.value() or bound.errors), self.saved_words.get(name, ""))
                    for name in names
                    for bound in [self[name]]
                ],
            )
            for key, title, names in PLAN
        ]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in (*WRITTEN, *WRITTEN_SETS) if name in self.cleaned_data}

    @property
    def seen(self) -> int:
        """-1 where the page's own field was taken away: nobody saves over what they have not seen."""
        seen = self.cleaned_data.get("seen_version")
        return -1 if seen is None else seen

    def accept_newest(self, proposal: Proposal) -> None:
        """A colleague saved meanwhile: their words stand beside those that were typed, and whoever presses again has read them."""
        values = self.values()
        mine = {
            name: sorted(one.pk for one in value) if name in WRITTEN_SETS else value for name, value in values.items()
        }
        self.saved_words = {name: in_words(proposal, name) for name in differing(proposal, mine)}
        newest = self.data.copy()  # type: ignore[attr-defined]
        newest["seen_version"] = str(proposal.version)
        self.data = newest

    def tell(self, missing: Mapping[str, str]) -> None:
        """Beside each field."""
        for name, text in missing.items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, text)


def initial_of(proposal: Proposal) -> dict[str, Any]:
    """What a form holds of it; also of a copy."""
    return {name: value_of(proposal, name) for name in (*WRITTEN, *WRITTEN_SETS)}


class SubmitForm(PostForm):
    """A few words to the city, if one likes, and files, with which a proposal is handed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["text"]
        field.required, field.label = False, _("市の担当へのひとこと")
        field.help_text = _("書かなくてもかまいません。")
        field.widget.attrs["rows"] = 3
        del self.fields["seen"]
        self.fields["seen_version"] = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    @property
    def seen_version(self) -> int:
        return int(self.cleaned_data["seen_version"])


class CityPostForm(PostForm):
    """A word of the city in the talk. ``seen_version``: of the proposal that was read beside it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_version"] = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    @property
    def seen_version(self) -> int:
        """-1 where the page's own field was taken away: that is no text that was read."""
        seen = self.cleaned_data.get("seen_version")
        return -1 if seen is None else seen


class GiveUpForm(forms.Form):
    reason = LinesField(
        label=_("取り下げる理由"), max_length=1_000, required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "in"}),
        help_text=_("書かなくてもかまいません。団体の人と、市の担当が読みます。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        count_aloud(self.fields["reason"])


class DecideForm(forms.Form):
    """A few words beside the buttons of what a coordinator decides.

    ``seen_version``: of the text that was read; ``seen``: the last post of the talk.
    """

    text = LinesField(
        label=_("団体に伝える言葉"), max_length=1_000, required=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "in"}),
    )  # fmt: skip
    act = forms.CharField(max_length=10, widget=forms.HiddenInput)
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**63 - 1, required=False)

    def __init__(self, *args: Any, help_text: Any = "", **kwargs: Any) -> None:
        # Beside the form of the talk, whose boxes have names of their own.
        super().__init__(*args, **{"auto_id": "decide_%s"} | kwargs)
        self.fields["text"].help_text = help_text
        count_aloud(self.fields["text"])
