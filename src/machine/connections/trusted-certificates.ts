// Which certificate authorities are trusted beside those of Node.js: the bundle that AWS tools are given, by
// AWS_CA_BUNDLE or `ca_bundle` of the profile. They trust nothing else then; here it is added, as NODE_EXTRA_CA_CERTS is,
// since the action also talks with GitHub.

import { X509Certificate } from 'node:crypto';
import tls from 'node:tls';
import { RegistryError } from '../../core/errors/registry-error.ts';
import { readAwsProfile } from '../../core/ports/aws-profile.ts';

type Machine = Parameters<typeof readAwsProfile>[0];

interface Bundle {
  /** Where it was named, in words. */
  readonly named: string;
  readonly path: string;
}

/** What TLS is to trust; undefined for what Node.js trusts by itself. Throws CA-INPUT-005 for a bundle that is none. */
export async function trustedCertificates(machine: Machine): Promise<tls.SecureContext | undefined> {
  const bundle = await bundleOf(machine);
  if (!bundle) return undefined;
  if ((await machine.files.stat(bundle.path))?.kind === 'directory')
    throw unusable(bundle, 'which is a folder, and not a file');
  const added = await machine.files.readText(bundle.path);
  if (added === undefined) throw unusable(bundle, 'which is missing');
  const certificates = added
    .match(/-----BEGIN (TRUSTED )?CERTIFICATE-----[^-]*-----END \1CERTIFICATE-----/g)
    ?.map(withoutTrust);
  if (!certificates) throw unusable(bundle, 'which holds no certificate in PEM form');
  for (const [index, certificate] of certificates.entries())
    if (!isCertificate(certificate)) throw unusable(bundle, `of which certificate ${index + 1} cannot be read`);
  // All that Node.js trusts, by whichever flags and variables it was started; a list of authorities would replace it, and
  // of what `--use-openssl-ca` trusts there is no list.
  const secureContext = tls.createSecureContext();
  for (const certificate of [...(await forgottenByNode(machine)), ...certificates])
    secureContext.context.addCACert(certificate);
  return secureContext;
}

/** The certificate of OpenSSL's own form, behind which stands for what it is trusted: of that Node.js knows nothing. */
function withoutTrust(pem: string): string {
  if (!pem.startsWith('-----BEGIN TRUSTED')) return pem;
  const all = Buffer.from(pem.replace(/-----[^-]*-----/g, ''), 'base64');
  // The first element, by its length in DER.
  const [, first = 0] = all;
  const more = first < 0x80 ? 0 : first & 0x7f;
  const length = more === 0 ? first : more <= 4 && all.length > 2 + more ? all.readUIntBE(2, more) : 0;
  const certificate = all.subarray(0, 2 + more + length).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${certificate.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----`;
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

/** Before Node.js 22.15 what is added to a context takes the place of NODE_EXTRA_CA_CERTS in it. */
async function forgottenByNode({ env, files }: Machine): Promise<readonly string[]> {
  const path = env.NODE_EXTRA_CA_CERTS;
  if (!path || typeof tls.getCACertificates === 'function') return [];
  const extra = await files.readText(path).catch(() => undefined);
  return extra ? [extra] : [];
}

async function bundleOf(machine: Machine): Promise<Bundle | undefined> {
  const { AWS_CA_BUNDLE: given } = machine.env;
  if (given) return { named: 'AWS_CA_BUNDLE', path: given };
  const { name, settings } = await readAwsProfile(machine);
  const path = settings.get('ca_bundle');
  return path ? { named: `ca_bundle of the profile ${name}`, path } : undefined;
}
