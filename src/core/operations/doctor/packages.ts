// Why can this package not be installed, or not be published?
import { RegistryError } from '../../errors/registry-error.ts';
import { packageName } from '../../model/coordinates.ts';
import { label } from '../../model/repository.ts';
import type { AssociatedGroup, VersionSummary } from '../../ports/code-artifact.ts';
import type { WireReadTarget } from '../../ports/package-format.ts';
import { quoted } from '../../text/shell-word.ts';
import { describeStored } from '../repository/stored-spelling.ts';
import {
  command,
  type DiagnosePorts,
  type DiagnoseRequest,
  type DoctorContext,
  type Finding,
  findingOf,
  packageOptions,
} from './finding.ts';
import { knownRuns, unfinishedFinding } from './unfinished.ts';

type Wanted = DiagnoseRequest['packages'][number];

interface Case {
  readonly wanted: Wanted;
  readonly name: string;
  readonly request: DiagnoseRequest;
  readonly ports: DiagnosePorts;
  /** Undefined for formats that are not read over their wire here. */
  readonly wire: WireReadTarget | undefined;
}

export async function packageProbes(
  wanted: Wanted,
  ground: DoctorContext,
  request: DiagnoseRequest,
  ports: DiagnosePorts,
): Promise<Finding[]> {
  const endpoint = ground.endpoints.find(({ format }) => format.name === wanted.format);
  const { host } = ports;
  const { token } = ground.token;
  const wire = endpoint && {
    address: request.address,
    endpoint: endpoint.url,
    token,
    http: host.http,
    files: host.files,
  };
  const one: Case = { wanted, name: packageName(wanted), request, ports, wire };
  try {
    const held = await heldVersions(one);
    return [
      ...(await groupFindings(one)),
      ...(await presenceFindings(one, ground, held)),
      ...(await versionFindings(one, ground, held)),
      ...(await tagFindings(one, ground, held)),
      ...(await publishFindings(one)),
    ];
  } catch (error) {
    return [findingOf(`package ${one.name}`, error)];
  }
}

async function heldVersions({ wanted, request, ports }: Case): Promise<readonly VersionSummary[]> {
  const found: VersionSummary[] = [];
  for await (const version of ports.client.listPackageVersions(request.address, wanted)) found.push(version);
  return found;
}

/** Rules of the domain's administrators over names; above those of the package itself. */
async function groupFindings({ wanted, name, request, ports }: Case): Promise<Finding[]> {
  const probe = `package group of ${name}`;
  let group: AssociatedGroup | undefined;
  try {
    group = await ports.enquiries.associatedGroup(request.address, wanted);
  } catch (error) {
    // Few roles may ask; what the group does shows in other probes, too.
    if (error instanceof RegistryError && error.code === 'CA-AUTH-003') return [];
    throw error;
  }
  if (!group) return [];
  const { pattern, association, modes } = group;
  const owner = request.address.domainOwner ? ` --domain-owner ${request.address.domainOwner}` : '';
  const change = (type: string) =>
    `aws codeartifact update-package-group-origin-configuration --domain ${request.address.domain}${owner} --package-group ${quoted(pattern)} --restrictions ${type}=ALLOW`;
  const findings: Finding[] = [];
  if (association === 'WEAK')
    findings.push({
      probe,
      health: 'problem',
      code: 'CA-CONFLICT-003',
      found: `${name} only resembles the names of the group ${pattern}: the service blocks such look-alikes`,
      fix: 'Use the exact name; if the package is meant, make a package group of its own for it.',
    });
  for (const [type, what] of [
    ['PUBLISH', 'nobody may publish'],
    ['EXTERNAL_UPSTREAM', 'versions of public sources are not served'],
    ['INTERNAL_UPSTREAM', 'versions of upstream repositories are not served'],
  ] as const) {
    if (modes[type] === 'ALLOW') continue;
    const isPublish = type === 'PUBLISH';
    const some = modes[type] === 'ALLOW_SPECIFIC_REPOSITORIES' ? ', except through the repositories it lists' : '';
    findings.push({
      probe,
      health: isPublish && request.wantsToPublish && some === '' ? 'problem' : 'warning',
      code: 'CA-CONFLICT-003',
      found: `the package group ${pattern} says ${type} ${modes[type]}: ${what} under ${name}${some}`,
      fix: change(type),
    });
  }
  return findings.length > 0 ? findings : [{ probe, health: 'ok', found: `${pattern} restricts nothing` }];
}

