// What operations came to, as lines for a terminal, outputs and Markdown for a job summary.
import type { PromotionPlan } from '../../core/documents/plan.ts';
import { hasWritten } from '../../core/documents/promotion-record.ts';
import type { OutputName } from '../../core/inputs/definitions.ts';
import { purl, shortForm } from '../../core/model/coordinates.ts';
import { countOutcomes, type Outcome } from '../../core/model/outcome.ts';
import type { PromotionReport } from '../../core/operations/promote/run.ts';
import type { PublishReport } from '../../core/operations/publish/publish.ts';
import type { RetireReport } from '../../core/operations/retire/retire.ts';
import type { RepositoryAddress } from '../../core/ports/code-artifact.ts';
import { installLines } from './install-words.ts';
import { markdownTable, markdownText, printable, textTable } from './tables.ts';

const bad: readonly Outcome['kind'][] = ['conflict', 'blocked', 'failed'];

export function outcomeOutputs(outcomes: readonly Outcome[]): Partial<Record<OutputName, string>> {
  const list = (...kinds: Outcome['kind'][]) =>
    JSON.stringify(outcomes.filter(({ kind }) => kinds.includes(kind)).map(({ ref }) => purl(ref)));
  return {
    published: list('published'),
    unchanged: list('unchanged'),
    promoted: list('promoted'),
    failed: list(...bad),
  };
}

const detail = (outcome: Outcome): string => {
  if (outcome.kind === 'changed')
    return `${outcome.from} → ${outcome.to}${outcome.reason ? `, ${outcome.reason}` : ''}`;
  const code = 'code' in outcome && outcome.code !== undefined ? `${outcome.code}: ` : '';
  return `${code}${outcome.reason ?? ''}`;
};

const tally = (outcomes: readonly Outcome[]): string =>
  Object.entries(countOutcomes(outcomes))
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ') || 'nothing to do';

/** Archive members that differ, below the row of their version. */
function differences(outcome: Outcome): string[] {
  if (outcome.kind !== 'conflict') return [];
  return (outcome.differences ?? []).flatMap((each) => [
    `    ${printable(each.asset)}: built ${each.localSha256.slice(0, 16)}…, registry ${each.registrySha256.slice(0, 16)}…${each.onlyMetadata ? '; only times, order or owners of the members differ' : ''}`,
    ...each.members.map((member) => `      ${printable(member)}`),
    ...(each.truncated ? ['      … and more'] : []),
  ]);
}

function outcomeTable(outcomes: readonly Outcome[]): string[] {
  return [...outcomeRows(outcomes), tally(outcomes)];
}

function outcomeRows(outcomes: readonly Outcome[]): string[] {
  const rows = outcomes.map((outcome) => [outcome.kind, shortForm(outcome.ref), detail(outcome)]);
  const [head = '', ...lines] = textTable(['outcome', 'version', 'why'], rows);
  return [head, ...lines.flatMap((line, index) => [line, ...(outcomes[index] ? differences(outcomes[index]) : [])])];
}

const outcomeMarkdown = (outcomes: readonly Outcome[]) =>
  markdownTable(
    ['', 'version', 'outcome', 'why'],
    outcomes.map((outcome) => [
      bad.includes(outcome.kind) ? '❌' : '✅',
      shortForm(outcome.ref),
      outcome.kind,
      detail(outcome),
    ]),
  );

export function outcomeLines(report: PublishReport): string[] {
  const refused = report.verdicts.filter(({ verdict }) => verdict === 'refused');
  const planned = report.classifications.map((each) => ['would', shortForm(each.publication), each.standing] as const);
  return [
    ...refused.map(({ path, reason }) => `refused ${printable(path)}: ${printable(reason)}`),
    ...(report.manifest === undefined && report.outcomes.length === 0
      ? textTable(['', 'version', 'registry'], planned)
      : outcomeTable(report.outcomes)),
  ];
}

export function publishSummary(address: RepositoryAddress, report: PublishReport, dryRun: boolean): string {
  const place = `${address.domain}/${address.repository}`;
  const assets = (report.manifest?.versions ?? []).flatMap((version) =>
    version.assets.map((asset) => [version.purl, asset.name, String(asset.size), asset.sha256]),
  );
  return [
    `### ${dryRun ? 'Would publish' : 'Published'} to ${markdownText(place)}: ${tally(report.outcomes)}`,
    report.outcomes.length > 0
      ? outcomeMarkdown(report.outcomes)
      : markdownTable(
          ['version', 'registry'],
          report.classifications.map((each) => [shortForm(each.publication), each.standing]),
        ),
    ...(assets.length > 0
      ? [
          `<details><summary>Assets and digests</summary>\n\n${markdownTable(['version', 'asset', 'bytes', 'sha256'], assets)}\n\n</details>`,
        ]
      : []),
    ...report.warnings.map((warning) => `> [!WARNING]\n> ${markdownText(warning)}`),
  ].join('\n\n');
}

export function planLines(plan: PromotionPlan): string[] {
  const place = ({ domain, repository }: PromotionPlan['source']) => `${domain}/${repository}`;
  const rows = plan.items.map((item) => [
    item.action,
    item.purl,
    item.overwrites ? 'replaces other bytes' : (item.reason ?? ''),
  ]);
  const tags = plan.tags.flatMap((each) => tagRows(each.package, each.before, each.afterCopy, each.wanted));
  return [
    `plan: ${place(plan.source)} → ${place(plan.destination)} (${plan.mode}), hash ${plan.hash}`,
    ...textTable(['action', 'version', 'why'], rows),
    ...(tags.length > 0 ? ['dist-tags:', ...textTable(['package', 'tag', 'now', 'copy alone', 'wanted'], tags)] : []),
    ...installLines(plan),
    ...plan.losses.map((loss) => `cannot be kept: ${loss}`),
  ];
}

