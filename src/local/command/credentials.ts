// Keys of a strict server's administrator: from the environment, or from a file that is made when it is missing.
import { randomBytes } from 'node:crypto';
import { parse } from 'ini';
import { RegistryError } from '../../core/errors/registry-error.ts';
import type { Files } from '../../core/ports/host.ts';
import type { RootCredentials } from '../identity/caller.ts';
import { makeIdentifier } from '../identity/sessions.ts';

/** Undefined when neither is given. Throws CA-INPUT-005 for a file without keys. */
export async function administratorKeys(
  env: Readonly<Record<string, string | undefined>>,
  file: string | undefined,
  files: Files,
): Promise<RootCredentials | undefined> {
  const accessKeyId = env.CODEARTIFACT_LOCAL_ACCESS_KEY_ID;
  const secretAccessKey = env.CODEARTIFACT_LOCAL_SECRET_ACCESS_KEY;
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey };
  if (file === undefined) return undefined;
  const text = await files.readText(file);
  if (text !== undefined) return readKeys(text, file);
  const made = { accessKeyId: makeIdentifier('AKIA'), secretAccessKey: randomBytes(30).toString('base64') };
  const lines = [
    '[default]',
    `aws_access_key_id = ${made.accessKeyId}`,
    `aws_secret_access_key = ${made.secretAccessKey}`,
    '',
  ];
  await files.write(file, lines.join('\n'), { mode: 0o600 });
  return made;
}

function readKeys(text: string, file: string): RootCredentials {
  const section = (parse(text) as Record<string, Record<string, unknown> | undefined>).default;
  const { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey } = section ?? {};
  if (typeof accessKeyId === 'string' && typeof secretAccessKey === 'string') return { accessKeyId, secretAccessKey };
  throw new RegistryError('CA-INPUT-005', `${file} has no aws_access_key_id and aws_secret_access_key under [default]`);
}
