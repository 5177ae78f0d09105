// Which certificate authorities are trusted beside those of Node.js: the bundle that AWS tools are given, by
// AWS_CA_BUNDLE or `ca_bundle` of the profile. They trust nothing else then; here it is added, as NODE_EXTRA_CA_CERTS is,
// since the action also talks with GitHub.

import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import tls from 'node:tls';
import { RegistryError } from '../../core/errors/registry-error.ts';
import type { Host } from '../../core/ports/host.ts';

type Machine = Pick<Host, 'env' | 'home'> & { readonly files: Pick<Host['files'], 'readText'> };

interface Bundle {
  /** Where it was named, in words. */
  readonly named: string;
  readonly path: string;
}

/** What TLS is to trust; undefined for what Node.js trusts by itself. Throws CA-INPUT-005 for a bundle that is none. */
export async function trustedCertificates(machine: Machine): Promise<tls.SecureContext | undefined> {
  const bundle = await bundleOf(machine);
  if (!bundle) return undefined;
  const added = await machine.files.readText(bundle.path);
  if (added === undefined) throw unusable(bundle, 'which is missing');
  const certificates = added.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g);
  if (!certificates) throw unusable(bundle, 'which holds no certificate in PEM form');
  for (const [index, certificate] of certificates.entries())
    if (!isCertificate(certificate)) throw unusable(bundle, `of which certificate ${index + 1} cannot be read`);
  return tls.createSecureContext({ ca: [...(await ofNode(machine)), ...certificates] });
}

/** Node.js passes over what it cannot read, and then trusts less than it was told to. */
function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}

function unusable({ named, path }: Bundle, why: string): RegistryError {
  return new RegistryError('CA-INPUT-005', `${named} names ${path}, ${why}`, {
    remedy: 'Name a PEM file with the certificates of your certificate authorities, or unset it.',
  });
}

/** All that is trusted without the bundle: whoever names authorities to Node.js replaces its own. */
async function ofNode({ env, files }: Machine): Promise<readonly string[]> {
  // Node.js 22.15 and newer tell; before, the file of NODE_EXTRA_CA_CERTS is not among what they tell.
  if (typeof tls.getCACertificates === 'function') return tls.getCACertificates('default');
  const extra = env.NODE_EXTRA_CA_CERTS && (await files.readText(env.NODE_EXTRA_CA_CERTS).catch(() => undefined));
  return extra ? [...tls.rootCertificates, extra] : tls.rootCertificates;
}

async function bundleOf(machine: Machine): Promise<Bundle | undefined> {
  const { env, home, files } = machine;
  if (env.AWS_CA_BUNDLE) return { named: 'AWS_CA_BUNDLE', path: env.AWS_CA_BUNDLE };
  const config = env.AWS_CONFIG_FILE || join(home, '.aws', 'config');
  const profile = env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE || 'default';
  // A configuration that cannot be read is told of where credentials are looked for in it.
  const text = await files.readText(config).catch(() => undefined);
  const path = text && settingOf(text, profile, 'ca_bundle');
  return path ? { named: `ca_bundle of the profile ${profile}`, path } : undefined;
}

/** One setting of one profile; the SDK's reader of such files is large, and would be loaded by every run. */
function settingOf(text: string, profile: string, name: string): string | undefined {
  let isInside = false;
  let found: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const section = /^\[\s*(.*?)\s*\]/.exec(line)?.[1];
    if (section !== undefined) isInside = isOf(section, profile);
    // What is indented belongs to a setting above it.
    else if (isInside && line.startsWith(name)) found = /^\s*=\s*(.*?)\s*$/.exec(line.slice(name.length))?.[1] ?? found;
  }
  return found;
}

function isOf(section: string, profile: string): boolean {
  if (section === 'default' || /^profile\s+"?default"?$/.test(section)) return profile === 'default';
  return /^profile\s+(?:"(?<quoted>[^"]*)"|(?<plain>.*))$/.exec(section)?.slice(1).includes(profile) === true;
}
