import { presentProjects } from '../../contract/project.ts';
import { routes } from '../../contract/routes.ts';
import type { ProjectService } from '../../services/projects.ts';
import { type Binder, bind, callerOf } from '../request.ts';

export function projectRoutes(binder: Binder, projects: ProjectService): void {
  bind(binder, routes.listProjects, (ctx) => {
    ctx.body = presentProjects(projects.list(callerOf(ctx)));
  });
}
