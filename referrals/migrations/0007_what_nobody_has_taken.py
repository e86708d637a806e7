"""まだだれも引き受けていないもの: of an office these are found without a walk through all open ones."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0001_initial"),
        ("referrals", "0006_links_are_stopped"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("is_held", False), ("state__in", ["received", "triaged"])),
                fields=["office"],
                include=("id",),
                name="referral_untaken",
            ),
        ),
    ]
