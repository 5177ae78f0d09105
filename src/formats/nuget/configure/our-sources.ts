// Which sources are a repository's, by their addresses, and what each of them is sent: the same for `login`, which gives
// them the token, and for `inspect`, which tells what they lack.
import { isWithin, parseEndpoint } from '../../../core/model/endpoint.ts';
import type { RestoreModel, RestoreSource } from './restore-settings.ts';
import { isServiceIndex, type PackageSource, type SourceCredentials, sendsBasic } from './sources.ts';

export const sourceUrl = (endpoint: string) => `${endpoint}v3/index.json`;

type Addressed = Pick<PackageSource, 'address'>;

/** The address as it has to be: one that differs but in the case of the server or by the usual port is the same. */
export function isOurs({ address }: Addressed, endpoint: string): boolean {
  return URL.canParse(address) && new URL(address).href === new URL(sourceUrl(endpoint)).href;
}

/** Meant for the repository, and written so that the client does not reach it. */
export function isMisaddressed(source: Addressed, endpoint: string): boolean {
  if (isOurs(source, endpoint) || !URL.canParse(source.address)) return false;
  return isWithin(source.address, endpoint) || isWithin(source.address.toLowerCase(), endpoint.toLowerCase());
}

/** What is wrong with such an address, as the end of a sentence. */
export function whyMisaddressed({
  address,
  protocolVersion,
}: Pick<PackageSource, 'address' | 'protocolVersion'>): string {
  const { username, password } = new URL(address);
  if (username !== '' || password !== '') return 'NuGet takes no user and no password from an address';
  if (!isServiceIndex({ address, protocolVersion }))
    return 'without `v3/index.json` at its end, NuGet speaks protocol 2 there, which the service does not know';
  return 'it is written in another way, and to the service another place';
}

/** Another repository of the service: of the same domain it takes the same token. */
export function otherRepository({ address }: Addressed, endpoint: string): 'own-domain' | 'other-domain' | undefined {
  if (!URL.canParse(address) || isWithin(address, endpoint)) return undefined;
  const [other, own] = [parseEndpoint(address), parseEndpoint(endpoint)];
  if (other === undefined || other.format !== 'nuget') return undefined;
  const isOwn =
    own !== undefined &&
    own.domain === other.domain &&
    own.domainOwner === other.domainOwner &&
    new URL(address).host === new URL(endpoint).host;
  return isOwn ? 'own-domain' : 'other-domain';
}

/** The source that decides about the repository: the first that is asked at its address. */
export const decisive = ({ sources }: RestoreModel, endpoint: string): RestoreSource | undefined =>
  sources.find((one) => isOurs(one, endpoint));

/** Why nothing can be made of what a source is sent, as the end of a sentence; undefined where it is sent. */
export function whyUnsent(credentials: SourceCredentials, platform: string): string | undefined {
  if (credentials.isEncrypted && platform !== 'win32')
    return 'have an encrypted `Password`, which NuGet can read on Windows alone';
  if (!sendsBasic(credentials))
    return `name \`ValidAuthenticationTypes\` without \`basic\`, which is what the service wants`;
  return undefined;
}

/** The variable that a password consists of. */
export const passwordVariable = ({ writtenPassword }: SourceCredentials): string | undefined =>
  /^%([^%]+)%$/.exec(writtenPassword)?.[1];
