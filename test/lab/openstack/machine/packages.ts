/** Signed Debian repositories in folders, made by Debian's own tools: apt judges them as it judges every other. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A flat repository in `folder`, with its key as `Release.key`.
 *
 * @param versions by name of the package; each holds one program of its name, which prints its version
 */
export function makeRepository(folder: string, versions: Readonly<Record<string, string>>): void {
  const home = join(folder, '.gnupg');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const gpg = (...args: string[]) =>
    execFileSync('gpg', ['--homedir', home, '--batch', '--yes', '--pinentry-mode', 'loopback', ...args], { stdio: 'pipe' });
  gpg('--passphrase', '', '--quick-generate-key', 'test repository', 'ed25519', 'sign', 'never');
  for (const [name, version] of Object.entries(versions)) makePackage(folder, name, version);
  const shell = (command: string) => execFileSync('bash', ['-c', command], { cwd: folder, stdio: 'pipe' });
  shell('dpkg-scanpackages --multiversion . > Packages 2>/dev/null || apt-ftparchive packages . > Packages');
  shell(
    '{ echo "Date: $(LC_ALL=C date -Ru)"; echo "SHA256:"; echo " $(sha256sum Packages | cut -d" " -f1) $(stat -c %s Packages) Packages"; } > Release',
  );
  gpg('--clearsign', '--output', join(folder, 'InRelease'), join(folder, 'Release'));
  gpg('--armor', '--output', join(folder, 'Release.key'), '--export');
  execFileSync('gpgconf', ['--homedir', home, '--kill', 'gpg-agent']);
}

function makePackage(folder: string, name: string, version: string): void {
  const root = join(folder, '.build', name);
  mkdirSync(join(root, 'DEBIAN'), { recursive: true });
  mkdirSync(join(root, 'usr/bin'), { recursive: true });
  writeFileSync(
    join(root, 'DEBIAN/control'),
    `Package: ${name}\nVersion: ${version}\nArchitecture: amd64\nMaintainer: nobody <nobody@example.test>\nDescription: for a test\n`,
  );
  writeFileSync(join(root, 'usr/bin', name), `#!/bin/sh\necho ${version}\n`, { mode: 0o755 });
  execFileSync('dpkg-deb', ['--build', '--root-owner-group', root, join(folder, `${name}_${version}.deb`)], { stdio: 'pipe' });
}
