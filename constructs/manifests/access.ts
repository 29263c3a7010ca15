import { LABELS } from './labels.ts';
import type { ClusterRole } from './objects.ts';
import { TENANT_ROLE } from './project.ts';

type Rule = NonNullable<ClusterRole['rules']>[number];

export const API_ROLE = 'postgres-paas-api';

/**
 * What the API may do. Everywhere: see Clusters (never Secrets) and make projects. Inside a project, by the binding it
 * makes there: run databases, and get or change a Secret whose name it knows; it can list none. Nothing here is for later: a test
 * compares it with the requests that the API makes.
 */
export const accessRoles = (): ClusterRole[] => [
  role(API_ROLE, [
    rule('postgresql.cnpg.io', ['clusters'], ['get', 'list', 'watch']),
    rule('postgresql.cnpg.io', ['clusterimagecatalogs'], ['get']),
    // whether volumes can grow
    rule('storage.k8s.io', ['storageclasses'], ['get']),
    // whether the operator is alive
    { ...rule('coordination.k8s.io', ['leases'], ['get']), resourceNames: ['db9c8771.cnpg.io'] },
    rule('', ['namespaces'], ['get', 'create']),
    rule('', ['resourcequotas', 'limitranges'], ['create']),
    rule('networking.k8s.io', ['networkpolicies'], ['create']),
    rule('rbac.authorization.k8s.io', ['rolebindings'], ['create']),
    // without this, making a binding would need every right that the bound role holds
    { ...rule('rbac.authorization.k8s.io', ['clusterroles'], ['bind']), resourceNames: [TENANT_ROLE] },
  ]),
  role(TENANT_ROLE, [
    rule('postgresql.cnpg.io', ['clusters'], ['create', 'patch', 'delete']),
    // patch: to give a database a new password
    rule('', ['secrets'], ['get', 'patch']),
    rule('', ['pods', 'persistentvolumeclaims', 'events'], ['list']),
    // what PostgreSQL has logged
    rule('', ['pods/log'], ['get']),
    // to make those of a database larger whose disk is full
    rule('', ['persistentvolumeclaims'], ['patch']),
  ]),
];

function role(name: string, rules: Rule[]): ClusterRole {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name, labels: { [LABELS.managedBy]: 'postgres-paas' } },
    rules,
  };
}

const rule = (group: string, resources: string[], verbs: string[]): Rule => ({ apiGroups: [group], resources, verbs });
