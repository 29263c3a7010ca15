import { z } from 'zod';
import type { Project } from '../domain/project.ts';

const ProjectResource = z
  .strictObject({
    name: z.string(),
    databases: z.int().meta({ description: 'How many databases it has.' }),
  })
  .meta({ id: 'Project' });

export const ProjectList = z.strictObject({ items: z.array(ProjectResource) }).meta({ id: 'ProjectList' });

export type ProjectListView = z.infer<typeof ProjectList>;

export const presentProjects = (projects: readonly Project[]): ProjectListView => ({ items: projects.map((project) => ({ ...project })) });
