-- The control plane's own state: who may come in, what was done, what was seen.

create table users (
  username      text primary key,
  password_hash text not null,
  role          text not null check (role in ('admin', 'member')),
  projects      text[] not null default '{}',
  created_at    timestamptz not null default now()
);

create table revoked_tokens (
  token_id   text primary key,
  expires_at timestamptz not null
);

create table idempotency_keys (
  actor       text not null,
  key         text not null,
  fingerprint text not null,
  result      jsonb not null,
  created_at  timestamptz not null default now(),
  primary key (actor, key)
);
create index on idempotency_keys (created_at);

create table audit_entries (
  id         bigint generated always as identity primary key,
  at         timestamptz not null default clock_timestamp(),
  actor      text not null,
  action     text not null,
  project    text,
  database   text,
  outcome    text not null check (outcome in ('success', 'refused', 'failed')),
  reason     text,
  changes    jsonb not null default '[]',
  request_id text not null,
  source     text not null
);
create index on audit_entries (project, database, id desc);
create index on audit_entries (actor, id desc);
create index on audit_entries (action, id desc);
create index on audit_entries (at);

-- What was last recorded of each database: the next look is compared with it, also after a restart.
create table observations (
  database_id      text primary key,
  project          text not null,
  name             text not null,
  state            text not null,
  since            timestamptz not null,
  primary_instance text,
  seq              integer not null
);

create table service_events (
  id          bigint generated always as identity primary key,
  seq         integer not null,
  database_id text not null,
  project     text not null,
  name        text not null,
  at          timestamptz not null default clock_timestamp(),
  type        text not null,
  from_state  text,
  to_state    text,
  reason      text,
  message     text not null,
  unique (database_id, seq)
);
create index on service_events (project, name, id desc);
