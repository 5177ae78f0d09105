// The commands that messages print, read as a shell and this program read them.
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { tagCommand } from '../../../../src/core/operations/dist-tags/commands.ts';
import { readTagPolicy } from '../../../../src/core/operations/promote/plan-tags.ts';
import { isTag } from '../../../../src/formats/npm/names/coordinates.ts';

const place = { domain: 'my-org', domainOwner: '111122223333', repository: 'production' };

const TAGS = [
  'latest',
  'a=b',
  '=',
  '==',
  'x:y',
  ':',
  'x:y=z',
  'a,b',
  "we'ird$tag",
  '-dash',
  '-:',
  '--yes',
  '`id`',
  '"',
  '😀',
];

const describeWithShell = process.platform === 'win32' ? describe.skip : describe;

describeWithShell('the command that points a tag at a version', () => {
  test.each(TAGS.flatMap((tag) => ['utils', '@acme/utils'].map((name) => [tag, name])))(
    'names the tag %j of %s',
    (tag, full) => {
      expect(isTag(tag)).toBe(true);
      const [name, scope] = full.split('/').reverse() as [string, string?];
      const ref = { format: 'npm', name, ...(scope && { namespace: scope.slice(1) }) } as const;
      const command = tagCommand(ref, tag, '1.0.0+b.1', { source: place, destination: place });
      const words = execFileSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' }).split('\n');
      const at = words.findIndex((word) => word.startsWith('--dist-tags'));
      const line = words[at] === '--dist-tags' ? words[at + 1] : words[at]?.slice('--dist-tags='.length);
      const { mode, named } = readTagPolicy([line ?? '']);
      expect({ mode, named }).toEqual({
        mode: 'keep',
        named: [{ package: tag.includes(':') ? full : undefined, tag, version: '1.0.0+b.1' }],
      });
    },
  );
});
