import { ProjectList } from '../project.ts';
import { read } from '../refusals.ts';
import { route } from '../route.ts';

/** Projects. */
export const projectRoutes = {
  listProjects: route({
    auth: 'jwt',
    tag: 'Projects',
    id: 'listProjects',
    method: 'get',
    path: '/api/projects',
    summary: 'Projects in which you may see databases',
    description: 'By name. An admin sees every project that has a database, and `default`; a member sees theirs.',
    responses: { 200: { description: 'All of them', schema: ProjectList }, ...read },
  }),
} as const;
