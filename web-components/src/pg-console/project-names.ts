import type { Platform } from '../platform/platform.ts';
import type { ProjectListView } from '../platform/wire.ts';

/** The projects there are, as far as they are known. */
export class ProjectNames {
  all: readonly string[] = [];

  /** @throws ApiProblem */
  async read(platform: Platform, signal: AbortSignal): Promise<void> {
    const { items } = await platform.request<ProjectListView>('GET', '/api/projects', { signal });
    this.all = items.map(({ name }) => name);
  }

  /** Whether the name was not known. */
  add(name: string): boolean {
    if (this.all.includes(name)) return false;
    this.all = [...this.all, name];
    return true;
  }
}
