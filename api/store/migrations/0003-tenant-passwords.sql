-- Which password of the tenant's role is wanted, and which one the servers know.
alter table embedded_databases
  add column password_generation integer not null default 1,
  add column password_in_force integer not null default 1;
