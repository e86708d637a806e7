"""What the forms of all acts have in common."""

import uuid
from typing import Any

from django import forms
from django.utils.functional import cached_property

from hub.fields import LinesField, count_aloud
from referrals.enums import Action
from referrals.models import Referral


def lines(label: Any, most: int, rows: int, **options: Any) -> LinesField:
    return LinesField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options)


def needed(error: Any) -> dict[str, Any]:
    return dict.fromkeys(("required", "invalid_choice"), error)


class ActForm(forms.Form):
    """``act``: by which a POST is told. ``main``: the field beside which a refusal of the service stands."""

    use_required_attribute = False
    act = ""
    # Whether it writes something down that would stand there twice if it was sent twice.
    has_key = False
    action: Action | None = None
    title: Any = ""
    button: Any = ""
    main: str | None = None

    def __init__(self, data: Any = None, *, referral: Referral, user: Any, draft: Any = None, **kwargs: Any) -> None:
        """``draft``: what they were about to write here (``services.opening.OpenedDraft``)."""
        super().__init__(data, **{"auto_id": f"{self.act}_%s"} | kwargs)
        self.referral, self.user, self.draft = referral, user, draft
        self.prepare()
        if draft is not None:
            self.initial.update({name: text for name, text in draft.words.items() if name in self.fields})
        for field in self.fields.values():
            if field.widget.is_hidden:
                continue
            count_aloud(field)
            if not isinstance(field.widget, forms.RadioSelect):
                field.widget.attrs["class"] = "in"

    def prepare(self) -> None:
        """What depends on the case and on who looks."""

    @cached_property
    def key(self) -> uuid.UUID:
        """The mark of the opened page: the same sent twice is one. A draft that is gone on with keeps its own."""
        try:
            return uuid.UUID(self.data.get("key", ""))
        except ValueError:
            return self.draft.page if self.draft else uuid.uuid4()

    @classmethod
    def has_draft(cls) -> bool:
        """Whether so much is written here that it is kept while it is."""
        return any(isinstance(field, LinesField) for field in cls.base_fields.values())

    def said(self, done: Any) -> str:
        """``done``: what is said once it was done; a form may name in it what it did. Only of a valid form."""
        return str(done)

    def draft_words(self) -> dict[str, str]:
        """All boxes as they stand, right or wrong."""
        return {name: str(self.data.get(name, "")).replace("\x00", "") for name in self.fields}

    def typed(self) -> list[str]:
        """What was written, to be shown where its box is gone."""
        values = [self.data.get(name, "") for name, field in self.fields.items() if isinstance(field, forms.CharField)]
        return [text for value in values if (text := str(value).replace("\x00", "").strip())]
