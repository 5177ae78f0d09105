// What operations came to, as lines for a terminal, outputs and Markdown for a job summary.

import type { AssetRecord } from '../../core/documents/manifest.ts';
import { type PlanItem, type PromotionPlan, type TagPlan, tagsNow } from '../../core/documents/plan.ts';
import { hasWritten } from '../../core/documents/promotion-record.ts';
import type { OutputName } from '../../core/inputs/definitions.ts';
import { purl, shortForm } from '../../core/model/coordinates.ts';
import { countOutcomes, type Outcome } from '../../core/model/outcome.ts';
import { ownMember } from '../../core/model/own-member.ts';
import type { PromotionReport } from '../../core/operations/promote/run.ts';
import { isOffered } from '../../core/operations/publish/evidence.ts';
import type { PublishReport } from '../../core/operations/publish/publish.ts';
import type { RetireReport } from '../../core/operations/retire/retire.ts';
import type { RepositoryAddress } from '../../core/ports/code-artifact.ts';
import { markdownText, shownWord } from '../../core/text/shown-text.ts';
import { installLines } from './install-words.ts';
import { markdownLines, markdownTable, moreLine, shownOf, textTable } from './tables.ts';

const bad: readonly Outcome['kind'][] = ['conflict', 'blocked', 'failed'];
const isBad = ({ kind }: Pick<Outcome, 'kind'>): boolean => bad.includes(kind);

/** Bytes of a job summary's parts. GitHub takes 1 MiB a step, and shows nothing of what is longer. */
const SUMMARY = { outcomes: 400_000, tags: 150_000, assets: 250_000, remarks: 100_000 } as const;

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
  if (outcome.kind !== 'conflict' && outcome.kind !== 'skipped') return [];
  return (outcome.differences ?? []).flatMap((each) => [
    `    ${shownWord(each.asset)}: built ${each.localSha256.slice(0, 16)}…, registry ${each.registrySha256.slice(0, 16)}…${each.onlyMetadata ? '; only times, order or owners of the members differ' : ''}`,
    ...each.members.map((member) => `      ${shownWord(member)}`),
    ...(each.truncated ? ['      … and more'] : []),
  ]);
}

function outcomeTable(outcomes: readonly Outcome[]): string[] {
  return [...outcomeRows(outcomes), tally(outcomes)];
}

function outcomeRows(outcomes: readonly Outcome[]): string[] {
  const shown = shownOf(outcomes, isBad);
  const rows = shown.map((outcome) => [outcome.kind, shortForm(outcome.ref), detail(outcome)]);
  const [head = '', ...lines] = textTable(['outcome', 'version', 'why'], rows);
  return [
    head,
    ...lines.flatMap((line, index) => [line, ...(shown[index] ? differences(shown[index]) : [])]),
    ...moreLine(shown.length, outcomes.length),
  ];
}

function outcomeMarkdown(outcomes: readonly Outcome[]): string {
  const shown = shownOf(outcomes, isBad);
  return markdownTable(
    ['', 'version', 'outcome', 'why'],
    shown.map((outcome) => [
      isBad(outcome) ? '❌' : outcome.kind === 'skipped' ? '⏭️' : '✅',
      shortForm(outcome.ref),
      outcome.kind,
      detail(outcome),
    ]),
    {
      bytes: SUMMARY.outcomes,
      all: outcomes.length,
      isImportant: (place) => isBad(shown[place] as Outcome),
    },
  );
}

/** Digests of the versions that are shown; what was tested and what was promoted can be compared by them. */
function assetDetails(
  versions: readonly { readonly purl: string; readonly assets: readonly AssetRecord[] }[],
): string[] {
  const all = versions.reduce((sum, { assets }) => sum + assets.length, 0);
  if (all === 0) return [];
  const rows = shownOf(versions).flatMap(({ purl: name, assets }) =>
    assets.map((asset) => [name, asset.name, String(asset.size), asset.sha256]),
  );
  const table = markdownTable(['version', 'asset', 'bytes', 'sha256'], rows, { bytes: SUMMARY.assets, all });
  return [`<details><summary>Assets and digests</summary>\n\n${table}\n\n</details>`];
}

