/** Replaces src/pg-database/lazy-parts.ts: here they are in the same file. */
import '../src/pg-database/pg-database-settings.ts';
import '../src/pg-database/pg-delete-database.ts';
import '../src/pg-timeline/pg-timeline.ts';
