"""What is written in a talk, with files."""

import uuid
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.exceptions import DomainError
from hub.fields import LineField, LinesField, count_aloud
from hub.threads.checking import ACCEPTED, CheckedFile, Limits, check_file, check_together, limits_of_posts
from hub.threads.models import Post, Thread


class _ManyFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if isinstance(files, MultiValueDict) else files.get(name, [])


class FilesField(forms.Field):
    """Several files; its value are the checked ones, so whatever is wrong with one is said beside the box."""

    widget = _ManyFiles(attrs={"accept": ACCEPTED, "multiple": True})

    def limits(self) -> Limits:
        """Of a post; another form names its own."""
        return limits_of_posts()

    def to_python(self, value: Any) -> list[CheckedFile]:
        sent = [file for file in value or [] if file]
        checked, wrong, limits = [], [], self.limits()
        try:
            check_together(sent, limits)  # before any is looked into
        except DomainError as error:
            raise forms.ValidationError(str(error), code="files") from error
        for file in sent:
            try:
                checked.append(check_file(file, takes_text=limits.takes_text))
            except DomainError as error:
                wrong.append(str(error))
        if wrong:
            raise forms.ValidationError(wrong, code="files")
        return checked

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)


class PostForm(forms.Form):
    """``page``: the mark of the opened page, so that what is sent twice is one. ``seen``: the last post that it showed."""

    text = LinesField(
        label=_("書くこと"),
        help_text=_("4,000文字まで。送ったあとは、直せません。"),
        max_length=Post._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("伝えたいことを、ひとこと書いてください。")},
    )
    files = FilesField(  # type: ignore[assignment]  # a field, which leaves the form's own files as they are
        label=_("ファイル"),
        required=False,
        help_text=_(
            "PDF、写真（JPEG、PNG、WebP）、docx、xlsx、pptx、txt、csv。一度に5つまで、1つ10MB、合わせて20MBまで。"
            "写真は、撮った場所などの記録を自動で消します。"
        ),
    )
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        count_aloud(self.fields["text"])
        try:
            self.page = uuid.UUID(self.data.get("page", ""))
        except ValueError:
            self.page = uuid.uuid4()

    def full_clean(self) -> None:
        """A browser sends no file twice by itself, so who has to correct another box is told to choose them again."""
        super().full_clean()
        if self.is_bound and self.errors and "files" not in self.errors:
            self.say_files_again()

    def say_files_again(self) -> None:
        if self.files and "files" not in self.errors:
            self.add_error("files", __("送るときに、ファイルをもう一度選んでください。"))

    @property
    def key(self) -> uuid.UUID:
        """The same for the same words and files in the same opened page, and for no other."""
        written = [self.cleaned_data.get("subject", ""), self.cleaned_data["text"]]
        return uuid.uuid5(self.page, "\x1f".join([*written, *(file.sha256 for file in self.cleaned_data["files"])]))


class NewThreadForm(PostForm):
    subject = LineField(
        label=_("何について"),
        help_text=_("例：秋の催しに会議室を貸すこと"),
        max_length=Thread._meta.get_field("subject").max_length,
        error_messages={"required": _("何についてのやりとりか、ひとことで書いてください。")},
    )
    field_order = ("subject", "text", "files")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        count_aloud(self.fields["subject"])