/** Reasons of left files that are shown; `--json` has every file. */
const MOST_REASONS = 5;

/** `N files: A taken, B verified, C left`, and before it why some were left, those of one reason in a line. */
function fileLines(files: PublishReport['files'], workingDirectory: string): string[] {
  const reasons = new Map<string, string[]>();
  for (const { path, outcome, reason = '' } of files)
    if (outcome === 'left') reasons.set(reason, [...(reasons.get(reason) ?? []), path]);
  const groups = [...reasons].map(([reason, paths]) => {
    const shown = shownWord(withoutFolder(paths[0] as string, workingDirectory));
    return `left ${shown}${paths.length > 1 ? ` and ${paths.length - 1} more` : ''}: ${shownWord(reason)}`;
  });
  const kept = files.filter((file) => file.outcome === 'verified' && isOffered(file)).length;
  const count = (wanted: string) => files.filter(({ outcome }) => outcome === wanted).length;
  return [
    ...groups.slice(0, MOST_REASONS),
    ...(groups.length > MOST_REASONS
      ? [`… and ${groups.length - MOST_REASONS} more reasons; \`--json\` has every file`]
      : []),
    ...(kept > 0 ? [`${kept} signature(s) and attestation(s) stay here; \`evidence: true\` publishes them`] : []),
    `${files.length} files: ${count('taken')} taken, ${count('verified')} verified, ${count('left')} left`,
  ];
}

function withoutFolder(path: string, folder: string): string {
  return path.startsWith(folder) ? path.slice(folder.length).replace(/^[\\/]+/, '') : path;
}

export function outcomeLines(report: PublishReport, workingDirectory: string): string[] {
  const planned = shownOf(report.classifications);
  const rows = planned.map((each) => ['would', shortForm(each.publication), each.standing] as const);
  return [
    ...(report.manifest === undefined && report.outcomes.length === 0
      ? [...textTable(['', 'version', 'registry'], rows), ...moreLine(planned.length, report.classifications.length)]
      : outcomeTable(report.outcomes)),
    ...(report.outcomes.some(({ kind }) => kind === 'published')
      ? [`run ${report.runId}: \`rollback ${report.runId}\` undoes it`]
      : []),
    ...fileLines(report.files, workingDirectory),
  ];
}

export function publishSummary(address: RepositoryAddress, report: PublishReport, dryRun: boolean): string {
  const place = `${address.domain}/${address.repository}`;
  return [
    `### ${dryRun ? 'Would publish' : 'Published'} to ${markdownText(place)}: ${tally(report.outcomes)}`,
    report.outcomes.length > 0
      ? outcomeMarkdown(report.outcomes)
      : markdownTable(
          ['version', 'registry'],
          shownOf(report.classifications).map((each) => [shortForm(each.publication), each.standing]),
          { bytes: SUMMARY.outcomes, all: report.classifications.length },
        ),
    ...assetDetails(report.manifest?.versions ?? []),
    ...markdownLines(
      report.warnings.map((warning) => `> [!WARNING]\n> ${markdownText(warning)}`),
      SUMMARY.remarks,
    ),
  ].join('\n\n');
}

export function planLines(plan: PromotionPlan): string[] {
  const place = ({ domain, repository }: PromotionPlan['source']) => `${domain}/${repository}`;
  const shown = shownOf(plan.items, isHeldBack);
  const rows = shown.map((item) => [
    item.action,
    item.purl,
    item.overwrites ? 'replaces other bytes' : (item.reason ?? ''),
  ]);
  const tagPlans = shownOf(plan.tags, movesTags);
  const tags = tagPlans.flatMap((each) => tagRows(each.package, tagsNow(each), each.afterCopy, each.wanted));
  return [
    `plan: ${place(plan.source)} → ${place(plan.destination)} (${plan.mode}), hash ${plan.hash}`,
    ...textTable(['action', 'version', 'why'], rows),
    ...moreLine(shown.length, plan.items.length),
    ...(tags.length > 0
      ? [
          'dist-tags:',
          ...textTable(['package', 'tag', 'now', 'copy alone', 'wanted'], tags),
          ...moreLine(tagPlans.length, plan.tags.length),
        ]
      : []),
    ...installLines(plan),
    ...plan.losses.map((loss) => `cannot be kept: ${loss}`),
  ];
}

