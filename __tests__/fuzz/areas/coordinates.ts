// Package coordinates as people and machines write them, and the names in them by the rules of each format.
import fc from 'fast-check';
import { type Coordinate, normalised, parseCoordinate, purl, shortForm } from '../../../src/core/model/coordinates.ts';
import { FORMATS } from '../../../src/core/model/package.ts';
import { shownText } from '../../../src/core/text/shown-text.ts';
import { formatList } from '../../../src/formats/index.ts';
import { ACCEPTED, endOf, type FuzzArea, promise } from '../engine/area.ts';
import { changedText } from '../engine/changes.ts';

const SAMPLES = [
  'npm:@acme/utils@1.2.3',
  'npm:utils@1.0.0-beta.1+build',
  'pkg:npm/%40acme/utils@1.2.3',
  'pkg:npm/@acme/utils',
  'pypi:acme-utils@1.2.3',
  'pkg:pypi/Acme.Utils@1.0rc1',
  'maven:com.acme:utils@1.2.3',
  'maven:com.acme:utils:1.2.3-SNAPSHOT',
  'pkg:maven/com.acme/utils@1.2.3?type=jar#sub',
  'nuget:Acme.Utils@1.2.3.0',
  'generic:acme/firmware@1.2.3',
  'pkg:generic/acme/firmware@1.2.3',
  'pkg:gem/acme@1.2.3',
  'pkg:cargo/acme@1.2.3',
  'swift:acme/utils@1.0.0',
  ...FORMATS.map((format) => `${format}:a@1`),
];

export const coordinates: FuzzArea<string> = {
  name: 'coordinates',
  share: 3,
  longestMs: 500,
  largestGrowth: 64 * 1024 * 1024,
  open: async () => ({
    inputs: fc.oneof(
      { weight: 9, arbitrary: changedText(SAMPLES) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 2000 }) },
    ),
    written: (text) => text,
    attempt: async (text) => {
      const end = await endOf(() => {
        try {
          parseCoordinate(text);
        } catch (error) {
          const { message } = error as Error;
          promise(
            shownText(message) === message && message.length < 1000,
            () => `the refusal is not fit to be shown: ${JSON.stringify(message)}`,
          );
          throw error;
        }
      });
      if (end !== ACCEPTED) return end;
      const ref = parseCoordinate(text);
      const url = purl(ref);
      promise(
        same(parseCoordinate(url), ref),
        () => `${url} is read as ${JSON.stringify(parseCoordinate(url))}, not ${JSON.stringify(ref)}`,
      );
      promise(purl(parseCoordinate(url)) === url, () => `${url} is written in another way when it is read again`);
      const rules = formatList.find(({ name }) => name === ref.format)?.coordinates;
      const problems = rules?.problems(withoutNothing(ref)) ?? [];
      for (const problem of problems)
        promise(shownText(problem) === problem, () => `a problem is not fit to be shown: ${JSON.stringify(problem)}`);
      if (problems.length > 0) return 'a name that the format refuses';
      const short = shortForm(ref);
      promise(
        same(parseCoordinate(short), ref),
        () => `${short} is read as ${JSON.stringify(parseCoordinate(short))}, not ${JSON.stringify(ref)}`,
      );
      const once = normalised(ref, formatList);
      promise(same(normalised(once, formatList), once), () => `${JSON.stringify(once)} is normalised again`);
      return ACCEPTED;
    },
  }),
};

const same = (a: object, b: object) =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());

const withoutNothing = ({ version, ...ref }: Coordinate) => ({ ...ref, ...(version === undefined ? {} : { version }) });
