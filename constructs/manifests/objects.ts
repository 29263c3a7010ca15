/** The Kubernetes objects this folder makes, with the types of the definitions they are pinned to (`npm run schemas`). */
import type { components } from './kubernetes.gen.ts';

type Schemas = components['schemas'];

export type Cluster = Schemas['Cluster'];
export type Database = Schemas['Database'];
export type DatabaseRole = Schemas['DatabaseRole'];
export type Pooler = Schemas['Pooler'];
export type ScheduledBackup = Schemas['ScheduledBackup'];
export type ObjectStore = Schemas['ObjectStore'];
export type PodMonitor = Schemas['PodMonitor'];
export type NetworkPolicy = Schemas['NetworkPolicy'];
export type ResourceQuota = Schemas['ResourceQuota'];
export type LimitRange = Schemas['LimitRange'];
export type Namespace = Schemas['Namespace'];
export type RoleBinding = Schemas['RoleBinding'];
export type ClusterRole = Schemas['ClusterRole'];
export type ClusterRoleBinding = Schemas['ClusterRoleBinding'];
export type ServiceAccount = Schemas['ServiceAccount'];
export type Service = Schemas['Service'];
export type Deployment = Schemas['Deployment'];
export type PodDisruptionBudget = Schemas['PodDisruptionBudget'];
export type ClusterImageCatalog = Schemas['ClusterImageCatalog'];
export type HorizontalPodAutoscaler = Schemas['HorizontalPodAutoscaler'];
export type Ingress = Schemas['Ingress'];
export type HTTPRoute = Schemas['HTTPRoute'];
export type ClusterIssuer = Schemas['ClusterIssuer'];
export type Certificate = Schemas['Certificate'];
export type ServiceMonitor = Schemas['ServiceMonitor'];
export type PrometheusRule = Schemas['PrometheusRule'];
export type ConfigMap = Schemas['ConfigMap'];
export type Job = Schemas['Job'];
export type Role = Schemas['Role'];
export type Application = Schemas['Application'];
export type AppProject = Schemas['AppProject'];

export type KubernetesObject =
  | Cluster
  | Database
  | DatabaseRole
  | Pooler
  | ScheduledBackup
  | ObjectStore
  | PodMonitor
  | NetworkPolicy
  | ResourceQuota
  | LimitRange
  | Namespace
  | RoleBinding
  | ClusterRole
  | ClusterRoleBinding
  | ServiceAccount
  | Service
  | Deployment
  | PodDisruptionBudget
  | ClusterImageCatalog
  | HorizontalPodAutoscaler
  | Ingress
  | HTTPRoute
  | ClusterIssuer
  | Certificate
  | ServiceMonitor
  | PrometheusRule
  | ConfigMap
  | Job
  | Role
  | Application
  | AppProject;
