from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0012_participation_unknown")]
    operations = [
        migrations.AddField(
            model_name="event", name="sent_as", field=models.UUIDField(editable=False, null=True)
        ),
        migrations.AddField(
            model_name="place", name="sent_as", field=models.UUIDField(editable=False, null=True)
        ),
    ]