type Tags = Readonly<Record<string, string>>;

function tagRows(name: string, before: Tags, afterCopy: Tags, wanted: Tags): string[][] {
  const all = [...new Set([before, afterCopy, wanted].flatMap((tags) => Object.keys(tags)))].sort();
  return all.map((tag) => [name, tag, before[tag] ?? '–', afterCopy[tag] ?? '–', wanted[tag] ?? '–']);
}

export function promotionLines(report: PromotionReport): string[] {
  // Of a run that wrote nothing there is nothing to undo.
  const undo = hasWritten(report.writes) ? `: \`rollback ${report.runId}\` undoes it` : '';
  return [...outcomeTable(report.outcomes), `run ${report.runId}${undo}`];
}

const listItem = (line: string) => `- ${markdownText(line)}`;

/** Table, tags, digests and a diagram of where each version now lives. */
export function promotionSummary(plan: PromotionPlan, report: PromotionReport | undefined): string {
  const from = `${plan.source.domain}/${plan.source.repository}`;
  const to = `${plan.destination.domain}/${plan.destination.repository}`;
  const tags = plan.tags.flatMap((each) => tagRows(each.package, each.before, each.afterCopy, each.wanted));
  const assets = plan.items.flatMap((item) =>
    item.assets.map((asset) => [item.purl, asset.name, String(asset.size), asset.sha256]),
  );
  const title = report ? `Promoted ${from} → ${to}: ${tally(report.outcomes)}` : `Plan ${from} → ${to}`;
  return [
    `### ${markdownText(title)}`,
    report
      ? outcomeMarkdown(report.outcomes)
      : markdownTable(
          ['action', 'version', 'why'],
          plan.items.map((item) => [item.action, item.purl, item.reason ?? '']),
        ),
    ...(tags.length > 0 ? [markdownTable(['package', 'tag', 'before', 'copy alone', 'wanted'], tags)] : []),
    ...(plan.tags.length > 0 ? [installLines(plan).map(listItem).join('\n')] : []),
    diagram(plan, report),
    ...(assets.length > 0
      ? [
          `<details><summary>Assets and digests</summary>\n\n${markdownTable(['version', 'asset', 'bytes', 'sha256'], assets)}\n\n</details>`,
        ]
      : []),
    ...plan.losses.map((loss) => `- cannot be kept: ${markdownText(loss)}`),
    `Plan hash \`${plan.hash}\`${report ? `, run \`${report.runId}\`` : ''}`,
  ].join('\n\n');
}

// Mermaid ends a label at a quote and reads HTML in it.
const node = (text: string) => `"${printable(text).replaceAll('"', "'").replaceAll('<', '‹').replaceAll('>', '›')}"`;

function diagram(plan: PromotionPlan, report: PromotionReport | undefined): string {
  const shown = plan.items.slice(0, 30);
  const arrived = new Set(
    (report?.outcomes ?? [])
      .filter(({ kind }) => kind === 'promoted' || kind === 'unchanged')
      .map(({ ref }) => purl(ref)),
  );
  const lines = shown.map((item, index) => {
    const isThere = report ? arrived.has(item.purl) : item.action === 'unchanged';
    return `  v${index}[${node(item.purl.replace(/^pkg:/, ''))}] ${isThere ? '==>' : '-.->'} destination`;
  });
  const more =
    plan.items.length > shown.length
      ? [`  more[${node(`and ${plan.items.length - shown.length} more`)}] --> destination`]
      : [];
  return [
    '```mermaid',
    'flowchart LR',
    `  subgraph source[${node(plan.source.repository)}]`,
    ...lines.map((_, index) => `    v${index}`),
    '  end',
    `  destination[(${node(plan.destination.repository)})]`,
    ...lines,
    ...more,
    '```',
  ].join('\n');
}

export function changeLines(outcomes: readonly Outcome[], dryRun: boolean): string[] {
  return [...(dryRun ? ['nothing was written; this is what would be done:'] : []), ...outcomeTable(outcomes)];
}

export function changeSummary(
  title: string,
  address: RepositoryAddress,
  outcomes: readonly Outcome[],
  dryRun: boolean,
): string {
  return [
    `### ${title}${dryRun ? ' (dry run)' : ''} in ${markdownText(`${address.domain}/${address.repository}`)}: ${tally(outcomes)}`,
    outcomeMarkdown(outcomes),
  ].join('\n\n');
}

const bytes = (count: number) =>
  count < 1024
    ? `${count} B`
    : count < 1024 ** 2
      ? `${(count / 1024).toFixed(1)} KiB`
      : count < 1024 ** 3
        ? `${(count / 1024 ** 2).toFixed(1)} MiB`
        : `${(count / 1024 ** 3).toFixed(2)} GiB`;

export function retireLines(report: RetireReport, dryRun: boolean): string[] {
  const rows = report.plan.map((item) => [
    item.to ? `${item.from} → ${item.to}` : 'keep',
    shortForm(item.ref),
    bytes(item.size),
    item.reason,
  ]);
  const other = report.outcomes.filter(({ kind }) => kind === 'skipped' || bad.includes(kind));
  return [
    ...(dryRun ? ['nothing was written; this is what would be done:'] : []),
    ...textTable(['change', 'version', 'size', 'why'], rows),
    ...(other.length > 0 ? ['this came out otherwise:', ...outcomeRows(other)] : []),
    ...(dryRun ? [] : [tally(report.outcomes)]),
    `${bytes(report.freed)} ${dryRun ? 'would be freed' : 'freed'}`,
  ];
}
