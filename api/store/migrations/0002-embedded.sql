-- The embedded backend: what is wanted of each database, and what has been decided about it.

create table embedded_databases (
  id               uuid primary key,
  project          text not null,
  name             text not null,
  spec             jsonb not null,
  revision         bigint not null default 1,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  deleting         boolean not null default false,
  -- The last revision that was seen in force everywhere.
  settled_revision bigint not null default 0,
  -- The one instance that may take writes. Changes only after the one before it is proven dead.
  primary_ordinal  integer not null default 1,
  next_ordinal     integer not null default 2,
  -- It has had its role and database; from then on its files are never made anew.
  initialised      boolean not null default false,
  -- Replicas of which at least one has every acknowledged commit, if proven.
  sync_members     integer[] not null default '{}',
  sync_proven      boolean not null default false,
  read_write_port  integer not null unique,
  read_only_port   integer not null unique,
  status           jsonb not null,
  -- The lock that makes names unique.
  constraint embedded_databases_name unique (project, name)
);

create table embedded_instances (
  database_id uuid not null references embedded_databases on delete cascade,
  ordinal     integer not null,
  port        integer not null unique,
  primary key (database_id, ordinal)
);
