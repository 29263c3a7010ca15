import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ForbiddenAddress, ReceiverAddresses } from '../../api/subscribers/webhooks/receiver-addresses.ts';

/** Names as a DNS server of an attacker could answer. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'public.example': ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'],
  'inside.example': ['10.0.0.7'],
  'both.example': ['93.184.215.14', '127.0.0.1'],
  'mapped.example': ['::ffff:169.254.169.254'],
  'nowhere.example': [],
};
const resolve = async (host: string) => (NAMES[host] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

const open = new ReceiverAddresses([], resolve);
const refused = (url: string, addresses = open) => assert.rejects(addresses.resolve(new URL(url)), ForbiddenAddress, url);

describe('without an allow-list', () => {
  test('public addresses are sent to, by https', async () => {
    for (const url of ['https://public.example/hook', 'https://93.184.215.14:8443/', 'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/'])
      assert.ok((await open.resolve(new URL(url))).length > 0, url);
    await refused('http://public.example/hook');
  });

  const inside = [
    ...['127.0.0.1', '127.1', '0x7f.1', '2130706433', '017700000001', '0.0.0.0', '0', '10.1.2.3', '172.16.0.1', '192.168.1.1'],
    ...['169.254.169.254', '100.64.0.1', '192.0.0.8', '198.18.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...[
      '[::1]',
      '[::]',
      '[fe80::1]',
      '[fc00::1]',
      '[fd12:3456::1]',
      '[ff02::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:a9fe:a9fe]',
      '[::ffff:10.0.0.1]',
    ],
    ...['[64:ff9b::7f00:1]', '[2002:7f00:1::]', '[2001:0:7f00:1::]', '[2001:db8::1]', '[::7f00:1]'],
    ...['inside.example', 'both.example', 'mapped.example', 'nowhere.example'],
  ];
  for (const host of inside) test(`${host} is refused`, () => refused(`https://${host}/hook`));
});

describe('with an allow-list', () => {
  const laptop = new ReceiverAddresses(['127.0.0.0/8', '::1/128', '10.0.0.0/24'], resolve);
  test('what is on it is sent to, by http as well', async () => {
    for (const url of ['http://127.0.0.1:3000/', 'http://[::1]:3000/', 'http://inside.example/', 'http://[::ffff:127.0.0.1]/'])
      assert.ok((await laptop.resolve(new URL(url))).length > 0, url);
  });
  test('what is not stays refused', async () => {
    for (const url of ['https://10.0.1.7/', 'https://169.254.169.254/', 'https://[fd00::1]/', 'http://public.example/'])
      await refused(url, laptop);
  });
});

test('the refusal says what is wrong and what to do', async () => {
  assert.match(
    (await open.faultOf('https://inside.example/')) ?? '',
    /"inside.example" leads to 10.0.0.7, which is not a public address.*PAAS_WEBHOOK_ALLOW/,
  );
  assert.match((await open.faultOf('http://public.example/')) ?? '', /https only/);
  assert.equal(await open.faultOf('https://public.example/'), undefined);
});
