# Asks every operation of CodeArtifact through boto3 and prints their names. Answers must fit the service model: known
# members only, required ones present, enumerations with the model's values, but for those where answers of the service
# were seen to have others.
import boto3, hashlib, json
from botocore.exceptions import ClientError
done = set()
client = boto3.client('codeartifact')
model = client.meta.service_model
SEEN = {'ExternalConnectionStatus': ['AVAILABLE']}

def check(shape, value, at):
    # botocore drops members it does not know; `raw` looks for those.
    if shape.type_name == 'structure':
        for name in shape.required_members: assert name in value, (at, name)
        for name, member in value.items(): check(shape.members[name], member, at + '.' + name)
    elif shape.type_name == 'list':
        for member in value: check(shape.member, member, at)
    elif shape.type_name == 'map':
        for key, member in value.items(): check(shape.key, key, at); check(shape.value, member, at)
    elif shape.type_name == 'string' and value is not None:
        assert isinstance(value, str), (at, value)
        assert not shape.enum or value in SEEN.get(shape.name, shape.enum), (at, value, shape.enum)

def known(shape, value, at):
    if value is None: return
    if shape.type_name == 'structure':
        names = {member.serialization.get('name', name): member for name, member in shape.members.items()}
        for name, member in value.items():
            assert name in names, (at, 'unknown member', name)
            known(names[name], member, at + '.' + name)
    elif shape.type_name == 'list':
        for member in value: known(shape.member, member, at)
    elif shape.type_name == 'map':
        for member in value.values(): known(shape.value, member, at)

def raw(http_response, parsed, model, **rest):
    if http_response.status_code == 200 and model.output_shape is not None and not model.has_streaming_output:
        known(model.output_shape, json.loads(http_response.content or b'{}'), model.name)
client.meta.events.register('after-call.codeartifact.*', raw)

def ask(operation, **parameters):
    done.add(operation)
    method = {client.meta.method_to_api_mapping[m]: m for m in client.meta.method_to_api_mapping}[operation]
    answer = getattr(client, method)(**parameters)
    answer.pop('ResponseMetadata')
    shape = model.operation_model(operation).output_shape
    if shape is not None and not model.operation_model(operation).has_streaming_output: check(shape, answer, operation)
    return answer

def refused(code, operation, **parameters):
    try: ask(operation, **parameters)
    except ClientError as error: assert error.response['Error']['Code'] == code, error
    else: raise AssertionError(operation + ' was not refused')

