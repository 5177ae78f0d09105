# Holds recorded answers (recorder.ts) against the service model that botocore ships. Nothing may be more than the model
# says: no unknown member, no null, no other type, no value that an enumeration, a length, a range or a pattern forbids;
# what is required is there; an error is one of the operation's own, with its status. Prints how many answers of each
# operation were read, and what does not fit.
import json, re, sys
from botocore.session import get_session

model = get_session().get_service_model('codeartifact')
# Answers of the service were seen to have others than the model's.
SEEN = {'ExternalConnectionStatus': ['AVAILABLE']}
# The user guide's samples of lists show it where no version is Published.
NULL = {'ListPackageVersions.defaultDisplayVersion'}
by_request = {}
for name in model.operation_names:
    operation = model.operation_model(name)
    by_request[operation.http['method'], operation.http['requestUri']] = operation

TYPES = {
    'structure': dict, 'map': dict, 'list': list, 'string': str, 'boolean': bool,
    'integer': int, 'long': int, 'timestamp': (int, float),
}

# Python's expressions have no classes by property. C are the control characters, as far as answers have any.
CONTROL = r'\x00-\x1f\x7f-\x9f'
BY_PROPERTY = {
    r'\P{C}+': f'[^{CONTROL}]+', r'\P{C}*': f'[^{CONTROL}]*',
    r'[^\p{C}\p{IsWhitespace}]+': rf'[^{CONTROL}\s]+', r'[\P{C}\s]+': rf'(?:[^{CONTROL}]|\s)+',
}

def problems(shape, value, at):
    if value is None and at in NULL: return []
    kind = TYPES[shape.type_name]
    if not isinstance(value, kind) or (isinstance(value, bool) and shape.type_name != 'boolean'):
        return [f'{at}: {json.dumps(value)} is no {shape.type_name}']
    limits, found = shape.metadata, []
    size = value if shape.type_name in ('integer', 'long') else len(value) if hasattr(value, '__len__') else None
    if size is not None and not limits.get('min', size) <= size <= limits.get('max', size):
        found.append(f'{at}: {json.dumps(value)[:80]} is not within {limits.get("min")} and {limits.get("max")}')
    if shape.type_name == 'structure':
        names = {member.serialization.get('name', name): member for name, member in shape.members.items()}
        found += [f'{at}.{name}: unknown member' for name in value if name not in names]
        found += [f'{at}.{name}: missing' for name in shape.required_members if name not in value]
        for name, member in value.items():
            if name in names: found += problems(names[name], member, f'{at}.{name}')
    elif shape.type_name == 'list':
        for member in value: found += problems(shape.member, member, at + '[]')
    elif shape.type_name == 'map':
        for key, member in value.items():
            found += problems(shape.key, key, at + '{}') + problems(shape.value, member, at + '{}')
    elif shape.type_name == 'string':
        if shape.enum and value not in SEEN.get(shape.name, shape.enum):
            found.append(f'{at}: {value} is none of {shape.enum}')
        pattern = limits.get('pattern')
        if pattern and not re.fullmatch(BY_PROPERTY.get(pattern, pattern), value):
            found.append(f'{at}: {value} is not as {pattern}')
    return found

def refused(operation, answer, body):
    code = (answer.get('errorType') or '').split(':')[0]
    at = f'{operation.name} {answer["status"]}'
    if not code: return [f'{at}: no error type']
    shapes = {shape.metadata.get('error', {}).get('code', shape.name): shape for shape in operation.error_shapes}
    if code not in shapes: return [f'{at}: {code} is no error of the operation']
    shape = shapes[code]
    expected = shape.metadata.get('error', {}).get('httpStatusCode')
    found = [] if expected in (None, answer['status']) else [f'{at}: {code} has status {expected}']
    if body.pop('__type', code).split('#')[-1] != code: found.append(f'{at}: two error types')
    return found + problems(shape, body, f'{at} {code}')

counts, found = {}, {}
for line in open(sys.argv[1], encoding='utf-8'):
    answer = json.loads(line)
    operation = by_request.get((answer['method'], answer['path']))
    if operation is None:
        wrong = [f'{answer["method"]} {answer["path"]} is no operation']
    elif answer['status'] >= 300:
        wrong = refused(operation, answer, json.loads(answer['body']))
    elif operation.has_streaming_output or operation.output_shape is None:
        wrong = []
    else:
        members = operation.output_shape.members
        payload = operation.output_shape.serialization.get('payload')
        shape = members[payload] if payload else operation.output_shape
        wrong = problems(shape, json.loads(answer['body'] or '{}'), operation.name)
    name = operation.name if operation else '?'
    counts.setdefault(name, [0, 0])[answer['status'] >= 300] += 1
    for one in wrong: found[one] = found.get(one, 0) + 1
json.dump({'counts': counts, 'problems': [f'{one} ({times} times)' for one, times in sorted(found.items())]}, sys.stdout)
