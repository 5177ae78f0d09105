// The demo as a newcomer runs it: what it tells of each release is what it did, or it rejects.
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { demo } from '../../src/demo/demo.ts';
import { findTool, whyNot } from '../support/programs/tools.ts';

const npm = findTool('npm', 'npm');
const missing = whyNot(npm);
const root = resolve(import.meta.dirname ?? '.', '../..');

(missing === undefined ? test : test.skip)(
  `tells of a second release that reaches its users, and of its rollback${missing === undefined ? '' : ` (${missing})`}`,
  async () => {
    const lines: string[] = [];
    const never = new AbortController().signal;
    await demo({
      from: join(root, 'package.json'),
      print: (line) => void lines.push(line),
      keep: false,
      interruption: { interrupted: never, cutOff: never },
    });
    const told = lines.join('\n');
    const [first = '', second = ''] = told.split('✓ second release: ');
    expect(first).toContain('`npm install @acme/greeting` gives nothing now, and 1.0.0 afterwards');
    expect(second).toMatch(
      /promoted +npm:@acme\/greeting@1\.1\.0[\s\S]*now `npm install @acme\/greeting` gives 1\.1\.0/,
    );
    expect(second).toMatch(/@1\.1\.0 +Published → Unlisted[\s\S]*now `npm install @acme\/greeting` gives 1\.0\.0/);
    expect(told).toContain('All of it worked');
  },
  240_000,
);
