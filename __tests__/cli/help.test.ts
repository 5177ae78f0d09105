// Help texts and completion scripts.
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { flagsOf, isVerb } from '../../src/cli/arguments.ts';
import { commandHelp, completion, mainHelp } from '../../src/cli/help.ts';
import { EXIT } from '../../src/core/errors/catalogue.ts';
import { COMMANDS } from '../../src/core/inputs/commands.ts';
import { VERSION } from '../../src/core/model/version.ts';

const verbs = COMMANDS.map(({ name }) => name).filter(isVerb);
const hasShell = (name: string) => spawnSync(name, ['-c', 'exit 0']).status === 0;

describe('help', () => {
  test('names every command with its summary, the version and every exit code', () => {
    const text = mainHelp();
    const flat = text.replace(/\s+/g, ' ');
    for (const { name, summary } of COMMANDS) expect(flat).toContain(`${name} ${summary}`);
    expect(text).toContain(`codeartifact-ci ${VERSION}`);
    for (const code of Object.values(EXIT)) expect(text).toMatch(new RegExp(`Exit codes:.*\\b${code} `));
  });

  test.each(verbs)('of %s names each of its flags once, in lines that fit', (verb) => {
    const text = commandHelp(verb);
    for (const { name, takesValue, short } of flagsOf(verb)) {
      const rows = text.split('\n').filter((line) => new RegExp(`^ {2}(-\\w, | {4})--${name}( |$)`).test(line));
      expect(rows).toHaveLength(1);
      expect(/--[\w-]+ \S/.test(rows[0] ?? '')).toBe(takesValue);
      if (short) expect(rows[0]).toContain(`-${short}, `);
    }
    for (const line of text.split('\n').filter((one) => one.startsWith('          ')))
      expect(line.length).toBeLessThanOrEqual(100);
    expect(text.split('\n')[0]).toBe(`codeartifact-ci ${verb}: ${COMMANDS.find(({ name }) => name === verb)?.summary}`);
  });

  test('groups flags; those of a command alone stand by themselves', () => {
    const group = (text: string, title: string) => text.split(`\n${title}:\n`)[1]?.split('\n\n')[0] ?? '';
    expect(group(commandHelp('rollback'), 'This command')).toContain('--restore');
    expect(group(commandHelp('token'), 'This command')).toContain('--format env|json|raw');
    expect(group(commandHelp('publish'), 'Output')).toContain('--results-file PATH');
    expect(group(commandHelp('publish'), 'Registry')).toContain('--domain TEXT');
  });
});

describe('completion', () => {
  test.each(['bash', 'zsh', 'fish'])('for %s holds every command and every flag', (shell) => {
    const script = completion(shell) ?? '';
    for (const { name } of COMMANDS) expect(script).toContain(name);
    for (const verb of verbs)
      for (const { name } of flagsOf(verb)) expect(script).toContain(shell === 'fish' ? `-l ${name}` : `--${name}`);
  });

  test('for other shells there is none', () => {
    for (const shell of ['', 'powershell', 'toString']) expect(completion(shell)).toBeUndefined();
  });

  (hasShell('bash') ? test : test.skip)('bash completes with it', () => {
    const complete = (...words: readonly string[]) => {
      const script = `${completion('bash')}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _codeartifact_ci; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], { encoding: 'utf8' });
      expect(stderr).toBe('');
      return stdout.trim().split('\n');
    };
    expect(complete('codeartifact-ci', 'pro')).toEqual(['promote']);
    expect(complete('codeartifact-ci', 'rollback', '--rest')).toEqual(['--restore']);
    expect(complete('codeartifact-ci', 'token', '--form')).toEqual(['--format']);
    expect(complete('codeartifact-ci', 'buildspec', '--')).toEqual(['--help']);
  });
});
