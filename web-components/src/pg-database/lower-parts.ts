/** The lower parts of the page come by themselves a moment later: what is seen first is there sooner. */
void import('../pg-timeline/pg-timeline.ts');
void import('./pg-database-settings.ts');
void import('./pg-delete-database.ts');
