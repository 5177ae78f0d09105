"""Another program that reads a configuration file whole, changes a setting of its own and writes the file in its own
form; and what such a file says. By the parsers of Python's library, and PyYAML. JSON in, JSON out."""
import configparser
import io
import json
import netrc
import os
import sys
import tempfile
import xml.etree.ElementTree as ET

try:
    import tomllib
except ImportError:
    tomllib = None
try:
    import yaml
except ImportError:
    yaml = None

NEW = 'foreign-setting'


# ---- TOML: read by the library, written as a program would that knows tables and values


def toml_key(name):
    return json.dumps(name)


def toml_value(value):
    if isinstance(value, dict):
        return '{' + ', '.join(f'{toml_key(k)} = {toml_value(v)}' for k, v in value.items()) + '}'
    if isinstance(value, list):
        return '[' + ', '.join(toml_value(v) for v in value) + ']'
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return json.dumps(value)
    return value.isoformat()


def toml_table(table, path, out):
    inner = {k: v for k, v in table.items() if isinstance(v, dict)}
    lists = {k: v for k, v in table.items() if isinstance(v, list) and v and all(isinstance(e, dict) for e in v)}
    for key in sorted(set(table) - set(inner) - set(lists)):
        out.append(f'{toml_key(key)} = {toml_value(table[key])}')
    for key, elements in lists.items():
        for element in elements:
            out.append('\n[[' + '.'.join(map(toml_key, [*path, key])) + ']]')
            toml_table(element, [*path, key], out)
    for key, one in inner.items():
        out.append('\n[' + '.'.join(map(toml_key, [*path, key])) + ']')
        toml_table(one, [*path, key], out)


def toml_edit(text):
    data = tomllib.loads(text)
    data[NEW] = {'a': 1}
    data.pop('gone', None)
    out = []
    toml_table(data, [], out)
    return '\n'.join(out) + '\n'


# ---- configparser, as `pip config set` does it


def config_of(text):
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    return parser


def config_edit(text):
    parser = config_of(text)
    if not parser.has_section('global'):
        parser.add_section('global')
    parser.set('global', NEW, '3')
    parser.remove_option('global', 'timeout')
    out = io.StringIO()
    parser.write(out)
    return out.getvalue()


def config_read(text):
    parser = config_of(text)
    return {s: {k: v.split() for k, v in parser.items(s)} for s in parser.sections()}


# ---- YAML, sorted, as `yarn config set` and gem do it


def yaml_edit(text):
    data = yaml.safe_load(text) or {}
    data[NEW] = True
    data.pop('enableTelemetry', None)
    return yaml.safe_dump(data, sort_keys=True)


# ---- XML


def xml_edit(text):
    for _, (prefix, uri) in ET.iterparse(io.StringIO(text), events=['start-ns']):
        ET.register_namespace(prefix, uri)
    root = ET.fromstring(text)
    space = root.tag[: root.tag.find('}') + 1]
    if root.tag.endswith('settings'):
        servers = root.find(f'{space}servers')
        servers = ET.SubElement(root, f'{space}servers') if servers is None else servers
        server = ET.SubElement(servers, f'{space}server')
        ET.SubElement(server, f'{space}id').text = NEW
        ET.SubElement(server, f'{space}username').text = 'me'
    else:
        sources = root.find('packageSources')
        sources = ET.SubElement(root, 'packageSources') if sources is None else sources
        ET.SubElement(sources, 'add', {'key': NEW, 'value': 'https://x.example/'})
    return ET.tostring(root, encoding='unicode', xml_declaration=True)


def xml_read(text):
    def said(element):
        inside = sorted(filter(None, (said(one) for one in element)))
        words = (element.text or '').strip()
        if not inside and not words and not element.attrib:
            return ''
        return json.dumps([element.tag, sorted(element.attrib.items()), words, inside])

    return said(ET.fromstring(text)) if text.strip() else ''


# ---- Java properties without what people seldom write, as `Properties.store` has them


def properties_of(text):
    data = {}
    for line in text.replace('\\\n', '').splitlines():
        line = line.strip()
        if not line or line[0] in '#!':
            continue
        at = next((i for i, c in enumerate(line) if c in '=: \t' and line[i - 1] != '\\'), len(line))
        data[line[:at]] = line[at:].lstrip(' \t').removeprefix('=').removeprefix(':').lstrip()
    return data


def properties_edit(text):
    data = properties_of(text)
    data[NEW] = '1'
    return '#Sun Nov 29\n' + ''.join(f'{k}={v}\n' for k, v in sorted(data.items()))


# ---- netrc, as the library prints it


def netrc_of(text):
    with tempfile.NamedTemporaryFile('w', suffix='.netrc', delete=False, encoding='utf-8') as file:
        file.write(text)
    try:
        return netrc.netrc(file.name)
    finally:
        os.unlink(file.name)


def netrc_edit(text):
    data = netrc_of(text)
    data.hosts[f'{NEW}.example'] = ('me', '', 'secret')
    fallback = data.hosts.pop('default', None)
    if fallback:
        data.hosts['default'] = fallback
    out = ''
    for host, (login, _, password) in data.hosts.items():
        out += ('default' if host == 'default' else f'machine {host}') + f'\n\tlogin {login}\n\tpassword {password}\n'
    return out


def netrc_read(text):
    return {host: [login, password] for host, (login, _, password) in netrc_of(text).hosts.items()}


def json_edit(text):
    data = json.loads(text)
    data[NEW] = 1
    return json.dumps(data, indent=4, sort_keys=True)


def plain(value):
    return json.loads(json.dumps(value, default=str))


KINDS = {
    'configparser': (config_edit, config_read),
    'properties': (properties_edit, properties_of),
    'netrc': (netrc_edit, netrc_read),
    'json': (json_edit, lambda text: json.loads(text or '{}')),
    'xml': (xml_edit, xml_read),
}
if tomllib:
    KINDS['toml'] = (toml_edit, lambda text: plain(tomllib.loads(text)))
if yaml:
    KINDS['yaml'] = (yaml_edit, lambda text: plain(yaml.safe_load(text) or {}))

answers = []
for language, action, text in json.load(sys.stdin):
    if language not in KINDS:
        answers.append({'unknown': True})
        continue
    edit, read = KINDS[language]
    try:
        answers.append({'text': edit(text)} if action == 'edit' else {'said': read(text)})
    except Exception as problem:  # what it refuses, it leaves alone
        answers.append({'refused': f'{type(problem).__name__}: {problem}'})
json.dump(answers, sys.stdout)
