import type { Catalogue } from '../catalogue.ts';

export const session: Catalogue['session'] = {
  user: 'Benutzer',
  password: 'Passwort',
  logIn: 'Anmelden',
  wrong: 'Benutzer oder Passwort ist falsch.',
  notByHost: 'Sie sind nicht angemeldet',
  notByHostHint: 'Die Anmeldung übernimmt die umgebende Seite. Vielleicht ist Ihre Sitzung dort abgelaufen.',
  missing: 'Geben Sie Benutzer und Passwort an.',
  firstTime: 'Zum ersten Mal hier? npm start hat das Passwort des Benutzers admin ausgegeben; es steht auch in',
};
