/** In place of src/pg-database/lower-parts.ts: they are in the same file anyway. */
import '../src/pg-database/pg-database-settings.ts';
import '../src/pg-database/pg-delete-database.ts';
import '../src/pg-timeline/pg-timeline.ts';
