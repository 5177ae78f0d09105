// Python projects that build without any index: their build backend lies in the project itself.

export interface PythonProject {
  readonly name: string;
  readonly version: string;
  /** Path in the wheel to text. */
  readonly modules: Readonly<Record<string, string>>;
}

/** Files of the project below `folder`, ready for `python -m build`. */
export function pythonProject(project: PythonProject, folder = ''): Record<string, string> {
  const at = (path: string) => (folder === '' ? path : `${folder}/${path}`);
  return {
    [at('pyproject.toml')]:
      `[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n\n[project]\nname = "${project.name}"\nversion = "${project.version}"\n`,
    [at('backend.py')]: BACKEND.replace('@PROJECT@', JSON.stringify(JSON.stringify(project))),
  };
}

const BACKEND = `import base64, gzip, hashlib, io, json, os, tarfile, zipfile

PROJECT = json.loads(@PROJECT@)
NAME = PROJECT["name"].replace("-", "_")
ROOT = NAME + "-" + PROJECT["version"]
METADATA = "Metadata-Version: 2.1\\nName: " + PROJECT["name"] + "\\nVersion: " + PROJECT["version"] + "\\n"


def build_wheel(folder, config_settings=None, metadata_directory=None):
    info = ROOT + ".dist-info/"
    files = dict(PROJECT["modules"])
    files[info + "METADATA"] = METADATA
    files[info + "WHEEL"] = "Wheel-Version: 1.0\\nGenerator: backend\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
    record = ""
    for path, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        record += path + ",sha256=" + digest + "," + str(len(text.encode())) + "\\n"
    files[info + "RECORD"] = record + info + "RECORD,,\\n"
    name = ROOT + "-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as archive:
        for path, text in files.items():
            archive.writestr(zipfile.ZipInfo(path), text)
    return name


def build_sdist(folder, config_settings=None):
    name = ROOT + ".tar.gz"
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        files = {"PKG-INFO": METADATA}
        for path in ("pyproject.toml", "backend.py"):
            with open(path) as source:
                files[path] = source.read()
        for path, text in files.items():
            member = tarfile.TarInfo(ROOT + "/" + path)
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    with open(os.path.join(folder, name), "wb") as file:
        file.write(gzip.compress(raw.getvalue(), mtime=0))
    return name
`;
