// Whether Bun runs scripts: it has no command that shows a setting.
import { join, resolve } from 'node:path';
import type { Host } from '../../../core/ports/host.ts';
import { npmrcValues } from '../../shared/text/npmrc-edit.ts';
import { isObject } from './manifest.ts';

/** Values of a setting that mean no; every other one, and none at all, means yes. */
const NO = ['0', 'false', 'null'];

/**
 * As observed with Bun 1.4: a variable that says yes, else the bunfig.toml of the project (in a member of a workspace that of
 * the root), else that of the home, else the first .npmrc that says anything: of the project, of the user, of the home.
 */
export async function bunIgnoresScripts(root: string, { files, home, env }: Host): Promise<boolean> {
  const variables = ['NPM_CONFIG_IGNORE_SCRIPTS', 'npm_config_ignore_scripts'].map((name) => env[name] ?? '');
  if (variables.some((value) => value !== '' && value !== '0' && value !== 'false')) return true;
  const homes = env.XDG_CONFIG_HOME ? [env.XDG_CONFIG_HOME, home] : [home];
  for (const path of [join(root, 'bunfig.toml'), join(homes[0] ?? home, '.bunfig.toml')]) {
    const value = await inBunfig(await files.readText(path));
    if (value !== undefined) return value;
  }
  const named = env.NPM_CONFIG_USERCONFIG || env.npm_config_userconfig;
  const npmrcs = [
    join(root, '.npmrc'),
    ...(named ? [resolve(root, named)] : []),
    ...homes.map((one) => join(one, '.npmrc')),
  ];
  for (const path of npmrcs) {
    const value = npmrcValues((await files.readText(path)) ?? '').get('ignore-scripts');
    // What is not set stays as it is written, which is not no.
    if (value !== undefined) return !NO.includes(value.replace(/\$\{(\w+)\}/g, (text, name) => env[name] ?? text));
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
