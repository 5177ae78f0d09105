// Placeholders in Maven's files.
import type { ToolMachine } from '../../../core/ports/package-format.ts';

/** What `${…}` stands for: variables as `env.NAME`, then properties. What nobody knows stays as written, as in Maven. */
export type Expand = (text: string) => string;

export function expander(machine: ToolMachine, property: (name: string) => string | undefined): Expand {
  const standsFor = (name: string) =>
    name.startsWith('env.') ? machine.env[name.slice(4)] : (property(name) ?? undefined);
  const once = (text: string) => text.replace(/\$\{([^${}]+)\}/g, (whole, name: string) => standsFor(name) ?? whole);
  // Properties may name properties.
  return (text) => once(once(once(text)));
}
