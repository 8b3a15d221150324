"""The database: engine, tables' base, migrations."""
