/**
 * `node api/make-secret.ts`, in a Job of the control plane's namespace: makes the Secret that the API is started with, once.
 * SECRET_NAMESPACE and SECRET_NAME say where; see constructs/manifests/first-secret.ts.
 */
import { kubernetesClient } from './backends/cnpg/client.ts';
import { kubernetesConnection } from './backends/cnpg/connection.ts';
import { readSecretRef } from './config.ts';
import { makeFirstSecret } from './first-secret.ts';

try {
  const secret = readSecretRef();
  const client = kubernetesClient(await kubernetesConnection({ kubeconfig: undefined, context: undefined }));
  const isNew = await makeFirstSecret(client, secret);
  process.stdout.write(`Secret ${secret.namespace}/${secret.name} ${isNew ? 'was made' : 'is there already and stays as it is'}.\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
