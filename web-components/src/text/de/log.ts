import type { Catalogue } from '../catalogue.ts';

export const log: Catalogue['log'] = {
  title: 'PostgreSQL-Protokoll',
  level: 'Stufe',
  anyLevel: 'Alle Stufen',
  from: (level) => `Ab ${level}`,
  levelHint: 'In der Reihenfolge von PostgreSQL für Protokolle steht LOG über ERROR.',
  search: 'Teil des Textes',
  follow: 'Live',
  none: 'Noch nichts protokolliert',
  noneHint: 'Was PostgreSQL protokolliert, erscheint hier.',
  noMatch: 'Keine passenden Einträge',
  more: 'Einzelheiten',
  detail: 'Detail',
  hint: 'Hinweis',
  statement: 'Anweisung',
  newest: (count) => `Die neuesten ${count} Einträge, der letzte zuerst.`,
};
