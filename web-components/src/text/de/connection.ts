import type { Catalogue } from '../catalogue.ts';

export const connection: Catalogue['connection'] = {
  title: 'Verbindung',
  certificate: 'CA-Zertifikat',
  reveal: 'Anzeigen',
  hide: 'Verbergen',
  copy: 'Kopieren',
  copied: 'Kopiert',
  readOnly: 'Adresse zum Lesen:',
  certificateHint: 'Damit prüfen Clients den Server. Speichern Sie es als ca.crt in dem Ordner, in dem der Client läuft.',
  download: 'ca.crt herunterladen',
  verification: 'Prüfung des Servers',
  verifications: {
    verified: 'Geprüft mit ca.crt (alle Clients)',
    libpq: 'Nicht geprüft (psql, psycopg, pgx, JDBC)',
    node: 'Nicht geprüft (node-postgres)',
  },
  reset: 'Passwort neu setzen …',
  resetHint: (user) =>
    `Die Rolle ${user} bekommt ein neues Passwort. Das alte gilt nicht mehr für neue Verbindungen; offene bleiben bestehen.`,
  resetNow: 'Passwort neu setzen',
  newPassword: 'Das ist das neue Passwort. Nach einer Minute wird es wieder verborgen.',
  unverified: 'Verschlüsselt, aber das Zertifikat des Servers wird nicht geprüft.',
};
