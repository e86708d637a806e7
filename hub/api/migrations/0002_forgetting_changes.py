"""The running hub may not delete from the log of changes. Through this function, owned by ``hub_owner``, what is older
than thirteen months goes, and nothing younger, whoever calls it. The newest row of each kind stays: numbers only grow."""

from django.db import migrations

MAKE = """
INSERT INTO api_feedstate (id, epoch, forgotten_to) VALUES (1, gen_random_uuid(), 0);

CREATE FUNCTION hub_forget_changes(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    last bigint;
    removed integer;
BEGIN
    SELECT max(id) INTO last FROM (
        SELECT id FROM public.hub_change
        WHERE created_at < now() - interval '13 months' ORDER BY id LIMIT most
    ) AS old;
    IF last IS NULL THEN
        RETURN 0;
    END IF;
    INSERT INTO public.api_feedstate AS s (id, epoch, forgotten_to) VALUES (1, gen_random_uuid(), last)
    ON CONFLICT (id) DO UPDATE SET forgotten_to = greatest(s.forgotten_to, last);
    DELETE FROM public.hub_change AS old
    WHERE old.id <= last AND old.created_at < now() - interval '13 months'
      AND EXISTS (SELECT FROM public.hub_change AS later WHERE later.kind = old.kind AND later.id > old.id);
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed;
END $$;
REVOKE ALL ON FUNCTION hub_forget_changes(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub_forget_changes(integer) TO hub_app;
"""
UNDO = "DROP FUNCTION hub_forget_changes(integer); DELETE FROM api_feedstate;"


class Migration(migrations.Migration):
    dependencies = [("api", "0001_tokens_and_feed"), ("hub", "0003_change_log_is_only_added_to")]

    operations = [migrations.RunSQL(MAKE, UNDO)]
