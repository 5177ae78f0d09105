// load.mjs URL TOKEN REQUESTS CONNECTIONS: GETs one address over so many kept connections, in a process of its own.
// Prints {"seconds", "bytes", "failed"}.
import { Agent, get } from 'node:http';

const [url, token, requests, connections] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
const headers = { authorization: `Bearer ${token}` };
let left = Number(requests);
let bytes = 0;
let failed = 0;

const one = () =>
  new Promise((resolve, reject) => {
    const sent = get(url, { agent, headers }, (answer) => {
      if (answer.statusCode !== 200) failed++;
      answer.on('data', (chunk) => {
        bytes += chunk.length;
      });
      answer.on('end', resolve);
      answer.on('error', reject);
    });
    sent.on('error', reject);
  });

const begun = performance.now();
await Promise.all(
  Array.from({ length: Number(connections) }, async () => {
    while (left-- > 0) await one();
  }),
);
console.log(JSON.stringify({ seconds: (performance.now() - begun) / 1000, bytes, failed }));
agent.destroy();
