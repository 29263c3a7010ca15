/** The control of webhooks: a loop that signs and posts, and writes nothing down. */
import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { serveParent } from '../server-process.ts';

const agent = new Agent({ keepAlive: true });

function post(url: string, index: number): Promise<void> {
  const body = JSON.stringify({ specversion: '1.0', id: index, data: { message: 'x'.repeat(300) } });
  const headers = { 'content-type': 'application/json', 'webhook-signature': createHmac('sha256', 'key').update(body).digest('base64') };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (response) => response.resume().on('end', resolve));
    sent.on('error', reject);
    sent.end(body);
  });
}

interface Task {
  readonly url: string;
  readonly count: number;
  readonly atOnce: number;
}

serveParent({
  ...{ url: '', token: '' },
  actions: {
    async run(value) {
      const { url, count, atOnce } = value as Task; // both ends are in this folder
      let next = 0;
      const worker = async () => {
        while (next < count) await post(url, next++);
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
    },
  },
  stop: async () => agent.destroy(),
});
