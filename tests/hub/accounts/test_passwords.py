"""Which passwords are taken."""

import pytest
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from hub.accounts.models import User
from tests.hub.accounts.factories import UserFactory

PEOPLE = User(email="hanako.yamada@example.org")


@pytest.mark.parametrize(
    "password",
    [
        "hachioji2026!", "Tsunagari-Hachioji-2026", "ＨＡＣＨＩＯＪＩ２０２６", "八王子つながりハブ2026", "password12345",
        "123456789012", "みじかい合言葉", "hanako.yamada@example", "qwertyuiop123",
    ],
)  # fmt: skip
def test_what_is_tried_first_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, PEOPLE)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery", "八王子の高尾山に三回のぼった", "ただしいうまでんち電池ホチキス", "x" * 11 + "é", " spaces at both ends ",
        "a very long pass phrase of more than sixty-four characters, which is fine as it is", "😀😀😀😀😀😀😀😀😀😀😀😀",
    ],
)  # fmt: skip
def test_any_characters_and_any_length_are_taken(password: str) -> None:
    validate_password(password, PEOPLE)


@pytest.mark.django_db
@pytest.mark.parametrize("password", [" spaces at both ends ", "ＦＵＬＬＷＩＤＴＨ　ｗｏｒｄｓ", "x" * 200])
def test_a_password_is_looked_at_exactly_as_it_was_typed(password: str) -> None:
    user = UserFactory(password=password, confirmed=True)
    for typed, is_right in ((password, True), (password.strip() + "!", False), (password[:-1], False)):
        answer = Client().post("/accounts/login/", {"login": user.email, "password": typed})
        assert (answer.status_code == 302) is is_right


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("みじかい合言葉", ["短すぎます。12文字以上にしてください。"]),
        ("739182645091", ["数字だけなので、当てられやすいです。文字も入れてください。"]),
        ("qwertyuiop123", ["多くの人が使っているので、当てられやすいです。別のものにしてください。"]),
        (
            "hanako.yamada@example",
            ["メールアドレスやニックネームに似ているので、当てられやすいです。別のものにしてください。"],
        ),
        (
            "八王子つながりハブ2026",
            ["このサイトや市の名前をもとにしているので、当てられやすいです。別のものにしてください。"],
        ),
    ],
)
def test_why_not_is_said_once_and_plainly(password: str, said: list[str]) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, PEOPLE)
    assert refusal.value.messages == said


def test_the_help_names_each_rule_once() -> None:
    assert password_validators_help_texts() == [
        "メールアドレスやニックネームに似たものは使えません。",
        "12文字以上にします。ことばをいくつか並べると、長くても覚えやすいです。",
        "多くの人が使っているものは使えません。",
        "数字だけのものは使えません。",
        "このサイトや市の名前をもとにしたものは使えません。",
    ]
