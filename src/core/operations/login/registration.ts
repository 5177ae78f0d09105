// What a login registers with one tool.
import type { Format } from '../../model/package.ts';
import type { ConfigureRequest, Tool } from '../../ports/package-format.ts';

/** One tool for one repository. */
export interface Registration {
  readonly tool: Tool;
  readonly format: Format;
  readonly request: Omit<ConfigureRequest, 'machine' | 'earlierEndpoints' | 'sharesHost'>;
}
