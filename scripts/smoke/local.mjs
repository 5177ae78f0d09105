// @ts-check
// The local server of `--local`: strict, empty but for the domain, and with one user who may do what `--policy` prints.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { policyOf } from './policy.mjs';
import { commandLine, environmentOf } from './programs.mjs';

const ACCOUNT = '111122223333';
const STARTS_WITHIN_MS = 30_000;

/**
 * @param {import('./names.mjs').Place} place
 * @param {string} folder
 * @returns {Promise<{ url: string, credentials: import('./client.mjs').Keys, stop: () => Promise<void> }>}
 */
export async function startLocal(place, folder) {
  const credentials = { accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`, secretAccessKey: secret() };
  const setup = {
    domains: place.createDomain ? [] : [{ name: place.domain, owner: ACCOUNT }],
    users: [{ name: 'smoke', account: ACCOUNT, ...credentials, policies: [policyOf(place)] }],
  };
  const [file, ready] = [join(folder, 'setup.json'), join(folder, 'address')];
  writeFileSync(file, JSON.stringify(setup), { mode: 0o600 });
  const args = [
    ...['local', '--port', '0', '--auth', 'strict', '--account', ACCOUNT, '--region', place.region, '--offline'],
    ...['--log', 'none', '--setup', file, '--ready-file', ready],
  ];
  const administrator = {
    CODEARTIFACT_LOCAL_ACCESS_KEY_ID: 'AKIALOCALADMINISTRAT',
    CODEARTIFACT_LOCAL_SECRET_ACCESS_KEY: secret(),
  };
  const child = spawn(process.execPath, commandLine(args), {
    cwd: folder,
    env: environmentOf(join(folder, 'homes', 'server'), administrator),
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.on('data', (piece) => {
    said = (said + piece).slice(-4096);
  });
  const ended = new Promise((done) => child.once('close', done));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  for (let waited = 0; ; waited += 50) {
    const url = read(ready);
    if (url !== '') return { url, credentials, stop };
    if (child.exitCode !== null || waited > STARTS_WITHIN_MS) {
      child.kill('SIGKILL');
      throw new Error(`the local server did not start: ${said.trim()}`);
    }
    await new Promise((done) => setTimeout(done, 50));
  }
}

const secret = () => randomBytes(30).toString('base64');

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
