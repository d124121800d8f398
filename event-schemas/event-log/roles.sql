-- Roles for a deployment where command-api does not own its tables. Run by the owner after the migrations of each
-- release; every statement may be repeated. Give them to the services' own logins:
--     GRANT recount_log_writer TO command_api;   GRANT recount_log_reader TO projections, query_api, worker;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'recount_log_writer') THEN
        CREATE ROLE recount_log_writer NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'recount_log_reader') THEN
        CREATE ROLE recount_log_reader NOLOGIN;
    END IF;
END $$;

GRANT USAGE ON SCHEMA event_log TO recount_log_writer, recount_log_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA event_log TO recount_log_writer, recount_log_reader;
GRANT INSERT ON ALL TABLES IN SCHEMA event_log TO recount_log_writer;
GRANT UPDATE ON event_log.snapshots TO recount_log_writer;
REVOKE INSERT ON event_log.flyway_schema_history FROM recount_log_writer;
