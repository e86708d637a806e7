"""The last number of a waiting list, and whose names are still there, are found by an index. The record of registrations is only added to; through this function,
owned by ``hub_owner``, the notes of those whose names are removed go, and no other, whoever calls it."""

from django.db import migrations, models

MAKE = """
CREATE FUNCTION events_forget_notes_of_registrations(keys bigint[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    emptied integer;
BEGIN
    UPDATE public.events_registrationmove AS m SET note = ''
    FROM public.events_registration AS r
    WHERE r.id = m.registration_id AND r.id = ANY (keys) AND r.names_removed_at IS NOT NULL AND m.note <> '';
    GET DIAGNOSTICS emptied = ROW_COUNT;
    RETURN emptied;
END $$;
REVOKE ALL ON FUNCTION events_forget_notes_of_registrations(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION events_forget_notes_of_registrations(bigint[]) TO hub_app;
"""
UNDO = "DROP FUNCTION events_forget_notes_of_registrations(bigint[]);"


class Migration(migrations.Migration):
    dependencies = [("events", "0022_door")]

    operations = [
        migrations.RemoveIndex(model_name="registration", name="registration_queue"),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(
                condition=models.Q(("queue_number__isnull", False)),
                fields=["occurrence", "queue_number"],
                name="registration_numbers",
            ),
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(
                condition=models.Q(("names_removed_at__isnull", True)), fields=["occurrence"], name="registration_with_names"
            ),
        ),
        migrations.RunSQL(MAKE, UNDO),
    ]
