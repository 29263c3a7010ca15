import type { OptionsView } from '../platform/wire.ts';
import { parseLabels } from '../text/labels.ts';

/** What the form holds, as typed. */
export interface CreateForm {
  readonly name: string;
  readonly project: string;
  readonly version: string;
  readonly instances: string;
  readonly flavour: string;
  readonly storageGiB: string;
  readonly description: string;
  readonly synchronous: boolean;
  readonly labels: string;
  readonly deletionProtection: boolean;
}

export const emptyForm = ({ defaults }: OptionsView, project: string): CreateForm => ({
  ...defaults,
  name: '',
  project,
  labels: '',
  version: String(defaults.version),
  instances: String(defaults.instances),
  storageGiB: String(defaults.storageGiB),
});

/** The body of POST /api/databases: the name, and what differs from the defaults. Labels that cannot be read are left out. */
export function requestOf(form: CreateForm, { defaults }: OptionsView): Readonly<Record<string, unknown>> {
  const labels = parseLabels(form.labels) ?? {};
  const fields = {
    project: form.project,
    version: Number(form.version),
    instances: Number(form.instances),
    flavour: form.flavour,
    storageGiB: form.storageGiB.trim() === '' ? null : Number(form.storageGiB),
    synchronous: form.synchronous && form.instances !== '1',
    description: form.description,
    deletionProtection: form.deletionProtection,
  };
  const usual: Readonly<Record<string, unknown>> = { ...defaults, project: 'default' };
  const unusual = Object.entries(fields).filter(([field, value]) => usual[field] !== value);
  return { name: form.name.trim(), ...Object.fromEntries(unusual), ...(Object.keys(labels).length > 0 ? { labels } : {}) };
}

/** Whether the labels can be read. */
export const hasLabels = ({ labels }: CreateForm): boolean => parseLabels(labels) !== undefined;

/** The same request for a shell. */
export function curlOf(base: string, body: unknown): string {
  const json = JSON.stringify(body).replaceAll("'", "'\\''");
  return `curl -X POST ${base}/api/databases \\\n  -H "Authorization: Bearer $TOKEN" \\\n  --json '${json}'`;
}
