/** The lower parts of the page are loaded a moment later, so that the upper parts are drawn sooner. */
void import('../pg-timeline/pg-timeline.ts');
void import('./pg-database-settings.ts');
void import('./pg-delete-database.ts');
