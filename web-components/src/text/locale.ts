import type { Catalogue } from './catalogue.ts';

/** English comes with the elements; German is fetched when a page asks for it. */
export type Locale = 'en' | 'de';

let translation: Catalogue | undefined;
let wanted: Locale = 'en';
const listeners = new Set<() => void>();

/** The texts of one section in the page's language; call it while rendering. */
export function textOf<Name extends keyof Catalogue>(name: Name, english: Catalogue[Name]): () => Catalogue[Name] {
  return () => translation?.[name] ?? english;
}

/** The language in use; a tag for `Intl` and for `lang`. */
export const locale = (): Locale => (translation ? 'de' : 'en');

/** Subscribes to changes of the language. Returns a function that unsubscribes. */
export function onLocaleChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Chooses the language of all elements of the page by a tag such as `de-AT`; what is not German is English. */
export async function setLanguage(tag: string): Promise<void> {
  const next = tag.toLowerCase().startsWith('de') ? 'de' : 'en';
  if (next === wanted) return;
  wanted = next;
  // Without a connection the page stays in English.
  const loaded =
    next === 'de'
      ? await import('./de.ts').then(
          ({ german }) => german,
          () => undefined,
        )
      : undefined;
  if (wanted !== next) return;
  translation = loaded;
  for (const listener of listeners) listener();
}
