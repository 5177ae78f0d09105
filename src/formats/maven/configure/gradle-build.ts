// What the text of a Gradle build says of its repositories. A build is a program: only what stands there plainly is seen.

export interface BuildRepository {
  readonly address: string;
  /** By `content` or `filter`: asked only for some packages. */
  readonly isLimited: boolean;
}

/** Repositories that Gradle knows by a name, and what they are to people. */
const KNOWN: Readonly<Record<string, string>> = {
  mavenCentral: 'https://repo.maven.apache.org/maven2/',
  google: 'https://dl.google.com/dl/android/maven2/',
  jcenter: 'https://jcenter.bintray.com/',
  gradlePluginPortal: 'https://plugins.gradle.org/m2/',
};
/** Blocks whose repositories are for plugins, or to publish to. */
const OTHERS = new Set(['buildscript', 'pluginManagement', 'publishing', 'uploadArchives']);
const LIMITS = new Set(['content', 'mavenContent', 'ivyContent', 'filter', 'exclusiveContent']);

// A comment or text that nobody ends runs to the end, so that each character is looked at once.
const TOKENS =
  /\/\/[^\n]*|\/\*(?:[\s\S]*?\*\/|[\s\S]*$)|("""(?:[\s\S]*?"""|[\s\S]*$)|'''(?:[\s\S]*?'''|[\s\S]*$)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)|[A-Za-z_]\w*|[{}]/g;

/** The lists of repositories for packages, each in the order in which Gradle asks. */
export function repositoryLists(text: string): BuildRepository[][] {
  const lists: { address: string; isLimited: boolean }[][] = [];
  const blocks: { readonly name: string; readonly list: (typeof lists)[number] | undefined }[] = [];
  let name = '';
  for (const [token, quoted] of text.matchAll(TOKENS)) {
    const block = blocks.at(-1);
    const list = block?.list;
    if (quoted !== undefined) {
      const address = quoted.replace(/^["']+|["']+$/g, '');
      if (/^https?:\/\//.test(address)) list?.push({ address, isLimited: blocks.some((one) => LIMITS.has(one.name)) });
    } else if (token === '{') {
      const last = list?.at(-1);
      if (last && LIMITS.has(name)) last.isLimited = true;
      const isList = name === 'repositories' && !blocks.some((one) => OTHERS.has(one.name));
      const opened = isList ? [] : list;
      if (isList && opened) lists.push(opened);
      blocks.push({ name, list: opened });
      name = '';
    } else if (token === '}') blocks.pop();
    else if (!token.startsWith('/')) {
      name = token;
      const known = Object.hasOwn(KNOWN, token) ? KNOWN[token] : undefined;
      if (known && block?.name === 'repositories') list?.push({ address: known, isLimited: false });
    }
  }
  return lists;
}
