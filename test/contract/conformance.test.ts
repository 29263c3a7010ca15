/** A public tool, Schemathesis, reads the OpenAPI document of a running platform, makes requests from it, and holds the answers against it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type TestControlPlane, temporaryControlPlane } from '../support/control-plane.ts';
import { installPython, PYTHON, pythonMissing } from '../support/python.ts';

/** On a quiet machine it takes half a minute. */
const DEADLINE = { timeout: 600_000 };
/**
 * What a schema allows may still be refused for what it means: a cursor of nobody, another revision, a key used before.
 * Then with 412 or 422, and never as a request that cannot be read.
 */
const CONFIG = `
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", 401, 403, 404, 409, 412, 422, 429]
`;
/** A stream does not end, and without its token nothing else can be asked. every-answer.test.ts has all of them. */
const LEFT_OUT = ['streamEvents', 'readServerLog', 'logout'];

const missing = await pythonMissing();
if (missing) console.log(`conformance: SKIPPED, since ${missing}`);

describe('Schemathesis', missing ? { skip: missing } : DEADLINE, () => {
  let plane: TestControlPlane;
  let folder: string;
  before(async () => {
    await installPython();
    folder = await mkdtemp(join(tmpdir(), 'postgres-paas-conformance-'));
    await writeFile(join(folder, 'schemathesis.toml'), CONFIG);
    plane = await temporaryControlPlane();
  });
  after(async () => {
    await plane.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Its exit code and what it said of the document at an address. */
  function schemathesis(document: string, token: string): Promise<{ code: number | null; output: string }> {
    const program = spawn(
      PYTHON,
      [
        ...['-m', 'schemathesis.cli', '--config-file', join(folder, 'schemathesis.toml'), 'run', document, '--url', plane.url],
        ...['--header', `Authorization: Bearer ${token}`, ...LEFT_OUT.flatMap((id) => ['--exclude-operation-id', id])],
        ...['--phases', 'examples,coverage,fuzzing', '--max-examples', '5', '--generation-deterministic'],
        ...['--checks', 'all', '--no-shrink', '--request-timeout', '30', '--no-color'],
      ],
      { cwd: folder, env: { PATH: process.env.PATH, TERM: 'dumb' } }, // no progress bars
    );
    let output = '';
    const keep = (text: string) => {
      output += text;
    };
    for (const stream of [program.stdout, program.stderr]) stream.setEncoding('utf8').on('data', keep);
    return new Promise((resolve, reject) => {
      program.once('error', reject);
      program.once('close', (code) => resolve({ code, output }));
    });
  }

  test('finds no answer that the document does not declare, and no request that it allows and the API cannot read', DEADLINE, async () => {
    const admin = await plane.client();
    for (const name of ['orders', 'bills']) {
      assert.equal((await admin.post('/api/databases', { name })).status, 202);
      plane.backend.settle({ project: 'default', name }, { state: 'available' });
    }
    const { code, output } = await schemathesis(`${plane.url}/openapi.json`, admin.token ?? '');
    assert.equal(code, 0, output);
    const count = Number(/(\d+) generated/.exec(output)?.[1]);
    assert.ok(count >= 500, `it made ${count} requests only\n${output}`);
    console.log(`conformance: ${count} requests by Schemathesis, the same in every run`);
  });

  test('is a control that can fail: another document is not what this platform answers', async () => {
    const admin = await plane.client();
    const document = (await plane.anonymous().get<{ paths: Record<string, unknown> }>('/openapi.json')).body;
    const me = JSON.stringify(document.paths['/api/auth/me']).replaceAll('"200"', '"201"');
    const wrong = { ...document, paths: { '/api/auth/me': JSON.parse(me) } };
    await writeFile(join(folder, 'openapi.json'), JSON.stringify(wrong));
    const { code, output } = await schemathesis(join(folder, 'openapi.json'), admin.token ?? '');
    assert.equal(code, 1, output);
    assert.match(output, /Undocumented status code/);
  });
});
