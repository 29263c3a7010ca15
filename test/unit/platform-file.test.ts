import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readPlatformFile } from '../../api/platform-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'paas-platform-'));
after(() => rmSync(folder, { recursive: true }));

function read(text: string) {
  const file = join(folder, 'platform.json');
  writeFileSync(file, text);
  return readPlatformFile(file);
}

test('what is not given has its default', () => {
  assert.deepEqual(read('{"storageClass": "fast.v2"}').platform, { ...readPlatformFile(undefined).platform, storageClass: 'fast.v2' });
});

const faults: readonly [text: string, message: RegExp][] = [
  ['{"storageClass": ', /platform\.json is no JSON: /],
  ['[]', /does not describe a platform:/],
  ['{"storageClas": "fast"}', /"storageClas"/],
  ['{"imageCatalog": ""}', /name of a Kubernetes object.*\n.*imageCatalog/],
  ['{"storageClass": "../secrets"}', /name of a Kubernetes object.*\n.*storageClass/],
  ['{"clientNamespaces": ["web", "Web Shop"]}', /name of a Kubernetes object.*\n.*clientNamespaces\[1\]/],
  ['{"serviceAccount": {"namespace": "paas", "name": "paas:api"}}', /name of a Kubernetes object.*\n.*serviceAccount\.name/],
];

for (const [text, message] of faults) {
  test(`${text} is refused in words, without a stack`, () => {
    assert.throws(
      () => read(text),
      (error: Error) => error.constructor === Error && message.test(error.message),
    );
  });
}
