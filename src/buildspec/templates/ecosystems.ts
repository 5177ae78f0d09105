// What the whole buildspecs know about each ecosystem. These are templates for people to edit, not the product's logic.

export interface Ecosystem {
  readonly name: string;
  /** Files in the source folder that make this the matching template. */
  readonly recognisedBy: readonly RegExp[];
  readonly title: string;
  readonly tools: string;
  /** Further lines under `env.variables`. */
  readonly variables?: readonly string[];
  readonly runtimes: readonly string[];
  readonly install: readonly string[];
  readonly test: readonly string[];
  /** Commands that leave publishable files where `packages` looks. */
  readonly pack: readonly string[];
  readonly packages: readonly string[];
  readonly reports?: { readonly files: string; readonly directory: string; readonly format: string };
  readonly caches: readonly string[];
  /** What the cache key is made of. */
  readonly lockFiles: string;
}

const npm: Ecosystem = {
  name: 'npm',
  recognisedBy: [/^package\.json$/],
  title: 'npm',
  tools: 'npm',
  runtimes: ['nodejs: 22'],
  install: ['npm ci'],
  test: ['npm test'],
  pack: ['mkdir -p build && npm pack --pack-destination build'],
  packages: ['build/*.tgz'],
  caches: ['cache-npm'],
  lockFiles: 'package-lock.json',
};

const python: Ecosystem = {
  name: 'python',
  recognisedBy: [/^pyproject\.toml$/, /^setup\.(py|cfg)$/],
  title: 'Python',
  tools: 'pip',
  runtimes: ['python: 3.13', 'nodejs: 22'],
  install: ['python -m pip install --requirement requirements-dev.txt'],
  test: ['python -m pytest --junitxml=reports/pytest.xml'],
  pack: ['python -m build --outdir dist'],
  packages: ['dist/*.whl', 'dist/*.tar.gz'],
  reports: { files: 'pytest.xml', directory: 'reports', format: 'JUNITXML' },
  caches: ['cache-python'],
  lockFiles: 'requirements-dev.txt',
};

const maven: Ecosystem = {
  name: 'maven',
  recognisedBy: [/^pom\.xml$/],
  title: 'Maven',
  tools: 'maven',
  variables: [
    '# CodeArtifact stands in for Maven Central; the repository needs it as an upstream.',
    'CODEARTIFACT_MAVEN_MIRROR_OF: central',
  ],
  runtimes: ['java: corretto21', 'nodejs: 22'],
  install: ['mvn --batch-mode dependency:go-offline'],
  test: ['mvn --batch-mode verify'],
  pack: [
    'mvn --batch-mode deploy -DskipTests -DaltDeploymentRepository="staging::file://$CODEBUILD_SRC_DIR/target/staging"',
  ],
  packages: ['target/staging'],
  reports: { files: 'TEST-*.xml', directory: 'target/surefire-reports', format: 'JUNITXML' },
  caches: ['cache-maven'],
  lockFiles: 'pom.xml',
};

const nuget: Ecosystem = {
  name: 'nuget',
  recognisedBy: [/\.(sln|slnx|csproj|fsproj|vbproj)$/],
  title: 'NuGet',
  tools: 'dotnet',
  runtimes: ['dotnet: 8.0', 'nodejs: 22'],
  install: ['dotnet restore'],
  test: ['dotnet test --no-restore --logger trx --results-directory reports'],
  pack: ['dotnet pack --no-restore --configuration Release --output build'],
  packages: ['build/*.nupkg'],
  reports: { files: '*.trx', directory: 'reports', format: 'VISUALSTUDIOTRX' },
  caches: ['cache-nuget'],
  lockFiles: '*.csproj',
};

const monorepo: Ecosystem = {
  name: 'monorepo',
  recognisedBy: [],
  title: 'a monorepo of npm workspaces and Python packages',
  tools: 'npm,pip',
  runtimes: ['nodejs: 22', 'python: 3.13'],
  install: ['npm ci', 'python -m pip install --requirement requirements-dev.txt'],
  test: ['npm test --workspaces --if-present', 'python -m pytest'],
  pack: [
    'mkdir -p build && npm pack --workspaces --pack-destination build',
    'python -m build --outdir build python/service',
    'python -m build --outdir build python/client',
  ],
  packages: ['build/*.tgz', 'build/*.whl', 'build/*.tar.gz'],
  caches: ['cache-npm', 'cache-python'],
  lockFiles: 'package-lock.json requirements-dev.txt',
};

export const ECOSYSTEMS: readonly Ecosystem[] = [npm, python, maven, nuget, monorepo];

/** The ecosystem of a source folder by its file names; `monorepo` when it has several, undefined when it has none. */
export function recogniseEcosystem(files: readonly string[]): Ecosystem | undefined {
  const found = ECOSYSTEMS.filter((ecosystem) =>
    ecosystem.recognisedBy.some((pattern) => files.some((file) => pattern.test(file))),
  );
  return found.length > 1 ? monorepo : found[0];
}
