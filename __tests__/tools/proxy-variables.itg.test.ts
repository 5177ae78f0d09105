// Which proxy each real client takes of variables that are set, empty or unset: the table by which ours are judged
// (`proxy-observations.json`) against the clients themselves, started once for each case.
import { describe, expect, test } from '@jest/globals';
import { sampled } from '../support/lane.ts';
import { findObserved, OBSERVED, observedOf, whomItAsks } from '../support/programs/proxy-observer.ts';
import { whyNot } from '../support/programs/tools.ts';

describe.each(OBSERVED.map((client) => [client.id, client] as const))('%s', (id, client) => {
  const tool = findObserved(client);
  const missing = whyNot(tool);
  const seen = observedOf(id);

  (missing ? test.skip : test)(
    `goes as the table says${missing ? ` (${missing})` : ''}`,
    async () => {
      for (const told of sampled([...seen.keys()], 2, id.length * 17))
        expect(`${told}: ${await whomItAsks(client, tool, told)}`).toBe(`${told}: ${seen.get(told)}`);
    },
    3_600_000,
  );
});
