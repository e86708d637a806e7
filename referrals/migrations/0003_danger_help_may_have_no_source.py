from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0002_what_the_running_hub_may_not")]
    operations = [
        migrations.AlterField("dangerhelp", "checked_on", models.DateField("確かめた日", blank=True, null=True)),
        migrations.AlterField("dangerhelp", "source_url", models.URLField("出典", blank=True, max_length=500)),
        migrations.AlterField(
            "sign", "is_of_self",
            models.BooleanField(
                "自分のことを書く人に聞く", default=False,
                help_text="印のあるものは「自分のこと」の画面に、ないものは「まわりの人のこと」の画面に出ます。",
            ),
        ),
    ]  # fmt: skip
