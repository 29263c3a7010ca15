import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import type { DataFolder } from './data-folder.ts';
import { writeDurably } from './postgres/durable-files.ts';

/** What the endpoints of an installation show, and what clients check it with. */
export interface Certificates {
  /** PEM; `sslrootcert` of clients. */
  readonly caCertificate: string;
  /** PEM; of the endpoints, and its key. */
  readonly certificate: string;
  readonly key: string;
}

interface Authority {
  readonly certificate: x509.X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

const DAY_MS = 86_400_000;
const CA_DAYS = 3650;
const SERVER_DAYS = 397;
/** A server certificate with less time left is replaced at start. */
const RENEW_DAYS = 60;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** The certificate authority of this installation and the certificate of its servers; made, or renewed, as needed. */
export async function ensureCertificates(folder: DataFolder): Promise<Certificates> {
  x509.cryptoProvider.set(webcrypto);
  const home = join(folder.path, 'tls');
  const authority = (await readAuthority(home)) ?? (await makeAuthority(home));
  const files = { certificateFile: join(home, 'server.crt'), keyFile: join(home, 'server.key') };
  if (!(await isUsable(files, authority))) await makeServerCertificate(authority, files);
  const [certificate, key] = await Promise.all([readFile(files.certificateFile, 'utf8'), readFile(files.keyFile, 'utf8')]);
  return { caCertificate: authority.certificate.toString('pem'), certificate, key };
}

async function readAuthority(home: string): Promise<Authority | undefined> {
  const read = (name: string) => readFile(join(home, name), 'utf8').catch(() => undefined);
  const [certificate, key] = await Promise.all([read('ca.crt'), read('ca.key')]);
  if (certificate === undefined || key === undefined) return undefined;
  const parsed = new x509.X509Certificate(certificate);
  if (daysLeft(parsed) < RENEW_DAYS) return undefined;
  const publicKey = await parsed.publicKey.export(ALGORITHM, ['verify']);
  const privateKey = await webcrypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(key), ALGORITHM, false, ['sign']);
  return { certificate: parsed, keys: { publicKey, privateKey } };
}

async function makeAuthority(home: string): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=postgres-paas certificate authority',
    ...validFor(CA_DAYS),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  await writeDurably(join(home, 'ca.key'), await privateKeyPem(keys.privateKey));
  await writeDurably(join(home, 'ca.crt'), certificate.toString('pem'), { mode: 0o644 });
  return { certificate, keys };
}

interface ServerFiles {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** Valid for every name a client on this machine may use. */
async function makeServerCertificate({ certificate, keys }: Authority, files: ServerFiles): Promise<void> {
  const own = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const made = await x509.X509CertificateGenerator.create({
    subject: 'CN=localhost',
    issuer: certificate.subject,
    ...validFor(SERVER_DAYS),
    publicKey: own.publicKey,
    signingKey: keys.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '::1' },
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(certificate),
    ],
  });
  await writeDurably(files.keyFile, await privateKeyPem(own.privateKey));
  await writeDurably(files.certificateFile, made.toString('pem'), { mode: 0o644 });
}

/** A key that earlier versions gave to PostgreSQL's account is replaced: only we need it. */
async function isUsable({ certificateFile, keyFile }: ServerFiles, authority: Authority): Promise<boolean> {
  const text = await readFile(certificateFile, 'utf8').catch(() => undefined);
  const key = await stat(keyFile).catch(() => undefined);
  if (text === undefined || key?.uid !== process.getuid?.()) return false;
  const certificate = new x509.X509Certificate(text);
  return daysLeft(certificate) >= RENEW_DAYS && (await certificate.verify({ publicKey: authority.certificate, signatureOnly: true }));
}

const daysLeft = ({ notAfter }: x509.X509Certificate) => (notAfter.getTime() - Date.now()) / DAY_MS;

/** Begins a day early, for machines whose clocks disagree. */
const validFor = (days: number) => ({ notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + days * DAY_MS) });

const privateKeyPem = async (key: webcrypto.CryptoKey) =>
  x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), x509.PemConverter.PrivateKeyTag);
