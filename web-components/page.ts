/** The console as a page of its own. */
import './src/pg-console/pg-console.ts';

document.documentElement.lang = navigator.language.startsWith('de') ? 'de' : 'en';
