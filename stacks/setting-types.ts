/** The kinds of values that settings have, each with a sentence for whoever gave another. */
import { isIPv4 } from 'node:net';
import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { ipv4Range } from '../constructs/ipv4-range.ts';
import { PropError } from '../constructs/prop-error.ts';

const root = dirname(import.meta.dirname);

/** A list, at commas and blanks. */
export const words = z.string().transform((text) => text.split(/[\s,]+/).filter((word) => word !== ''));
export const count = (min: number, max: number) => z.coerce.number('must be a number').int().min(min).max(max);

/** Part of the names of everything that is made. */
export const label = (most: number) =>
  z
    .string()
    .regex(
      new RegExp(`^[a-z]([-a-z0-9]{0,${most - 2}}[a-z0-9])?$`),
      `must be lower-case letters, digits and hyphens, beginning with a letter, at most ${most}`,
    );

/** An IPv4 network in CIDR notation, beginning at its network address. */
export const range = z.string().superRefine((text, context) => {
  const fault = rangeFault(text);
  if (fault) context.addIssue({ code: 'custom', message: fault });
});

/** Networks of administrators, at least one. */
export const adminRanges = words.superRefine((texts, context) => {
  if (texts.length === 0) context.addIssue({ code: 'custom', message: 'must name at least one range, such as 198.51.100.0/24' });
  for (const text of texts) {
    const fault = rangeFault(text);
    if (fault) context.addIssue({ code: 'custom', message: `${text}: ${fault}` });
  }
});

function rangeFault(text: string): string | undefined {
  if (text.includes(':')) return 'must be IPv4: the network that is made has no IPv6';
  try {
    ipv4Range('it', text);
    return undefined;
  } catch (error) {
    if (error instanceof PropError) return error.message.replace(/^.*but must/, 'must').replace(/\.$/, '');
    throw error;
  }
}

/** IPv4 addresses, at least one. */
export const ipv4Words = words.refine((texts) => texts.length > 0 && texts.every(isIPv4), 'must be IPv4 addresses, at least one');

/** The one line of a `.pub` file. */
export const sshPublicKey = z.string().superRefine((text, context) => {
  if (/PRIVATE KEY/.test(text))
    return context.addIssue({ code: 'custom', message: 'is a PRIVATE key; give the one line of its .pub file' });
  if (!/^(ssh-\S+|ecdsa-\S+|sk-\S+) [A-Za-z0-9+/=]+( [^\n]*)?$/.test(text.trim()))
    context.addIssue({ code: 'custom', message: 'must be a public key, the one line of a .pub file' });
});

/** Releases that the configuration of kubeadm (v1beta4) and the operator know. */
export const exactVersion = z
  .string()
  .regex(/^1\.\d+\.\d+$/, 'must be an exact version such as 1.35.4')
  .refine((text) => Number(text.split('.')[1]) >= 31, 'must be 1.31 or newer');

export const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/, 'must be a time of day in UTC from 00:00:00Z to 23:59:59Z, such as 02:00:00Z');

/** A name in DNS with at least two labels, or nothing. */
export const dnsName = z
  .string()
  .max(253)
  .regex(
    /^(|([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]([-a-z0-9]{0,61}[a-z0-9])?)$/,
    'must be a DNS name in lower case such as db.example.com, without a dot at its end',
  );

/** A repository that Argo CD can follow, or nothing. Credentials belong into a Secret of Argo CD. */
export const gitRepository = z.string().superRefine((text, context) => {
  const fault = text === '' ? undefined : repositoryFault(text);
  if (fault) context.addIssue({ code: 'custom', message: fault });
});

function repositoryFault(text: string): string | undefined {
  if (/^[\w.-]+@[\w.-]+:[^\s?#]+$/.test(text)) return undefined; // git@host:path
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['https:', 'ssh:'].includes(url.protocol)) return 'must be an https or ssh URL of a Git repository';
  const hasSecret = url.password !== '' || (url.protocol === 'https:' && url.username !== '') || url.search !== '' || url.hash !== '';
  return hasSecret ? 'must carry no password, token or query: make a repository Secret in Argo CD instead' : undefined;
}

/** A file as an absolute path: `~` is the home directory, other relative paths begin at this repository. */
export const kubeconfigFile = z
  .string()
  .refine((text) => !text.includes(':'), 'must be one file')
  .transform((text) => resolve(root, text.replace(/^~(?=\/|$)/, homedir())));

/** URL of a Debian repository, or nothing. */
export const packageRepository = z.string().regex(/^(|https?:\/\/[^\s"'`$\\@]+\/)$/, 'must be an http or https URL that ends in a slash');
