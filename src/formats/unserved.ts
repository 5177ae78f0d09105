// How tools want to be refused whose formats the local server does not serve yet, one line a format. A configured format
// that is missing here does not compile; one that gets a server moves to servers.ts.
import type { Format } from '../core/model/package.ts';
import type { FormatServer } from '../core/ports/format-server.ts';
import type { configuredFormats } from './index.ts';
import { refuseGem } from './ruby/refuse.ts';
import { refuseWithDetails } from './shared/error-details.ts';
import { refuseSwift } from './swift/refuse.ts';

export const unserved: Readonly<Record<keyof typeof configuredFormats, FormatServer['refuse']>> &
  Partial<Readonly<Record<Format, FormatServer['refuse']>>> = {
  cargo: refuseWithDetails,
  ruby: refuseGem,
  swift: refuseSwift,
};
