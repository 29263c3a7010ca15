-- When the other webhooks of the project were last told that this one fails.
alter table webhooks add column failing_told_at timestamptz;
