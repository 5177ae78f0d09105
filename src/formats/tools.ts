// The tools of every format, without what publishing needs: a login parses these few files and none of the archive
// readers, and the libraries that edit TOML, YAML and XML only when a tool that needs them is configured.
import type { Format } from '../core/model/package.ts';
import type { Tool } from '../core/ports/package-format.ts';
import { tools as cargo } from './cargo/configure.ts';
import { tools as maven } from './maven/configure/configure.ts';
import { tools as npm } from './npm/configure/configure.ts';
import { tools as nuget } from './nuget/configure/configure.ts';
import { tools as pypi } from './pypi/configure/configure.ts';
import { tools as ruby } from './ruby/configure/configure.ts';
import { tools as swift } from './swift/configure.ts';

export interface ToolSet {
  readonly name: Format;
  readonly tools: readonly Tool[];
  /** Whether we publish packages of this format, so that its endpoint is of use without a tool. */
  readonly isPublished: boolean;
}

/** In the order of the formats in `index.ts`, which a test compares. */
export const toolSets: readonly ToolSet[] = [
  { name: 'npm', tools: npm, isPublished: true },
  { name: 'pypi', tools: pypi, isPublished: true },
  { name: 'maven', tools: maven, isPublished: true },
  { name: 'nuget', tools: nuget, isPublished: true },
  { name: 'generic', tools: [], isPublished: true },
  { name: 'cargo', tools: cargo, isPublished: false },
  { name: 'ruby', tools: ruby, isPublished: false },
  { name: 'swift', tools: swift, isPublished: false },
];
