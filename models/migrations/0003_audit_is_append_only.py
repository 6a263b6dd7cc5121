"""Audit rows are never deleted and never changed, but for the seal that is set once."""

from tortoise import migrations

from models.backends.operations import SqlOfEach

SQLITE = """
CREATE TRIGGER audit_row_stays BEFORE DELETE ON audit_row
BEGIN
    SELECT RAISE(ABORT, 'audit rows are never deleted');
END;
CREATE TRIGGER audit_row_is_final BEFORE UPDATE ON audit_row
WHEN OLD.number IS NOT NULL
    OR (OLD.id, OLD.created_at, OLD.firm_id, OLD.actor_kind, OLD.actor_id, OLD.actor_name,
        OLD.channel, OLD.request_id, OLD.subject, OLD.subject_id, OLD.verb,
        OLD."before", OLD."after")
    IS NOT
       (NEW.id, NEW.created_at, NEW.firm_id, NEW.actor_kind, NEW.actor_id, NEW.actor_name,
        NEW.channel, NEW.request_id, NEW.subject, NEW.subject_id, NEW.verb,
        NEW."before", NEW."after")
BEGIN
    SELECT RAISE(ABORT, 'audit rows are never changed');
END;
"""
SQLITE_BACK = """
DROP TRIGGER audit_row_stays;
DROP TRIGGER audit_row_is_final;
"""
POSTGRES = """
CREATE FUNCTION audit_row_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.number IS NULL
            AND to_jsonb(OLD) - 'number' - 'hash' = to_jsonb(NEW) - 'number' - 'hash'
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'audit rows are never changed' USING ERRCODE = '23000';
    END IF;
    RAISE EXCEPTION 'audit rows are never deleted' USING ERRCODE = '23000';
END $$;
CREATE TRIGGER audit_row_is_final BEFORE UPDATE OR DELETE ON audit_row
    FOR EACH ROW EXECUTE FUNCTION audit_row_refuses();
CREATE TRIGGER audit_row_stays BEFORE TRUNCATE ON audit_row
    FOR EACH STATEMENT EXECUTE FUNCTION audit_row_refuses();
"""
POSTGRES_BACK = """
DROP TRIGGER audit_row_stays ON audit_row;
DROP TRIGGER audit_row_is_final ON audit_row;
DROP FUNCTION audit_row_refuses();
"""


class Migration(migrations.Migration):
    dependencies = [("models", "0002_uniques")]

    initial = False

    operations = [
        SqlOfEach(
            {"sqlite": SQLITE, "postgres": POSTGRES},
            {"sqlite": SQLITE_BACK, "postgres": POSTGRES_BACK},
        ),
    ]
