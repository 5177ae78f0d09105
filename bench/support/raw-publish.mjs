// raw-publish.mjs ENDPOINT TOKEN FOLDER: the floor of publishing. Reads name and version from the file name, sends the
// document npm would send, eight at once; checks nothing.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { publishDocument } from './npm-packages.mjs';
import { agent, send } from './raw-http.mjs';

const [endpoint, token, folder] = process.argv.slice(2);
const files = readdirSync(folder);
const lane = async () => {
  for (let file = files.shift(); file; file = files.shift()) {
    const [, name, version] = /^(.+)-(\d+\.\d+\.\d+)\.tgz$/.exec(basename(file));
    const body = publishDocument(name, version, readFileSync(join(folder, file)));
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await send(endpoint + name, { method: 'PUT', headers, body });
    if (answer.status !== 200) throw new Error(`${file}: ${answer.status} ${answer.body}`);
  }
};
await Promise.all(Array.from({ length: 8 }, lane));
agent.destroy();