async function presenceFindings(one: Case, ground: DoctorContext, held: readonly VersionSummary[]): Promise<Finding[]> {
  const { wanted, name, request, ports } = one;
  const { address } = request;
  const probe = `package ${name}`;
  const found = await ports.client.describePackage(address, wanted);
  if (!found || held.length === 0) return [await absence(one, ground)];
  const { publish, upstream } = found.restrictions ?? { publish: 'ALLOW', upstream: 'ALLOW' };
  const set = `${command('put-package-origin-configuration', address)} ${packageOptions(wanted)} --restrictions`;
  if (publish === 'BLOCK')
    return [
      {
        probe,
        health: request.wantsToPublish ? 'problem' : 'warning',
        code: 'CA-CONFLICT-003',
        found: `${name} cannot be published here: its origin controls say publish BLOCK (it was first seen from a public source)`,
        fix: `${set} publish=ALLOW,upstream=BLOCK`,
      },
    ];
  const isReached = ground.repository.upstreams.length + ground.repository.externalConnections.length > 0;
  if (upstream === 'BLOCK' && wanted.version !== undefined && !held.some(({ version }) => version === wanted.version))
    return [
      {
        probe,
        health: 'warning',
        code: 'CA-CONFLICT-003',
        found: `${name} is taken from this repository alone: its origin controls say upstream BLOCK (it was published here)`,
        fix: `If the public package is meant: ${set} publish=BLOCK,upstream=ALLOW`,
      },
    ];
  if (upstream === 'ALLOW' && isReached && held.some(({ origin }) => origin?.type === 'INTERNAL'))
    return [
      {
        probe,
        health: 'warning',
        found: `${name} is published here and may be taken from upstream as well: a public package of this name could take its place`,
        fix: `${set} publish=ALLOW,upstream=BLOCK`,
      },
    ];
  return [
    {
      probe,
      health: 'ok',
      found: `${name} is here in ${held.length} version${held.length === 1 ? '' : 's'}; publish ${publish}, upstream ${upstream}`,
    },
  ];
}

/** Nothing held here: is it upstream (then the first request is slow), or nowhere? */
async function absence(
  { wanted, name, wire, request }: Case,
  { repository, endpoints }: DoctorContext,
): Promise<Finding> {
  const { address } = request;
  const probe = `package ${name}`;
  if (repository.upstreams.length + repository.externalConnections.length === 0)
    return {
      probe,
      health: 'problem',
      code: 'CA-FIND-002',
      found: `${name} is not in ${label(address)}, and there is no upstream to get it from`,
      fix: `${command('associate-external-connection', { ...address, repository: '<store repository>' })} --external-connection public:<source>, then ${command('update-repository', address)} --upstreams repositoryName=<store repository>`,
    };
  const publishing = endpoints.find(({ format }) => format.name === wanted.format)?.format.publishing;
  const visible = wire && publishing?.visibleVersions ? await publishing.visibleVersions(wanted, wire) : undefined;
  if (visible === undefined && publishing?.visibleVersions && wire)
    return {
      probe,
      health: 'problem',
      code: 'CA-FIND-002',
      found: `${name} is neither in ${label(address)} nor anywhere upstream`,
      fix: `Check the name. Upstream are ${[...repository.upstreams, ...repository.externalConnections].join(', ')}: if none of them is connected to the public source of ${wanted.format}, ${command('associate-external-connection', { ...address, repository: repository.upstreams.at(-1) ?? address.repository })} --external-connection public:<source>`,
    };
  const count = visible === undefined ? '' : ` (${visible.length} version${visible.length === 1 ? '' : 's'} upstream)`;
  return {
    probe,
    health: 'ok',
    found: `${name} is not held yet${count}: the first install fetches it from upstream and is slow, later ones are served from ${label(address)}`,
    fix: 'Nothing is wrong. To spare builds the wait, install it once beforehand, and keep the tool’s package store (`cache: auto`).',
  };
}

