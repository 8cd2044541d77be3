from django.db import migrations

FORWARD = """
CREATE FUNCTION dovetail_organizations_require_owner() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    -- Two transactions that each take an owner away meet here, and the second one sees what
    -- the first has committed.
    PERFORM 1 FROM dovetail_organizations_organization
        WHERE id = OLD.organization_id FOR NO KEY UPDATE;
    IF FOUND AND NOT EXISTS (
        SELECT 1 FROM dovetail_organizations_membership
        WHERE organization_id = OLD.organization_id AND role = 'owner'
    ) THEN
        RAISE EXCEPTION 'organization % would have no owner', OLD.organization_id
            USING ERRCODE = 'check_violation',
                  CONSTRAINT = 'organizations_has_owner',
                  TABLE = 'dovetail_organizations_membership';
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER organizations_has_owner_after_update
    AFTER UPDATE ON dovetail_organizations_membership
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    WHEN (OLD.role = 'owner' AND (
        NEW.role <> 'owner' OR NEW.organization_id <> OLD.organization_id
    ))
    EXECUTE FUNCTION dovetail_organizations_require_owner();

CREATE CONSTRAINT TRIGGER organizations_has_owner_after_delete
    AFTER DELETE ON dovetail_organizations_membership
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    WHEN (OLD.role = 'owner')
    EXECUTE FUNCTION dovetail_organizations_require_owner();
"""

BACKWARD = """
DROP TRIGGER organizations_has_owner_after_delete ON dovetail_organizations_membership;
DROP TRIGGER organizations_has_owner_after_update ON dovetail_organizations_membership;
DROP FUNCTION dovetail_organizations_require_owner();
"""


class Migration(migrations.Migration):
    dependencies = [("dovetail_organizations", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
