// Keys of a strict server's administrator: from the environment, or from a file that is made when it is missing.
import { randomBytes } from 'node:crypto';
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
  const section = defaultSection(text);
  const [accessKeyId, secretAccessKey] = [section.get('aws_access_key_id'), section.get('aws_secret_access_key')];
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey };
  throw new RegistryError('CA-INPUT-005', `${file} has no aws_access_key_id and aws_secret_access_key under [default]`);
}

/**
 * The keys of `[default]`, as AWS SDKs read a credentials file: quotes are part of a value, a comment begins at the
 * start of a line or after a blank, and of a key that comes twice the last one counts.
 */
function defaultSection(text: string): Map<string, string> {
  const values = new Map<string, string>();
  let section = '';
  for (const raw of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    const line = raw.replace(/(?:^|\s)[#;].*$/, '').trim();
    const equals = line.indexOf('=');
    const header = /^\[([^\]]*)\]$/.exec(line)?.[1];
    if (header !== undefined) section = header.trim();
    else if (section === 'default' && equals > 0)
      values.set(line.slice(0, equals).trim(), line.slice(equals + 1).trim());
  }
  return values;
}
