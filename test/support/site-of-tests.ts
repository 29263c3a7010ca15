import { after } from 'node:test';
import { type RunningSite, type SiteOptions, startSite } from './embedded-site.ts';
import { type TestFolder, temporaryDataFolder } from './state-server.ts';

/** A site in a folder of its own for all tests of a file; both are gone after the last. */
export async function siteOfTests(options: SiteOptions = {}): Promise<{ readonly place: TestFolder; readonly site: RunningSite }> {
  const left = new AsyncDisposableStack();
  after(() => left.disposeAsync());
  const place = left.adopt(await temporaryDataFolder(), ({ remove }) => remove());
  const site = left.adopt(await startSite(place.folder, options), ({ stop }) => stop());
  return { place, site };
}
