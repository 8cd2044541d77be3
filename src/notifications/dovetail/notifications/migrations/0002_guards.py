from django.db import migrations

# A user's notifications go with the user, in the database: the code that deletes a user belongs
# to another app, which knows no table of this one. Their deliveries and attempts follow.
REWRITE = """
DO $$
DECLARE found record;
BEGIN
    FOR found IN
        SELECT conname, conrelid::regclass AS child, pg_get_constraintdef(oid) AS definition
        FROM pg_constraint
        WHERE contype = 'f' AND conrelid IN (
            'dovetail_notifications_notification'::regclass,
            'dovetail_notifications_delivery'::regclass,
            'dovetail_notifications_deliveryattempt'::regclass)
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.child, found.conname);
        EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I %s', found.child, found.conname,
            replace(found.definition, '{old}', '{new}'));
    END LOOP;
END $$;
"""
FOLLOW_THE_USER = REWRITE.replace("{old}", " DEFERRABLE").replace(
    "{new}", " ON DELETE CASCADE DEFERRABLE"
)
STAY = REWRITE.replace("{old}", " ON DELETE CASCADE").replace("{new}", "")

# An attempt is a record of what happened: it is never changed, and goes only with a delivery
# that is over, or with its recipient.
GUARD_ATTEMPTS = """
CREATE FUNCTION dovetail_notifications_guard_attempts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'notifications_attempts_are_never_changed' USING ERRCODE = '23514';
    END IF;
    IF EXISTS (
        SELECT 1 FROM dovetail_notifications_delivery
        WHERE id = OLD.delivery_id AND status IN ('pending', 'sending')
    ) THEN
        RAISE EXCEPTION 'notifications_attempts_stay_until_the_end' USING ERRCODE = '23514';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER dovetail_notifications_guard_attempts
    BEFORE UPDATE OR DELETE ON dovetail_notifications_deliveryattempt
    FOR EACH ROW EXECUTE FUNCTION dovetail_notifications_guard_attempts();
"""

LEAVE_ATTEMPTS = """
DROP TRIGGER dovetail_notifications_guard_attempts ON dovetail_notifications_deliveryattempt;
DROP FUNCTION dovetail_notifications_guard_attempts();
"""


class Migration(migrations.Migration):
    dependencies = [("dovetail_notifications", "0001_initial")]

    operations = [
        migrations.RunSQL(FOLLOW_THE_USER, STAY),
        migrations.RunSQL(GUARD_ATTEMPTS, LEAVE_ATTEMPTS),
    ]
