import type { Catalogue } from '../catalogue.ts';

export const console: Catalogue['console'] = {
  databases: 'Datenbanken',
  audit: 'Audit',
  api: 'API',
  project: 'Projekt',
  allProjects: 'Alle Projekte',
  logOut: 'Abmelden',
  skip: 'Zum Inhalt',
  offline: 'Keine Verbindung zur API; die Anzeige kann veraltet sein.',
  notFound: 'Diese Seite gibt es nicht',
  notFoundHint: 'Die Adresse ist falsch geschrieben oder veraltet.',
  toList: 'Zu den Datenbanken',
  sessionEnded: 'Ihre Sitzung ist abgelaufen. Melden Sie sich erneut an: Ihre Eingaben bleiben erhalten.',
  pageFailed: 'Auf dieser Seite ist ein Fehler aufgetreten; die Anzeige kann unvollständig sein.',
  viewFailed: 'Diese Ansicht konnte nicht geladen werden: keine Verbindung, oder die Konsole wurde aktualisiert.',
  newDatabase: 'Neue Datenbank',
};
