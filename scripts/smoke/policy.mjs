// @ts-check
// The IAM policy that a smoke run needs, and nothing more: what writes has names without patterns, and what deletes is
// bound to the tag that this program sets. `__tests__/smoke/run.itg.test.ts` runs with it against a strict server, and with less.
import { packagesOf, recordPackageOf, repositoriesOf, TAG_KEY } from './names.mjs';

const SHARED_BY_REPOSITORIES = ['DescribeRepository', 'GetRepositoryEndpoint', 'ListPackages', 'ReadFromRepository'];
const READING_PACKAGES = [
  'DescribePackage',
  'DescribePackageVersion',
  'ListPackageVersionAssets',
  'ListPackageVersions',
];

/**
 * @param {import('./names.mjs').Place} place Without `domainOwner` the policy is for this domain in any account that lets
 *   the caller in, which the domain's own policy decides.
 * @returns {{ Version: string, Statement: Record<string, unknown>[] }}
 */
export function policyOf(place) {
  const { domain, prefix, createDomain } = place;
  const { staging, production } = repositoriesOf(prefix);
  const arn = (/** @type {string} */ rest) =>
    `arn:${partitionOf(place.region)}:codeartifact:${place.region}:${place.domainOwner ?? '*'}:${rest}`;
  const domainArn = arn(`domain/${domain}`);
  const repositories = [staging, production].map((name) => arn(`repository/${domain}/${name}`));
  const packageArn = (/** @type {string} */ repository) => (/** @type {import('./names.mjs').SmokePackage} */ one) =>
    arn(`package/${domain}/${repository}/${one.format}/${one.namespace ?? ''}/${one.name}`);
  const packages = packagesOf(prefix);
  const staged = packages.map(packageArn(staging));
  const promoted = packages.map(packageArn(production));
  const records = packageArn(production)(recordPackageOf(prefix));
  const isTagged = { Null: { [`aws:ResourceTag/${TAG_KEY}`]: 'false' } };
  const tags = {
    Null: { [`aws:RequestTag/${TAG_KEY}`]: 'false' },
    'ForAllValues:StringEquals': { 'aws:TagKeys': [TAG_KEY] },
  };
  const made = createDomain ? [domainArn, ...repositories] : repositories;
  return {
    Version: '2012-10-17',
    Statement: [
      statement('Token', ['GetAuthorizationToken', 'DescribeDomain'], domainArn),
      {
        Sid: 'Bearer',
        Effect: 'Allow',
        Action: 'sts:GetServiceBearerToken',
        Resource: '*',
        Condition: { StringEquals: { 'sts:AWSServiceName': 'codeartifact.amazonaws.com' } },
      },
      ...(createDomain
        ? [
            statement('MakeDomain', ['CreateDomain'], domainArn, tags),
            statement('LookIntoDomain', ['ListPackageGroups'], domainArn),
            statement('RemoveOwnDomain', ['DeleteDomain'], domainArn, isTagged),
          ]
        : []),
      statement('Make', ['CreateRepository'], repositories, tags),
      statement('Mark', ['TagResource'], made, tags),
      statement('Recognise', ['ListTagsForResource'], made),
      statement('Read', SHARED_BY_REPOSITORIES, repositories),
      statement('RemoveOwn', ['DeleteRepository'], repositories, isTagged),
      statement(
        'ReadPackages',
        READING_PACKAGES,
        [staging, production].map((name) => arn(`package/${domain}/${name}/*`)),
      ),
      statement('Publish', ['PublishPackageVersion', 'PutPackageMetadata', 'UpdatePackageVersionsStatus'], staged),
      // One statement for what is done to the same packages: a managed policy has at most 6,144 characters.
      statement(
        'PromoteRollBackAndRetire',
        ['CopyPackageVersions', 'DeletePackageVersions', 'PutPackageMetadata', 'UpdatePackageVersionsStatus'],
        [arn(`repository/${domain}/${production}`), ...promoted],
      ),
      statement('Record', ['PublishPackageVersion'], records),
      // Without these the run is done as well, and its commands say what they could not see.
      statement('OptionalNeeds', ['ListPackageVersionDependencies'], arn(`package/${domain}/${staging}/*`)),
      statement('OptionalRecords', ['GetPackageVersionAsset'], records),
    ],
  };
}

/**
 * @param {string} sid
 * @param {readonly string[]} actions
 * @param {string | readonly string[]} resource
 * @param {Record<string, unknown>} [condition]
 */
function statement(sid, actions, resource, condition) {
  const names = actions.map((action) => `codeartifact:${action}`);
  return {
    Sid: sid,
    Effect: 'Allow',
    Action: names.length === 1 ? names[0] : names,
    Resource: resource,
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

/** @param {string} region */
function partitionOf(region) {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
