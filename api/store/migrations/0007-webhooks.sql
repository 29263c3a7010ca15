-- Webhooks: where events are sent to, and each event on its way.

-- For filters: what the database was labelled with when it happened.
alter table observations add column labels jsonb not null default '{}';
alter table service_events add column labels jsonb not null default '{}';

create table webhooks (
  id                    bigint generated always as identity primary key,
  project               text not null,
  url                   text not null,
  description           text not null,
  types                 text[] not null,
  labels                jsonb not null,
  format                text not null,
  signature             text not null,
  ordered               boolean not null,
  enabled               boolean not null,
  headers               jsonb not null,
  secret                text not null,
  previous_secret       text,
  previous_secret_until timestamptz,
  public_key            text,
  revision              integer not null default 1,
  created_at            timestamptz not null default clock_timestamp(),
  updated_at            timestamptz not null default clock_timestamp(),
  verified_at           timestamptz,
  failing_since         timestamptz,
  disabled_reason       text
);
create index on webhooks (project, id);

-- The last event of each database that was queued for a webhook, and the one before: by these a receiver sees that it missed none.
create table webhook_chains (
  webhook_id   bigint not null references webhooks on delete cascade,
  database_id  text not null,
  seq          integer not null,
  previous_seq integer,
  primary key (webhook_id, database_id)
);

create table webhook_deliveries (
  id           bigint generated always as identity primary key,
  webhook_id   bigint not null references webhooks on delete cascade,
  type         text not null,
  -- None for pings and tests.
  event_id     bigint references service_events on delete cascade,
  database_id  text,
  seq          integer,
  previous_seq integer,
  -- Of pings, tests and news about webhooks.
  data         jsonb,
  state        text not null default 'pending' check (state in ('pending', 'delivered', 'failed', 'skipped')),
  attempts     integer not null default 0,
  -- Attempts since it was last sent again by hand: these count against the schedule.
  tries        integer not null default 0,
  created_at   timestamptz not null default clock_timestamp(),
  due_at       timestamptz not null default clock_timestamp(),
  finished_at  timestamptz
);
create index webhook_deliveries_pending on webhook_deliveries (webhook_id, due_at, id) where state = 'pending';
create index webhook_deliveries_due on webhook_deliveries (due_at) where state = 'pending';
create index webhook_deliveries_order on webhook_deliveries (webhook_id, database_id, id) where state = 'pending';
create index on webhook_deliveries (webhook_id, id desc);
create index on webhook_deliveries (event_id);
create index on webhook_deliveries (finished_at);

create table webhook_attempts (
  delivery_id  bigint not null references webhook_deliveries on delete cascade,
  number       integer not null,
  at           timestamptz not null default clock_timestamp(),
  status       integer,
  milliseconds integer not null,
  error        text,
  answer       text,
  primary key (delivery_id, number)
);
