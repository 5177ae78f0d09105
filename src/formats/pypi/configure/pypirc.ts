// .pypirc, which twine reads: a list of servers and a section for each. The section is called `codeartifact`, as the
// AWS CLI has it, or after the repository when that name is taken by another one.
import type { ConfigureRequest } from '../../../core/ports/package-format.ts';
import { readSections, setInSection } from '../../shared/text/configparser-edit.ts';

/** The section for this repository: the one that has its address, else the first name that is free. */
export function pypircSection(text: string, { endpoint, domain, repository }: ConfigureRequest): string {
  try {
    const addresses = readSections(text, 'repository');
    const free = (name: string) => addresses.get(name) === undefined || addresses.get(name) === endpoint;
    return ['codeartifact', repository, `${domain}-${repository}`].find(free) ?? `${domain}-${repository}`;
  } catch {
    // The edit will say that the file cannot be understood.
    return 'codeartifact';
  }
}

export function pypircEdit(current: string, request: ConfigureRequest): string {
  const section = pypircSection(current, request);
  const listed = readSections(current, 'index-servers').get('distutils');
  const servers = (listed ?? '').split(/\s+/).filter((name) => name !== '');
  let text = current;
  if (!servers.includes(section)) {
    // A file that lists no server offers pypi and testpypi; a list must name pypi to keep it.
    text = setInSection(
      text,
      'distutils',
      'index-servers',
      listed === undefined ? ['pypi', section] : [...servers, section],
    );
  }
  text = setInSection(text, section, 'repository', request.endpoint);
  text = setInSection(text, section, 'username', 'aws');
  return setInSection(text, section, 'password', request.token.reveal());
}