D = dict(domain='boto-org')
R = dict(D, repository='dev')
P = dict(R, format='generic', namespace='acme', package='firmware')
V = dict(P, packageVersion='1.0.0')
POLICY = json.dumps({'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Principal': '*', 'Action': 'codeartifact:Describe*', 'Resource': '*'}]})
ask('CreateDomain', tags=[dict(key='team', value='platform')], **D)
ask('DescribeDomain', **D)
ask('ListDomains', maxResults=1)
ask('PutDomainPermissionsPolicy', policyDocument=POLICY, **D)
ask('GetDomainPermissionsPolicy', **D)
ask('DeleteDomainPermissionsPolicy', **D)
assert len(ask('GetAuthorizationToken', durationSeconds=900, **D)['authorizationToken']) > 500
refused('ValidationException', 'GetAuthorizationToken', durationSeconds=5, **D)
ask('CreateRepository', description='builds', **R)
ask('CreateRepository', **dict(D, repository='prod'), upstreams=[dict(repositoryName='dev')])
ask('DescribeRepository', **R)
ask('UpdateRepository', description='better', **R)
ask('ListRepositories', maxResults=1)
ask('ListRepositoriesInDomain', **D)
assert len([r for page in client.get_paginator('list_repositories_in_domain').paginate(PaginationConfig=dict(PageSize=1), **D) for r in page['repositories']]) == 2
assert ask('GetRepositoryEndpoint', format='pypi', endpointType='ipv4', **R)['repositoryEndpoint'].endswith('/pypi/d/boto-org-123456789012/dev/')
ask('AssociateExternalConnection', externalConnection='public:pypi', **R)
ask('DisassociateExternalConnection', externalConnection='public:pypi', **R)
ask('PutRepositoryPermissionsPolicy', policyDocument=POLICY, **R)
ask('GetRepositoryPermissionsPolicy', **R)
ask('DeleteRepositoryPermissionsPolicy', **R)
content = b'firmware one'
def publish(**more): return ask('PublishPackageVersion', assetContent=content, assetSHA256=hashlib.sha256(content).hexdigest(), **dict(V, **more))
publish(assetName='image v1 (final).bin', unfinished=True)
publish(assetName='notes.txt')
refused('ConflictException', 'PublishPackageVersion', assetContent=b'x', assetSHA256=hashlib.sha256(b'x').hexdigest(), assetName='notes.txt', **V)
ask('ListPackages', format='generic', **R)
ask('DescribePackage', **P)
ask('PutPackageOriginConfiguration', restrictions=dict(publish='ALLOW', upstream='BLOCK'), **P)
ask('ListPackageVersions', sortBy='PUBLISHED_TIME', **P)
ask('DescribePackageVersion', **V)
assert len(ask('ListPackageVersionAssets', **V)['assets']) == 2
asset = ask('GetPackageVersionAsset', asset='image v1 (final).bin', **V)
assert asset['asset'].read() == content and asset['assetName'] == 'image v1 (final).bin', asset
refused('ValidationException', 'ListPackageVersionDependencies', **V)
refused('ValidationException', 'GetPackageVersionReadme', **V)
C = dict(D, sourceRepository='dev', destinationRepository='prod', format='generic', namespace='acme', package='firmware')
assert ask('CopyPackageVersions', versions=['1.0.0'], **C)['successfulVersions']['1.0.0']['status'] == 'Published'
assert ask('CopyPackageVersions', versions=['9'], **C)['failedVersions']['9']['errorCode'] == 'NOT_FOUND'
Q = dict(P, repository='prod')
ask('UpdatePackageVersionsStatus', versions=['1.0.0'], targetStatus='Archived', **Q)
ask('DisposePackageVersions', versions=['1.0.0'], **Q)
ask('DeletePackageVersions', versions=['1.0.0'], **Q)
ask('DeletePackage', **Q)
G = dict(D, packageGroup='/generic/acme/*')
ask('CreatePackageGroup', contactInfo='us', **G)
ask('DescribePackageGroup', **G)
ask('UpdatePackageGroup', description='ours', **G)
ask('ListPackageGroups', **D)
ask('ListSubPackageGroups', **dict(D, packageGroup='/*'))
assert ask('ListAssociatedPackages', **G)['packages'][0]['associationType'] == 'STRONG'
ask('GetAssociatedPackageGroup', format='generic', namespace='acme', package='firmware', **D)
ask('UpdatePackageGroupOriginConfiguration', restrictions=dict(PUBLISH='ALLOW_SPECIFIC_REPOSITORIES'), addAllowedRepositories=[dict(repositoryName='dev', originRestrictionType='PUBLISH')], **G)
assert ask('ListAllowedRepositoriesForGroup', originRestrictionType='PUBLISH', **G)['allowedRepositories'] == ['dev']
ask('DeletePackageGroup', **G)
A = dict(resourceArn='arn:aws:codeartifact:us-east-1:123456789012:repository/boto-org/dev')
ask('TagResource', tags=[dict(key='stage', value='test')], **A)
ask('ListTagsForResource', **A)
ask('UntagResource', tagKeys=['stage'], **A)
ask('DeleteRepository', **dict(D, repository='prod'))
refused('ConflictException', 'DeleteDomain', **D)
ask('DeleteRepository', **R)
ask('DeleteDomain', **D)
refused('ResourceNotFoundException', 'DescribeDomain', **D)
print(json.dumps(sorted(done)))
