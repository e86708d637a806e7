"""The first administrators are made by whoever runs the machine; later ones take two administrators in the admin."""

import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from hub.accounts.models import User
from hub.accounts.services.staff_accounts import create_administrator


class Command(BaseCommand):
    help = "管理者をひとり作ります。パスワードは尋ねます。最初のログインのあと、2段階認証を用意します。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="その人のメールアドレス")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} はメールアドレスではありません。") from error
        if User.objects.filter(email__iexact=email).exists():
            raise CommandError(
                "このメールアドレスの登録は、もうあります。認証アプリをなくした人は manage.py reset_second_factor を使います。"
            )
        password = getpass.getpass("パスワード（12文字以上）: ")
        if password != getpass.getpass("もう一度: "):
            raise CommandError("ふたつのパスワードが違います。もう一度どうぞ。")
        try:
            validate_password(password, User(email=email))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        create_administrator(email, password)
        self.stdout.write("管理者を作りました。/accounts/login/ からログインして、2段階認証を用意してください。")
