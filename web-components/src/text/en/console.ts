export const console = {
  databases: 'Databases',
  audit: 'Audit',
  api: 'API',
  project: 'Project',
  allProjects: 'All projects',
  logOut: 'Log out',
  skip: 'Skip to the content',
  offline: 'No connection to the API; what you see may be old.',
  notFound: 'There is no such page',
  newDatabase: 'New database',
};