const isHeldBack = ({ action }: PlanItem): boolean => action === 'conflict' || action === 'blocked';

function movesTags(plan: TagPlan): boolean {
  const [now, { wanted }] = [tagsNow(plan), plan];
  return [...Object.keys(now), ...Object.keys(wanted)].some((tag) => ownMember(now, tag) !== ownMember(wanted, tag));
}

type Tags = Readonly<Record<string, string>>;

function tagRows(name: string, before: Tags, afterCopy: Tags, wanted: Tags): string[][] {
  const all = [...new Set([before, afterCopy, wanted].flatMap((tags) => Object.keys(tags)))].sort();
  return all.map((tag) => [name, tag, ...[before, afterCopy, wanted].map((tags) => ownMember(tags, tag) ?? '–')]);
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
  const tagPlans = shownOf(plan.tags, movesTags);
  const tags = tagPlans.flatMap((each) => tagRows(each.package, tagsNow(each), each.afterCopy, each.wanted));
  const items = shownOf(plan.items, isHeldBack);
  const title = report ? `Promoted ${from} → ${to}: ${tally(report.outcomes)}` : `Plan ${from} → ${to}`;
  return [
    `### ${markdownText(title)}`,
    report
      ? outcomeMarkdown(report.outcomes)
      : markdownTable(
          ['action', 'version', 'why'],
          items.map((item) => [item.action, item.purl, item.reason ?? '']),
          {
            bytes: SUMMARY.outcomes,
            all: plan.items.length,
            isImportant: (place) => isHeldBack(items[place] as PlanItem),
          },
        ),
    ...(tags.length > 0
      ? [
          markdownTable(['package', 'tag', 'before', 'copy alone', 'wanted'], tags, {
            bytes: SUMMARY.tags,
            all: tags.length + plan.tags.length - tagPlans.length,
          }),
        ]
      : []),
    ...(plan.tags.length > 0 ? [markdownLines(installLines(plan).map(listItem), SUMMARY.remarks).join('\n')] : []),
    diagram(plan, report),
    ...assetDetails(plan.items),
    ...plan.losses.map((loss) => `- cannot be kept: ${markdownText(loss)}`),
    `Plan hash \`${plan.hash}\`${report ? `, run \`${report.runId}\`` : ''}`,
  ].join('\n\n');
}

// Mermaid ends a label at a quote and reads HTML in it.
const node = (text: string) => `"${shownWord(text).replaceAll('"', "'").replaceAll('<', '‹').replaceAll('>', '›')}"`;

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
  const shown = shownOf(report.plan, ({ to }) => to !== undefined);
  const rows = shown.map((item) => [
    item.to ? `${item.from} → ${item.to}` : 'keep',
    shortForm(item.ref),
    bytes(item.size),
    item.reason,
  ]);
  const other = report.outcomes.filter(({ kind }) => kind === 'skipped' || bad.includes(kind));
  return [
    ...(dryRun ? ['nothing was written; this is what would be done:'] : []),
    ...textTable(['change', 'version', 'size', 'why'], rows),
    ...moreLine(shown.length, report.plan.length),
    ...(other.length > 0 ? ['this came out otherwise:', ...outcomeRows(other)] : []),
    ...(dryRun ? [] : [tally(report.outcomes)]),
    `${bytes(report.freed)} ${dryRun ? 'would be freed' : 'freed'}`,
  ];
}
