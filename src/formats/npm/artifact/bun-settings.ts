// Whether Bun runs scripts: it has no command that shows a setting.
import { join } from 'node:path';
import type { Host } from '../../../core/ports/host.ts';
import { npmrcValues } from '../../shared/text/npmrc-edit.ts';
import { isObject } from './manifest.ts';

/** Values of a setting that mean no; every other one, and none at all, means yes. */
const NO = ['0', 'false', 'null'];

/**
 * As observed with Bun 1.4: a variable that says yes, else the bunfig.toml of the project (in a member of a workspace that of
 * the root), else that of the home, else the .npmrc files in the same order.
 */
export async function bunIgnoresScripts(root: string, { files, home, env }: Host): Promise<boolean> {
  const variables = ['NPM_CONFIG_IGNORE_SCRIPTS', 'npm_config_ignore_scripts'].map((name) => env[name] ?? '');
  if (variables.some((value) => value !== '' && value !== '0' && value !== 'false')) return true;
  const ownFolder = env.XDG_CONFIG_HOME || home;
  for (const path of [join(root, 'bunfig.toml'), join(ownFolder, '.bunfig.toml')]) {
    const value = await inBunfig(await files.readText(path));
    if (value !== undefined) return value;
  }
  for (const path of [join(root, '.npmrc'), join(ownFolder, '.npmrc')]) {
    const value = npmrcValues((await files.readText(path)) ?? '').get('ignore-scripts');
    if (value !== undefined) return !NO.includes(value);
  }
  return false;
}

/** Undefined where it says nothing. One that is no TOML stops Bun itself. */
async function inBunfig(text: string | undefined): Promise<boolean | undefined> {
  if (!text?.includes('ignoreScripts')) return undefined;
  const { parse } = await import('smol-toml');
  try {
    const { install } = parse(text, { integersAsBigInt: true });
    const value = isObject(install) ? install.ignoreScripts : undefined;
    return typeof value === 'boolean' ? value : undefined;
  } catch {
    return undefined;
  }
}
