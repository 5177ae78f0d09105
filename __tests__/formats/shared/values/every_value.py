"""Every value of a configuration file, exactly as its client's parser takes it: in order, equal names as often as they are
there, numbers as they are written. JSON in, JSON out."""
import configparser
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


class Seen(dict):
    """What a parser puts into a mapping, in order."""

    def __init__(self):
        super().__init__()
        self.list = []

    def __setitem__(self, name, value):
        self.list.append([name, list(value)])
        super().__setitem__(name, value)


class EveryEntry(netrc.netrc):
    """Its library keeps the last entry of a host."""

    @property
    def hosts(self):
        return self._hosts

    @hosts.setter
    def hosts(self, _):
        self._hosts = Seen()


def netrc_values(text):
    with tempfile.NamedTemporaryFile('w', suffix='.netrc', delete=False, encoding='utf-8', newline='') as file:
        file.write(text)
    try:
        read = EveryEntry(file.name)
        return [*read.hosts.list, *([f'macdef {name}', lines] for name, lines in read.macros.items())]
    finally:
        os.unlink(file.name)


def config_values(text):
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    # How a value is broken into lines is no part of it; blanks within a line are.
    lines = lambda value: [line.strip() for line in value.split('\n') if line.strip()]
    own = [[name, [[key, lines(value)] for key, value in values.items()]] for name, values in parser._sections.items()]
    return sorted(one for one in own if one[1]) + [list(parser.defaults().items())]


def toml_values(text):
    def exact(value):
        if isinstance(value, dict):
            return {name: exact(one) for name, one in sorted(value.items())}
        if isinstance(value, list):
            return [exact(one) for one in value]
        return value if isinstance(value, str) else repr(value)

    return exact(tomllib.loads(text, parse_float=lambda source: ('float', source)))


def yaml_values(text):
    def exact(node):
        if isinstance(node, yaml.MappingNode):
            return sorted(([exact(key), exact(value)] for key, value in node.value), key=str)
        if isinstance(node, yaml.SequenceNode):
            return ['-', *(exact(one) for one in node.value)]
        return f'{"plain" if node.style is None else "text"} {node.tag} {node.value}'

    node = yaml.compose(text, Loader=yaml.BaseLoader)
    return [] if node is None else exact(node)


def json_values(text):
    words = {'parse_int': lambda source: ['number', source], 'parse_float': lambda source: ['number', source]}
    return json.loads(text or '{}', object_pairs_hook=lambda pairs: {'members': sorted(pairs, key=str)}, **words)


def xml_values(text):
    def exact(element):
        inner = [exact(one) for one in element]
        words = element.text or ''
        return [element.tag, sorted(element.attrib.items()), words.strip() if inner or not words.strip() else words, inner]

    return exact(ET.fromstring(text)) if text.strip() else []


KINDS = {'configparser': config_values, 'netrc': netrc_values, 'json': json_values, 'xml': xml_values}
if tomllib:
    KINDS['toml'] = toml_values
if yaml:
    KINDS['yaml'] = yaml_values

answers = []
for language, text in json.load(sys.stdin):
    if language not in KINDS:
        answers.append({'unknown': True})
        continue
    try:
        answers.append({'values': KINDS[language](text)})
    except Exception as problem:  # what the parser refuses
        answers.append({'refused': f'{type(problem).__name__}: {problem}'})
json.dump(answers, sys.stdout)
