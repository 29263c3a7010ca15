-- Work on databases that somebody asked for, with its outcome.

create table operations (
  id           bigint generated always as identity primary key,
  database_id  text not null,
  project      text not null,
  name         text not null,
  kind         text not null,
  state        text not null default 'requested' check (state in ('requested', 'running', 'completed', 'failed')),
  requested_by text not null,
  requested_at timestamptz not null default clock_timestamp(),
  started_at   timestamptz,
  finished_at  timestamptz,
  message      text
);
create index on operations (project, name, id desc);
-- One at a time on a database.
create unique index operations_unfinished on operations (database_id) where state in ('requested', 'running');

-- Instances of the embedded backend that are still to be restarted, as somebody asked.
alter table embedded_databases add column restart_pending integer[] not null default '{}';
