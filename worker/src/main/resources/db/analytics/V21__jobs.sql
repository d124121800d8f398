-- Runs of the worker's jobs, scheduled or asked for.
CREATE TABLE analytics.job_runs (
    id           bigserial   PRIMARY KEY,
    job          text        NOT NULL,
    day          date,                     -- the day that it was asked for; null: whatever is due
    requested_by text        NOT NULL,
    status       text        NOT NULL DEFAULT 'WAITING'
                 CHECK (status IN ('WAITING', 'RUNNING', 'DONE', 'FAILED')),
    done         bigint      NOT NULL DEFAULT 0,
    total        bigint      NOT NULL DEFAULT 0,
    note         text,                     -- what it did, or why it failed
    requested_at timestamptz NOT NULL,
    started_at   timestamptz,
    finished_at  timestamptz
);
CREATE INDEX job_runs_by_job ON analytics.job_runs (job, id);

-- db-scheduler's own table.
CREATE TABLE analytics.scheduled_tasks (
    task_name            text        NOT NULL,
    task_instance        text        NOT NULL,
    task_data            bytea,
    execution_time       timestamptz NOT NULL,
    picked               boolean     NOT NULL,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures int,
    last_heartbeat       timestamptz,
    version              bigint      NOT NULL,
    priority             smallint,
    PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX scheduled_tasks_due ON analytics.scheduled_tasks (execution_time);
CREATE INDEX scheduled_tasks_alive ON analytics.scheduled_tasks (last_heartbeat);
