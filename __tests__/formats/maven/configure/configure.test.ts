import { describe, expect, test } from '@jest/globals';
import { parseXml } from '../../../../src/formats/shared/text/xml.ts';
import { asked, TOKEN } from '../../../support/worlds/logins.ts';

const HOST = 'my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com';
const URL = `https://${HOST}/maven/shared/`;
const SETTINGS = '/home/ci/.m2/settings.xml';
const edited = async (before: string, wanted: Parameters<typeof asked>[1] = {}) =>
  (await asked('maven', wanted, { files: { [SETTINGS]: before } })).texts[SETTINGS] ?? '';

describe('Maven', () => {
  test('a new file has server, profile for packages and plugins, and the profile active', async () => {
    const text = (await asked('maven')).texts[SETTINGS] ?? '';
    const root = parseXml(text);
    expect(root.children.map(({ name }) => name)).toEqual(['servers', 'profiles', 'activeProfiles']);
    expect(text).toContain(
      `<id>codeartifact</id>\n      <username>aws</username>\n      <password>${TOKEN}</password>`,
    );
    expect(text.match(/<url>/g)).toHaveLength(2);
    expect(text).toContain('<activeProfile>codeartifact-ci.codeartifact</activeProfile>');
    expect(text).not.toContain('<mirrors>');
  });

  test('comments, encrypted entries, tabs and single lines stay as they are', async () => {
    const before =
      '<settings>\n\t<!-- <servers><server><id>codeartifact</id><password>x</password></server></servers> -->\n\t<servers>\n\t\t<server><id>other</id><password>{abc=}</password></server> <!-- encrypted -->\n\t</servers>\n\t<activeProfiles><activeProfile>mine</activeProfile></activeProfiles>\n</settings>';
    const text = await edited(before);
    expect(text).toContain(
      '\t<!-- <servers><server><id>codeartifact</id><password>x</password></server></servers> -->\n',
    );
    expect(text).toContain(
      '<password>{abc=}</password></server> <!-- encrypted -->\n\t\t<server>\n\t\t\t<id>codeartifact</id>',
    );
    expect(text).toContain('<activeProfiles><activeProfile>mine</activeProfile>\n');
    expect(text.endsWith('</settings>')).toBe(true);
    parseXml(text);
  });

  test('an entry of that id is updated in place', async () => {
    const text = await edited(
      '<settings><servers><server><id> codeartifact </id><password>{old=}</password><privateKey>k</privateKey></server></servers></settings>',
    );
    expect(text).toContain(`<password>${TOKEN}</password><privateKey>k</privateKey>`);
    expect(text.match(/<server>/g)).toHaveLength(1);
  });

  test.each([
    '<settings/>',
    '<settings />',
    '<settings></settings>',
    '<s:settings xmlns:s="x"><s:servers/></s:settings>',
    '<?xml version="1.0"?>\r\n<settings>\r\n  <servers/>\r\n</settings>\r\n',
  ])('%s', async (before) => {
    const text = await edited(before);
    parseXml(text);
    expect(text).toContain(TOKEN);
    if (before.includes('\r\n')) expect(text.replaceAll('\r\n', '')).not.toContain('\n');
  });

  test.each([
    ['not well-formed', '<settings><servers></settings>'],
    ['another root', '<project/>'],
    ['a document type', '<!DOCTYPE settings [<!ENTITY a "b">]><settings/>'],
    ['two roots', '<settings/><settings/>'],
    ['text', 'hello'],
  ])('%s stops the login', async (_, before) => {
    await expect(edited(before)).rejects.toThrow();
  });

  test('a mirror on request, with the id of the server', async () => {
    const text = await edited('<settings/>', { options: { 'maven-server-id': 'ours', 'maven-mirror-of': '*,!local' } });
    expect(text).toContain(
      `<mirror>\n      <id>ours</id>\n      <mirrorOf>*,!local</mirrorOf>\n      <url>${URL}</url>`,
    );
  });

  test('a second repository gets a server of its own, the first keeps its', async () => {
    const first = await edited('<settings/>');
    const { texts, configuration } = await asked('maven', { repository: 'releases' }, { files: { [SETTINGS]: first } });
    expect(texts[SETTINGS]).toContain('<id>codeartifact</id>');
    expect(texts[SETTINGS]).toContain('<id>my-org-releases</id>');
    expect(configuration.notes.join()).toContain('`my-org-releases` is used');
  });

  test('a home that Java does not know is told to Maven where variables reach later steps', async () => {
    const on = { home: '/github/home', accountHome: '/root', env: { MAVEN_OPTS: '-Xmx1g' } };
    const exported = await asked('maven', {}, { ...on, exportsVariables: true });
    expect(exported.configuration.variables).toEqual({ MAVEN_OPTS: '-Xmx1g -Duser.home=/github/home' });
    expect((await asked('maven', {}, on)).configuration.variables).toEqual({});
    const chosen = { ...on, env: { MAVEN_OPTS: '-Duser.home=/other' }, exportsVariables: true };
    expect(Object.keys((await asked('maven', {}, chosen)).texts)).toEqual(['/other/.m2/settings.xml']);
  });
});

