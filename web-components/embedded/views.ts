/** All views but the list. Like stands beside like: compression looks back 32 kB. */
import '../src/pg-create-database/pg-create-database.ts';
import '../src/pg-database/pg-database.ts';
import '../src/pg-audit-log/pg-audit-log.ts';
