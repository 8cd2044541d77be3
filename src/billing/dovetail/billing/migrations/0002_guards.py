"""Rules that span rows or time, kept by PostgreSQL itself."""

from django.db import migrations

CHAIN = """
ALTER TABLE dovetail_billing_billingperiod
    ADD CONSTRAINT billing_period_follows_the_one_before
    FOREIGN KEY (item_id, prev_end_at)
    REFERENCES dovetail_billing_billingperiod (item_id, end_at)
    DEFERRABLE INITIALLY IMMEDIATE
"""
NO_CHAIN = """
ALTER TABLE dovetail_billing_billingperiod DROP CONSTRAINT billing_period_follows_the_one_before
"""

FINAL_INVOICE = """
CREATE FUNCTION billing_keep_final_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'draft' AND TG_OP = 'UPDATE' THEN
        RETURN NEW;
    ELSIF OLD.status = 'draft' THEN
        RETURN OLD;
    ELSIF TG_OP = 'DELETE' OR NEW.status = 'draft' OR (
        NEW.id, NEW.account_id, NEW.subscription_id, NEW.number, NEW.billing_reason, NEW.currency,
        NEW.period_start_at, NEW.period_end_at, NEW.subtotal_minor, NEW.total_minor,
        NEW.amount_due_minor, NEW.finalized_at
    ) IS DISTINCT FROM (
        OLD.id, OLD.account_id, OLD.subscription_id, OLD.number, OLD.billing_reason, OLD.currency,
        OLD.period_start_at, OLD.period_end_at, OLD.subtotal_minor, OLD.total_minor,
        OLD.amount_due_minor, OLD.finalized_at
    ) THEN
        RAISE EXCEPTION 'invoice % is final', OLD.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'billing_final_invoice_is_kept';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER billing_final_invoice_is_kept
    BEFORE UPDATE OR DELETE ON dovetail_billing_invoice
    FOR EACH ROW EXECUTE FUNCTION billing_keep_final_invoice();
"""
NO_FINAL_INVOICE = """
DROP TRIGGER billing_final_invoice_is_kept ON dovetail_billing_invoice;
DROP FUNCTION billing_keep_final_invoice();
"""

FINAL_LINES = """
CREATE FUNCTION billing_keep_final_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched uuid[] := CASE TG_OP
        WHEN 'INSERT' THEN ARRAY[NEW.invoice_id]
        WHEN 'DELETE' THEN ARRAY[OLD.invoice_id]
        ELSE ARRAY[OLD.invoice_id, NEW.invoice_id]
    END;
BEGIN
    IF EXISTS (
        SELECT 1 FROM dovetail_billing_invoice WHERE id = ANY (touched) AND status <> 'draft'
    ) THEN
        RAISE EXCEPTION 'the lines of a final invoice are final'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'billing_final_lines_are_kept';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER billing_final_lines_are_kept
    BEFORE INSERT OR UPDATE OR DELETE ON dovetail_billing_invoiceline
    FOR EACH ROW EXECUTE FUNCTION billing_keep_final_lines();
"""
NO_FINAL_LINES = """
DROP TRIGGER billing_final_lines_are_kept ON dovetail_billing_invoiceline;
DROP FUNCTION billing_keep_final_lines();
"""

SUM = """
CREATE FUNCTION billing_check_sum() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    total bigint;
    summed numeric;
BEGIN
    SELECT subtotal_minor INTO total FROM dovetail_billing_invoice
        WHERE id = NEW.id AND status <> 'draft';
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT coalesce(sum(amount_minor), 0) INTO summed
        FROM dovetail_billing_invoiceline WHERE invoice_id = NEW.id;
    IF summed <> total THEN
        RAISE EXCEPTION 'invoice % says %, and its lines sum to %', NEW.number, total, summed
            USING ERRCODE = 'check_violation', CONSTRAINT = 'billing_lines_sum_to_the_invoice';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER billing_lines_sum_to_the_invoice
    AFTER INSERT OR UPDATE ON dovetail_billing_invoice
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION billing_check_sum();
"""
NO_SUM = """
DROP TRIGGER billing_lines_sum_to_the_invoice ON dovetail_billing_invoice;
DROP FUNCTION billing_check_sum();
"""

PRICES = """
CREATE FUNCTION billing_keep_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'price % does not change; make a new version of the plan', OLD.code
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'billing_price_is_kept';
END $$;
CREATE TRIGGER billing_price_is_kept
    BEFORE UPDATE ON dovetail_billing_price
    FOR EACH ROW EXECUTE FUNCTION billing_keep_price();
"""
NO_PRICES = """
DROP TRIGGER billing_price_is_kept ON dovetail_billing_price;
DROP FUNCTION billing_keep_price();
"""


class Migration(migrations.Migration):
    dependencies = [("dovetail_billing", "0001_initial")]

    operations = [
        migrations.RunSQL(CHAIN, NO_CHAIN),
        migrations.RunSQL(FINAL_INVOICE, NO_FINAL_INVOICE),
        migrations.RunSQL(FINAL_LINES, NO_FINAL_LINES),
        migrations.RunSQL(SUM, NO_SUM),
        migrations.RunSQL(PRICES, NO_PRICES),
    ]
