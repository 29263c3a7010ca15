import type { Catalogue } from '../catalogue.ts';

export const connection: Catalogue['connection'] = {
  title: 'Verbindung',
  certificate: 'CA-Zertifikat',
  reveal: 'Anzeigen',
  hide: 'Verbergen',
  copy: 'Kopieren',
  copied: 'Kopiert',
  readOnly: 'Nur-Lese-Adresse:',
  certificateHint: 'Damit prüfen Clients den Server. Als ca.crt in dem Ordner speichern, in dem der Client läuft.',
  download: 'ca.crt herunterladen',
  verification: 'Prüfung des Servers',
  verifications: {
    verified: 'Geprüft mit ca.crt: alle Clients',
    libpq: 'Ohne Datei: psql, psycopg, pgx, JDBC',
    node: 'Ohne Datei: node-postgres',
  },
  reset: 'Passwort neu setzen …',
  resetHint: (user) => `Die Rolle ${user} bekommt ein neues Passwort. Das alte gilt nicht mehr für neue Verbindungen; offene bleiben.`,
  resetNow: 'Passwort neu setzen',
  newPassword: 'Das ist das neue Passwort. Nach einer Minute wird es wieder verborgen.',
  unverified: 'Verschlüsselt, aber nichts prüft, welcher Server antwortet.',
};
