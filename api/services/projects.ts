import { projectsFor } from '../domain/policy.ts';
import type { DatabaseBackend } from '../domain/ports.ts';
import { DEFAULT_PROJECT, type Project } from '../domain/project.ts';
import type { Caller } from './databases.ts';

export type ProjectService = ReturnType<typeof projectService>;

export function projectService(backend: Pick<DatabaseBackend, 'projects'>) {
  return {
    /** Those in which the actor may see databases, by name: theirs, or all that are known. From memory. */
    list({ actor }: Caller): readonly Project[] {
      const counts = backend.projects();
      const names = projectsFor(actor, 'database.read') ?? [DEFAULT_PROJECT, ...counts.keys()];
      return [...new Set(names)].toSorted().map((name) => ({ name, databases: counts.get(name) ?? 0 }));
    },
  };
}
