// pip, twine, uv and Poetry. Addresses carry no credentials: pip and uv take them from .netrc, twine from .pypirc,
// Poetry from its auth.toml. uv once copied an address with its token into pyproject.toml. Only on a host that serves two
// domains, of which .netrc can hold one, pip and uv have them in an address of the user's own file.
import type { Tool } from '../../../core/ports/package-format.ts';
import { documentedVariable, netrcFile } from '../../shared/machine-paths.ts';

const PYPROJECT = ['pyproject.toml'];
const USES_UV = { file: 'pyproject.toml', contains: /^[ \t]*\[+[ \t]*tool\.uv\b/m };
const USES_POETRY = { file: 'pyproject.toml', contains: /^[ \t]*\[+[ \t]*tool\.poetry\b/m };

const pip: Tool = {
  name: 'pip',
  detect: ['requirements*.txt', 'requirements/*.txt', 'constraints*.txt', 'pip.conf', 'setup.py', 'setup.cfg'],
  detectFallback: ['pyproject.toml'],
  inspect: async (request) => (await import('./inspect-pip.ts')).inspectPip(request),
  asVariables: async (request) => (await import('./as-variables.ts')).pipAsVariables(request),
  configure: async (request) => {
    const { pipConfiguration } = await import('./pip-config.ts');
    const documented = documentedVariable(request, ['requirements.txt', 'Pipfile', 'pyproject.toml', 'tox.ini']);
    const { files, variables, notes, warnings = [] } = pipConfiguration(request);
    return {
      files: request.sharesHost ? files : [...files, netrcFile(request, 'aws')],
      variables: { ...variables, ...documented.variables },
      notes: [...notes, ...documented.notes],
      warnings,
    };
  },
};

const twine: Tool = {
  name: 'twine',
  detect: ['.pypirc'],
  inspect: async (request) => (await import('./pypirc.ts')).inspectTwine(request),
  asVariables: async (request) => (await import('./as-variables.ts')).twineAsVariables(request),
  configure: async (request) => (await import('./pypirc.ts')).twineConfiguration(request),
};

const uv: Tool = {
  name: 'uv',
  detect: ['uv.lock', 'uv.toml'],
  detectInside: [USES_UV],
  nestedProjects: () => ({ marks: PYPROJECT, settings: [{ file: 'uv.toml' }, USES_UV] }),
  inspect: async (request) => (await import('./inspect-uv.ts')).inspectUv(request),
  asVariables: async (request) => (await import('./as-variables.ts')).uvAsVariables(request),
  configure: async (request) => (await import('./uv-config.ts')).uvConfiguration(request),
};

const poetry: Tool = {
  name: 'poetry',
  detect: ['poetry.lock', 'poetry.toml'],
  detectInside: [USES_POETRY],
  nestedProjects: () => ({ marks: PYPROJECT, settings: [{ file: 'poetry.toml' }, USES_POETRY] }),
  inspect: async (request) => (await import('./inspect-poetry.ts')).inspectPoetry(request),
  asVariables: async (request) => (await import('./as-variables.ts')).poetryAsVariables(request),
  configure: async (request) => (await import('./poetry-config.ts')).poetryConfiguration(request),
};

export const tools: readonly Tool[] = [pip, twine, uv, poetry];
