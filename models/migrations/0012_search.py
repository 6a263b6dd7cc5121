"""Search in messages: FTS5 on SQLite, kept in step by triggers; an index over stems on PostgreSQL."""

from tortoise import migrations

from models.backends.operations import SqlOfEach

# A message's rowid may change when the file is compacted, so a table of our own says where in the
# index it stands.
SQLITE = """
CREATE TABLE message_place (place INTEGER PRIMARY KEY, message_id CHAR(36) NOT NULL UNIQUE);
CREATE VIRTUAL TABLE message_words USING fts5(
    body, tokenize = "unicode61 remove_diacritics 0", prefix = '3 5'
);
INSERT INTO message_place (message_id) SELECT id FROM message;
INSERT INTO message_words (rowid, body)
    SELECT place, body FROM message_place JOIN message ON message.id = message_id;
CREATE TRIGGER message_is_found AFTER INSERT ON message BEGIN
    INSERT INTO message_place (message_id) VALUES (NEW.id);
    INSERT INTO message_words (rowid, body)
        SELECT place, NEW.body FROM message_place WHERE message_id = NEW.id;
END;
CREATE TRIGGER message_is_found_anew AFTER UPDATE OF body ON message BEGIN
    UPDATE message_words SET body = NEW.body
        WHERE rowid = (SELECT place FROM message_place WHERE message_id = NEW.id);
END;
CREATE TRIGGER message_is_not_found AFTER DELETE ON message BEGIN
    DELETE FROM message_words
        WHERE rowid = (SELECT place FROM message_place WHERE message_id = OLD.id);
    DELETE FROM message_place WHERE message_id = OLD.id;
END;
"""
SQLITE_BACK = """
DROP TRIGGER message_is_found;
DROP TRIGGER message_is_found_anew;
DROP TRIGGER message_is_not_found;
DROP TABLE message_words;
DROP TABLE message_place;
"""
POSTGRES = """
CREATE FUNCTION words_of(body text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('pg_catalog.simple', words) || to_tsvector('pg_catalog.finnish', words)
        || to_tsvector('pg_catalog.swedish', words) || to_tsvector('pg_catalog.english', words)
    -- Else "2026-1043" is a year and a negative number, and an address is one word.
    FROM translate(body, '-_/.,:;+=@#&?!()[]<>"''*', repeat(' ', 24)) AS words
$$;
CREATE INDEX message_words ON message USING GIN (words_of(body));
"""
POSTGRES_BACK = """
DROP INDEX message_words;
DROP FUNCTION words_of(text);
"""


class Migration(migrations.Migration):
    dependencies = [("models", "0011_notice_uniques")]

    initial = False

    operations = [
        SqlOfEach(
            {"sqlite": SQLITE, "postgres": POSTGRES},
            {"sqlite": SQLITE_BACK, "postgres": POSTGRES_BACK},
        )
    ]