async function versionFindings(
  { wanted, name, request, ports }: Case,
  ground: DoctorContext,
  held: readonly VersionSummary[],
): Promise<Finding[]> {
  if (wanted.version === undefined) return [];
  const { address } = request;
  const exact = `${name}@${wanted.version}`;
  const probe = `version ${exact}`;
  const formats = ground.endpoints.map(({ format }) => format);
  const asked = { ...wanted, version: wanted.version };
  const version = await describeStored(asked, { reader: ports.client, address }, formats);
  if (!version) {
    if (held.length === 0) return [];
    const known = held.slice(-5).map((one) => one.version);
    return [
      {
        probe,
        health: 'problem',
        code: 'CA-FIND-002',
        found: `${exact} is not held in ${label(address)}`,
        fix: `Versions here: ${known.join(', ')}${held.length > 5 ? ', …' : ''}. One that was published upstream a moment ago can take half an hour to show.`,
      },
    ];
  }
  if (version.status === 'Published') return [{ probe, health: 'ok', found: `${exact} is Published` }];
  if (version.status === 'Unfinished') {
    const known = { formats, runs: await knownRuns(request, ports) };
    const finding = await unfinishedFinding({ ...wanted, version: wanted.version }, known, request, ports);
    return [{ ...finding, probe, health: 'problem', code: 'CA-CONFLICT-003' }];
  }
  const publish = `${command('update-package-versions-status', address)} ${packageOptions(wanted)} --versions ${quoted(wanted.version)} --target-status Published`;
  const words = formats.find(({ name: format }) => format === wanted.format)?.unlisted;
  const cases: Readonly<Record<string, readonly [string, string]>> = {
    Unlisted: [words ?? 'package managers do not list it', publish],
    Archived: ['package managers cannot download it', publish],
    Disposed: [
      'its files are gone for good',
      `Publish a new version number. The record goes with ${command('delete-package-versions', address)} ${packageOptions(wanted)} --versions ${quoted(wanted.version)}`,
    ],
  };
  const [because, fix] = cases[version.status] ?? ['package managers do not get it', publish];
  return [
    { probe, health: 'problem', code: 'CA-CONFLICT-003', found: `${exact} is ${version.status}: ${because}`, fix },
  ];
}

/** A tag of an upstream wins over the same tag here, so what was just published is not what gets installed. */
async function tagFindings(
  { wanted, name, wire, request }: Case,
  { endpoints }: DoctorContext,
  held: readonly VersionSummary[],
): Promise<Finding[]> {
  const format = endpoints.find((one) => one.format.name === wanted.format)?.format;
  const compare = format?.coordinates.compareVersions;
  if (!wire || !format?.publishing?.tags || !compare) return [];
  const own = held
    .filter(({ origin, status }) => origin?.type === 'INTERNAL' && status === 'Published')
    .map(({ version }) => version)
    .sort(compare);
  const newest = own.at(-1);
  if (newest === undefined) return [];
  const tags = (await format.publishing.tags.read(wanted, wire)) ?? {};
  return Object.entries(tags)
    .filter(([, version]) => !own.includes(version))
    .map(
      ([tag, version]): Finding => ({
        probe: `tag ${tag} of ${name}`,
        health: compare(version, newest) < 0 ? 'problem' : 'warning',
        code: 'CA-CONFLICT-003',
        found: `\`${tag}\` is ${version}, which comes from upstream and hides what was published here (newest ${newest})`,
        fix: `${command('put-package-origin-configuration', request.address)} ${packageOptions(wanted)} --restrictions publish=ALLOW,upstream=BLOCK, or install the exact version`,
      }),
    );
}

/** Asked without writing anything; see PermissionProbe. */
async function publishFindings({ wanted, name, request, ports }: Case): Promise<Finding[]> {
  const probe = `publish ${name}`;
  const verdict = await ports.enquiries.mayPublish(request.address, wanted);
  if (verdict.kind === 'denied')
    return [
      {
        probe,
        health: request.wantsToPublish ? 'problem' : 'warning',
        code: 'CA-AUTH-003',
        found: `publishing ${name} would be denied: ${verdict.message}`,
        fix: verdict.remedy,
      },
    ];
  if (verdict.kind === 'not-denied')
    return [{ probe, health: 'ok', found: 'no policy denies it, as far as the service lets see without an upload' }];
  return request.wantsToPublish
    ? [{ probe, health: 'warning', found: `whether publishing is allowed stays open: ${verdict.reason}` }]
    : [];
}