describe('Gradle', () => {
  test('the script holds no secret, gradle.properties does', async () => {
    const { texts, configuration } = await asked('gradle', { base: () => "https://x.example/it's\\here/" });
    const script = texts['/home/ci/.gradle/init.d/codeartifact-ci.codeartifact.gradle'] ?? '';
    expect(script).not.toContain(TOKEN);
    expect(script).toContain("def caUrl = 'https://x.example/it\\'s\\\\here/'");
    expect(texts['/home/ci/.gradle/gradle.properties']).toBe(
      `codeartifactUsername=aws\ncodeartifactPassword=${TOKEN}\ncodeartifactCiUsername=aws\ncodeartifactCiPassword=${TOKEN}\n`,
    );
    expect(configuration.variables).toEqual({});
  });

  test('joined lines of a property are one value', async () => {
    const before = 'codeartifactPassword : old\\\n  more\\\n  and more\norg.x=1\n';
    const { texts } = await asked('gradle', {}, { files: { '/home/ci/.gradle/gradle.properties': before } });
    expect(texts['/home/ci/.gradle/gradle.properties']).toBe(
      `codeartifactPassword : ${TOKEN}\norg.x=1\ncodeartifactUsername=aws\ncodeartifactCiUsername=aws\ncodeartifactCiPassword=${TOKEN}\n`,
    );
  });

  test('a value that goes on behind the file is left as it is', async () => {
    const before = 'org.gradle.jvmargs=-Xmx1g \\\n';
    const { texts } = await asked('gradle', {}, { files: { '/home/ci/.gradle/gradle.properties': before } });
    expect(texts['/home/ci/.gradle/gradle.properties']).toMatch(
      /^org\.gradle\.jvmargs=-Xmx1g \\\n\ncodeartifactUsername=aws\n/,
    );
  });

  test('behind a byte order mark, the first key is another one to Java', async () => {
    const path = '/home/ci/.gradle/gradle.properties';
    const { texts } = await asked(
      'gradle',
      {},
      {
        files: { [path]: 'codeartifactCiPassword=old\n' },
        encodings: { [path]: { charset: 'utf8', mark: true } },
      },
    );
    expect(texts[path]).toBe(
      `codeartifactCiPassword=old\ncodeartifactUsername=aws\ncodeartifactPassword=${TOKEN}\ncodeartifactCiUsername=aws\ncodeartifactCiPassword=${TOKEN}\n`,
    );
  });

  test('names have letters and digits only, and a second repository has its own', async () => {
    const first = await asked('gradle', { options: { 'maven-server-id': 'my-server.1' } });
    expect(Object.keys(first.texts)[0]).toBe('/home/ci/.gradle/init.d/codeartifact-ci.myserver1.gradle');
    const second = await asked(
      'gradle',
      { repository: 'releases', options: { 'maven-server-id': 'my-server.1' } },
      { files: first.texts },
    );
    expect(Object.keys(second.texts)[0]).toBe('/home/ci/.gradle/init.d/codeartifact-ci.myserver1myorgreleases.gradle');
  });

  test('GRADLE_USER_HOME, and container jobs', async () => {
    expect(Object.keys((await asked('gradle', {}, { env: { GRADLE_USER_HOME: '/g' } })).texts)[1]).toBe(
      '/g/gradle.properties',
    );
    const inContainer = { home: '/github/home', accountHome: '/root', exportsVariables: true };
    expect((await asked('gradle', {}, inContainer)).configuration.variables).toEqual({
      GRADLE_USER_HOME: '/github/home/.gradle',
    });
  });
});

describe('sbt', () => {
  test('resolver, credentials of the realm the service names, coursier’s own file', async () => {
    const { texts } = await asked('sbt');
    expect(texts['/home/ci/.sbt/1.0/codeartifact-ci.my-org.shared.sbt']).toBe(
      `// Written by codeartifact-ci and removed at logout. Holds no secret.\nresolvers += ("my-org/shared" at "${URL}")\ncredentials += Credentials(new java.io.File("/home/ci/.sbt/codeartifact-ci.my-org.shared.credentials"))\n`,
    );
    expect(texts['/home/ci/.sbt/codeartifact-ci.my-org.shared.credentials']).toBe(
      `realm=my-org/shared\nhost=${HOST}\nuser=aws\npassword=${TOKEN}\n`,
    );
    expect(texts['/home/ci/.config/coursier/credentials.properties']).toContain(
      `codeartifact-my-org-shared.password=${TOKEN}\n`,
    );
  });

  test('sbt 2, Windows', async () => {
    expect(
      Object.keys(
        (await asked('sbt', {}, { files: { '/project/project/build.properties': 'sbt.version=2.0.1\n' } })).texts,
      )[0],
    ).toContain('/.sbt/2/');
    const { texts } = await asked('sbt', {}, { platform: 'win32' });
    expect(texts['C:\\Users\\ci\\.sbt\\1.0\\codeartifact-ci.my-org.shared.sbt']).toContain(
      'File("C:\\\\Users\\\\ci\\\\.sbt',
    );
  });
});
