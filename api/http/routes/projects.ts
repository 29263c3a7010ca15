import { operations } from '../../contract/operations.ts';
import { presentProjects } from '../../contract/project.ts';
import type { ProjectService } from '../../services/projects.ts';
import { bind, callerOf, type Routes } from '../request.ts';

export function projectRoutes(routes: Routes, projects: ProjectService): void {
  bind(routes, operations.listProjects, (ctx) => {
    ctx.body = presentProjects(projects.list(callerOf(ctx)));
  });
}
