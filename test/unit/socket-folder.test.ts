import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { postgresAccount } from '../../api/backends/embedded/postgres/account.ts';
import { ensureSocketFolder, socketFile } from '../../api/backends/embedded/postgres/socket-folder.ts';

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'sockets-'));
});
afterEach(() => rm(parent, { recursive: true }));

const ensure = async (folder: string) => ensureSocketFolder(folder, await postgresAccount());

test('the sockets lie in the data folder, where only their account can get', async () => {
  const folder = await ensure(parent);
  assert.equal(folder, join(parent, 'sockets'));
  const { mode, uid } = await stat(folder);
  assert.deepEqual([mode & 0o777, uid], [0o700, (await postgresAccount()).uid ?? process.getuid?.()]);
});

test('a folder that was open is closed', async () => {
  await mkdir(join(parent, 'sockets'));
  await chmod(join(parent, 'sockets'), 0o777);
  assert.equal((await stat(await ensure(parent))).mode & 0o777, 0o700);
});

for (const [why, name] of [
  ['has too long a name', 'x'.repeat(120)],
  ['has a name that settings would read otherwise', "it's, here"],
] as const)
  test(`a data folder that ${why} has its sockets elsewhere: the same place each time, and no other's`, async () => {
    const [long, other] = [join(parent, name), join(parent, `${name}2`)];
    const [folder, again, another] = [await ensure(long), await ensure(long), await ensure(other)];
    assert.equal(folder, again);
    assert.notEqual(folder, another);
    const server = createServer().listen(socketFile(folder, 65_535));
    await once(server, 'listening');
    server.close();
    for (const made of [folder, another]) await rm(made, { recursive: true });
  });

test('what somebody else has put there first is refused', async () => {
  await mkdir(join(parent, 'theirs'));
  await symlink(join(parent, 'theirs'), join(parent, 'sockets'));
  await assert.rejects(ensure(parent), /sockets belongs to another user .* or is no folder.*Remove it/);
});
