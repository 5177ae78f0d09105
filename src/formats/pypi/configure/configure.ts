// pip, twine, uv and Poetry. Addresses carry no credentials: pip and uv take them from .netrc, twine from .pypirc,
// Poetry from its auth.toml. uv once copied an address with its token into pyproject.toml.
import type { Tool } from '../../../core/ports/package-format.ts';
import { documentedVariable, inHome, netrcFile } from '../../shared/machine-paths.ts';
import { pipFiles, pipSituation } from './pip-config.ts';
import { poetryConfiguration } from './poetry-config.ts';
import { pypircEdit, pypircSection } from './pypirc.ts';
import { uvConfiguration } from './uv-config.ts';

const pip: Tool = {
  name: 'pip',
  detect: ['requirements*.txt', 'requirements/*.txt', 'constraints*.txt', 'pip.conf', 'setup.py', 'setup.cfg'],
  detectFallback: ['pyproject.toml'],
  inspect: async (request) => (await import('./inspect.ts')).inspectPip(request),
  asVariables: async (request) => (await import('./as-variables.ts')).pipAsVariables(request),
  configure: (request) => {
    const documented = documentedVariable(request, ['requirements.txt', 'Pipfile', 'pyproject.toml', 'tox.ini']);
    const situation = pipSituation(request);
    return {
      files: [...pipFiles(request, situation), netrcFile(request, 'aws')],
      variables: { ...situation.variables, ...documented.variables },
      notes: [...situation.notes, ...documented.notes],
    };
  },
};

const twine: Tool = {
  name: 'twine',
  detect: ['.pypirc'],
  inspect: async (request) => (await import('./inspect.ts')).inspectTwine(request),
  asVariables: async (request) => (await import('./as-variables.ts')).twineAsVariables(request),
  configure: (request) => {
    const path = inHome(request.machine, '.pypirc');
    const section = pypircSection(request.machine.read(path) ?? '', request);
    return {
      files: [{ path, holdsSecret: true, syntax: 'sections', edit: (current) => pypircEdit(current ?? '', request) }],
      variables: {},
      notes: [`upload with \`twine upload --repository ${section}\``],
    };
  },
};

const uv: Tool = {
  name: 'uv',
  detect: ['uv.lock', 'uv.toml'],
  detectInside: [{ file: 'pyproject.toml', contains: /^[ \t]*\[+[ \t]*tool\.uv\b/m }],
  inspect: async (request) => (await import('./inspect.ts')).inspectUv(request),
  asVariables: async (request) => (await import('./as-variables.ts')).uvAsVariables(request),
  configure: (request) => uvConfiguration(request),
};

const poetry: Tool = {
  name: 'poetry',
  detect: ['poetry.lock', 'poetry.toml'],
  detectInside: [{ file: 'pyproject.toml', contains: /^[ \t]*\[+[ \t]*tool\.poetry\b/m }],
  inspect: async (request) => (await import('./inspect.ts')).inspectPoetry(request),
  asVariables: async (request) => (await import('./as-variables.ts')).poetryAsVariables(request),
  configure: (request) => poetryConfiguration(request),
};

export const tools: readonly Tool[] = [pip, twine, uv, poetry];
