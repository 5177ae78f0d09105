// What the demo publishes: this very package, a small npm package in two versions, and a small Python project that builds
// without anything but Python.
import { dirname, join } from 'node:path';
import type { Host } from '../core/ports/host.ts';

/** The folder of this package: where package.json stands above the running file. */
export async function packageRoot(host: Pick<Host, 'files'>, from: string): Promise<string | undefined> {
  let folder = dirname(from);
  for (;;) {
    const text = await host.files.readText(join(folder, 'package.json'));
    if (text !== undefined && nameOf(text) === 'codeartifact-ci') return folder;
    const above = dirname(folder);
    if (above === folder) return undefined;
    folder = above;
  }
}

function nameOf(text: string): unknown {
  try {
    return JSON.parse(text).name;
  } catch {
    return undefined;
  }
}

const version = '1.0.0';

const pyproject = `[build-system]
requires = []
build-backend = "acme_build"
backend-path = ["."]

[project]
name = "acme-utils"
version = "${version}"
`;

// An in-tree backend of the standard library alone: a machine with Python but without setuptools can build it, offline.
const backend = `import base64, hashlib, os, zipfile

NAME, VERSION = "acme_utils", "${version}"

def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    info = f"{NAME}-{VERSION}.dist-info"
    files = {
        f"{NAME}/__init__.py": open(os.path.join("src", NAME, "__init__.py"), "rb").read(),
        f"{info}/METADATA": f"Metadata-Version: 2.1\\nName: acme-utils\\nVersion: {VERSION}\\nSummary: A small package\\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\\nGenerator: acme\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    record = ""
    for path, data in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        record += f"{path},sha256={digest},{len(data)}\\n"
    files[f"{info}/RECORD"] = (record + f"{info}/RECORD,,\\n").encode()
    name = f"{NAME}-{VERSION}-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(wheel_directory, name), "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0)), data)
    return name
`;

/** Writes the Python project into a folder. */
export async function writePythonProject(host: Pick<Host, 'files'>, folder: string): Promise<void> {
  await host.files.write(join(folder, 'pyproject.toml'), pyproject);
  await host.files.write(join(folder, 'acme_build.py'), backend);
  await host.files.write(join(folder, 'src', 'acme_utils', '__init__.py'), 'def greet():\n    return "hello"\n');
}

/** The npm package that has a second release. */
export const GREETING = '@acme/greeting';

/** Writes one version of it, and gives the folder. */
export async function writeGreeting(host: Pick<Host, 'files'>, folder: string, version: string): Promise<string> {
  const manifest = { name: GREETING, version, main: 'index.js', license: 'Apache-2.0' };
  await host.files.write(join(folder, 'package.json'), `${JSON.stringify(manifest)}\n`);
  await host.files.write(join(folder, 'index.js'), `module.exports = () => 'hello from ${version}';\n`);
  return folder;
}
