export const id = 7523;
export const ids = [7523];
export const modules = {

/***/ 7523:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  promoteCommand: () => (/* binding */ promoteCommand)
});

// EXTERNAL MODULE: ./lib/aws/sign-in.js + 13 modules
var sign_in = __webpack_require__(7757);
// EXTERNAL MODULE: ./lib/core/documents/canonical.js
var canonical = __webpack_require__(8352);
// EXTERNAL MODULE: ./lib/core/documents/read.js
var read = __webpack_require__(4492);
// EXTERNAL MODULE: ./lib/core/errors/catalogue.js
var catalogue = __webpack_require__(6842);
// EXTERNAL MODULE: ./lib/core/errors/registry-error.js
var registry_error = __webpack_require__(511);
// EXTERNAL MODULE: ./lib/core/model/outcome.js
var model_outcome = __webpack_require__(6437);
// EXTERNAL MODULE: ./lib/core/documents/journal.js
var documents_journal = __webpack_require__(2069);
// EXTERNAL MODULE: ./lib/core/documents/plan.js
var documents_plan = __webpack_require__(1227);
// EXTERNAL MODULE: ./lib/core/model/coordinates.js
var coordinates = __webpack_require__(1626);
// EXTERNAL MODULE: ./lib/core/model/repository.js
var repository = __webpack_require__(3257);
// EXTERNAL MODULE: ./lib/core/operations/repository/repository-access.js
var repository_access = __webpack_require__(5034);
// EXTERNAL MODULE: ./lib/core/calls/concurrency.js
var calls_concurrency = __webpack_require__(4054);
// EXTERNAL MODULE: ./lib/core/operations/dist-tags/marks.js
var dist_tags_marks = __webpack_require__(6301);
// EXTERNAL MODULE: ./lib/core/operations/repository/assets.js
var repository_assets = __webpack_require__(4138);
// EXTERNAL MODULE: ./lib/core/operations/repository/package-records.js
var package_records = __webpack_require__(7348);
// EXTERNAL MODULE: ./lib/core/operations/repository/verify-download.js
var verify_download = __webpack_require__(8311);
// EXTERNAL MODULE: ./lib/core/calls/waits.js
var waits = __webpack_require__(8235);
// EXTERNAL MODULE: ./lib/core/model/package.js
var model_package = __webpack_require__(1265);
;// CONCATENATED MODULE: ./lib/core/operations/repository/version-lookup.js
// Versions of one repository as a promotion looks at them: listed once for each package, and seen whole. What a version
// is (revision, status) and what it holds (assets) are two calls, and the service need not answer both of the same
// moment; since both name the revision, they are held against each other.



/** Between domains, what publishing makes anew is no difference. Within one, a copy keeps every byte. */
function ignoredAssets(mode, formats) {
    return mode === 'copy' ? undefined : derivedAssets(formats);
}
/** Assets that the registry makes itself. */
function derivedAssets(formats) {
    return (ref) => formats.find(({ name }) => name === ref.format)?.publishing?.derivedAssets ?? [];
}
/** One or two versions are cheaper to describe than a package with thousands of versions is to list. */
const MOST_DESCRIBED = 2;
/** Waits for two answers to be of one moment. */
const LOOKS_MS = [50, 100, 250, 500, 1000, 2000, 4000, 8000];
class VersionLookup {
    side;
    address;
    #options;
    #expected = new Map();
    #listed = new Map();
    constructor(side, options) {
        this.side = side;
        this.address = { ...side.address, repository: options.repository ?? side.address.repository };
        this.#options = options;
    }
    /** Announces versions that will be asked for. */
    expect(refs) {
        for (const ref of refs) {
            const known = this.#expected.get((0,model_package/* packageKey */.MO)(ref));
            if (known)
                known.count++;
            else
                this.#expected.set((0,model_package/* packageKey */.MO)(ref), { ref, count: 1 });
        }
    }
    async find(ref) {
        if (await this.lacks(ref))
            return undefined;
        if ((this.#expected.get((0,model_package/* packageKey */.MO)(ref))?.count ?? 1) <= MOST_DESCRIBED)
            return this.side.reader.describePackageVersion(this.address, ref);
        return (await this.all(ref)).get(ref.version);
    }
    /** Whether nothing of the package is known to be there. */
    async lacks(ref) {
        return (await this.#options.records?.lacks(ref)) ?? false;
    }
    all(ref) {
        const key = (0,model_package/* packageKey */.MO)(ref);
        const listed = this.#listed.get(key) ?? this.#list(ref);
        this.#listed.set(key, listed);
        return listed;
    }
    /**
     * A version with its assets; undefined when it is not there. `isLikely` asks for both at the same time.
     * Answers that do not belong together are asked for anew, both of them: either may be the old one.
     */
    async see(ref, isLikely) {
        const early = isLikely ? this.#assets(ref) : undefined;
        // Its failure is told where it is awaited, or not at all when the version is not there.
        early?.catch(() => { });
        let found = await this.find(ref);
        if (!found && !isLikely)
            return undefined;
        let listing = await (early ?? this.#assets(ref));
        for (const wait of LOOKS_MS) {
            if (found?.revision === listing?.revision)
                break;
            await (0,waits/* waitFor */.fm)(this.#options.host, wait, 'the service gives a version and its assets of one moment');
            const { reader } = this.side;
            [found, listing] = await Promise.all([reader.describePackageVersion(this.address, ref), this.#assets(ref)]);
        }
        if (!found)
            return undefined;
        const assets = this.#compared(ref, (0,repository_assets/* recordsOf */.M$)(listing?.assets ?? []));
        return { revision: found.revision, status: found.status, assets, isTorn: found.revision !== listing?.revision };
    }
    #assets(ref) {
        return this.side.reader.listPackageVersionAssets(this.address, ref);
    }
    #compared(ref, assets) {
        const ignored = this.#options.ignored?.(ref) ?? [];
        return assets.filter(({ name }) => !ignored.includes(name));
    }
    async #list(ref) {
        const found = new Map();
        if (await this.lacks(ref))
            return found;
        for await (const summary of this.side.reader.listPackageVersions(this.address, ref))
            found.set(summary.version, summary);
        return found;
    }
}
/** Upstreams of a side as lookups, in search order. */
function upstreamLookups(side, chain, options) {
    return chain.repositories.slice(1).map((repository) => new VersionLookup(side, { ...options, repository }));
}

;// CONCATENATED MODULE: ./lib/core/operations/promote/check-drift.js
// Whether the registry is still what the plan was made of. What this plan itself would change is no drift, so that an
// interrupted run can be continued, with or without its journal.
//
// A plan that was approved may be days old, so everything is read again. Of a plan that this process made a moment ago
// most need not be: the copy itself is pinned, so the service refuses a source that changed (MISMATCHED_REVISION), and
// without leave to overwrite also a destination that changed (ALREADY_EXISTS), and the answer to the copy tells a status
// that changed. Reading it all again would only move the moment from which changes are not seen before anything is
// copied, by as long as planning took; the copies themselves go out over a longer time anyway.
// Nothing protects what is overwritten and tags that the copy moves: those are read again in any case.








/** `isJustMade`: this process made the plan a moment ago. */
async function checkDrift(plan, sides, isJustMade) {
    const isWhole = !isJustMade || plan.mode === 'republish' || sides.verifyBy === 'download';
    const items = isWhole ? plan.items : plan.items.filter(({ overwrites }) => overwrites === true);
    const options = { host: sides.host, ignored: ignoredAssets(plan.mode, sides.formats) };
    const refs = items.map(documents_plan/* versionOf */.E);
    const source = new VersionLookup(sides.source, options);
    const records = new package_records/* PackageRecords */.b(sides.destination, refs);
    const destination = new VersionLookup(sides.destination, { ...options, records });
    for (const lookup of [source, destination])
        lookup.expect(refs);
    const finished = new Set();
    const checkItem = async (item) => {
        const held = item.heldBy === undefined ? source : new VersionLookup(sides.source, { ...options, repository: item.heldBy });
        const problems = await (0,calls_concurrency/* settleAll */.j3)([sourceDrift(item, held), destinationDrift(item, destination, finished)]).then((both) => both.flat());
        if (sides.verifyBy === 'download' && problems.length === 0)
            problems.push(...(await servedDrift(item, isThere(item, finished) ? destination : held, plan)));
        return problems.map((problem) => `${item.purl}: ${problem}`);
    };
    const tagPlans = isWhole ? plan.tags : plan.tags.filter(({ before }) => Object.keys(before).length > 0);
    const [found, tags] = await (0,calls_concurrency/* settleAll */.j3)([
        (0,calls_concurrency/* mapConcurrent */._k)(READS_AT_ONCE, items, checkItem),
        (0,calls_concurrency/* mapConcurrent */._k)(READS_AT_ONCE, tagPlans, (tagPlan) => tagDrift(tagPlan, sides.destination)),
    ]);
    return { problems: [...found.flat(), ...tags.flat()], finished };
}
/** Versions looked at at once. How many calls that makes is up to the pace of each kind of call; see `retrying`. */
const READS_AT_ONCE = 256;
const isThere = (item, finished) => item.action === 'unchanged' || finished.has(item.purl);
/** Whether the bytes served are those that are listed. Between domains what is read from the source is proven anyway. */
async function servedDrift(item, { side, address }, plan) {
    const isSource = address.repository !== plan.destination.repository || address.domain !== plan.destination.domain;
    if (isSource && plan.mode === 'republish')
        return [];
    const problems = await (0,verify_download/* verifyByDownload */["do"])((0,documents_plan/* versionOf */.E)(item), item.assets, {
        reader: side.reader,
        address,
        attempts: side.attempts,
    });
    return problems.map((problem) => `${address.repository}: ${problem}`);
}
async function sourceDrift(item, lookup) {
    const found = await lookup.find((0,documents_plan/* versionOf */.E)(item));
    if (!found)
        return ['the source no longer has it'];
    if (found.revision !== item.revision)
        return [`the source has revision ${found.revision}, the plan pins ${item.revision}`];
    return found.status === item.status ? [] : [`the source has it as ${found.status}, the plan says ${item.status}`];
}
async function destinationDrift(item, lookup, finished) {
    const ref = (0,documents_plan/* versionOf */.E)(item);
    const found = await lookup.find(ref);
    if (!found)
        return item.before === null ? [] : ['the destination no longer has it'];
    if (found.revision === item.before?.revision && found.status === item.before.status)
        return [];
    const seen = await lookup.see(ref, true);
    if (!seen)
        return ['the destination has it no longer'];
    if (seen.isTorn)
        return ['the destination tells of one revision and lists the assets of another'];
    const differences = (0,repository_assets/* differencesOf */.g6)(item.assets, seen.assets);
    if (differences.length === 0 && seen.status === 'Published') {
        finished.add(item.purl);
        return [];
    }
    if (differences.length === 0)
        return [`the destination has it as ${seen.status}`];
    return [`the destination has other bytes than the plan says: ${differences.join(', ')}`];
}
async function tagDrift(tagPlan, side) {
    if (!side.tags)
        return [];
    const raw = (await side.tags(side.address, (0,coordinates/* parseCoordinate */.EK)(tagPlan.package))) ?? {};
    const now = (0,dist_tags_marks/* withoutOwnTags */.Q5)(raw);
    const problems = [];
    for (const tag of new Set([...Object.keys(now), ...Object.keys(tagPlan.before)])) {
        const value = now[tag];
        const isAsPlanned = value === tagPlan.before[tag] || value === tagPlan.afterCopy[tag] || value === tagPlan.wanted[tag];
        if (!isAsPlanned) {
            const words = (version) => version ?? 'nothing';
            problems.push(`${tagPlan.package}: the dist-tag ${tag} points at ${words(value)}, the plan says ${words(tagPlan.before[tag])}`);
        }
    }
    return problems;
}

;// CONCATENATED MODULE: ./lib/core/operations/promote/copy-batches.js


/** The service's limit of versions in one call. */
const MOST_VERSIONS = 100;
/** Batches in the order of the plan; versions that overwrite travel apart, so that the flag covers nothing else. */
function batchesOf(items) {
    const groups = new Map();
    for (const item of items) {
        const { version: _, ...ref } = (0,documents_plan/* versionOf */.E)(item);
        const overwrites = item.overwrites === true;
        const key = `${(0,model_package/* packageKey */.MO)(ref)}\n${overwrites}`;
        const group = groups.get(key) ?? { ref, items: [], overwrites };
        group.items.push(item);
        groups.set(key, group);
    }
    return [...groups.values()].flatMap(({ ref, items: all, overwrites }) => {
        const batches = [];
        for (let start = 0; start < all.length; start += MOST_VERSIONS)
            batches.push({ ref, items: all.slice(start, start + MOST_VERSIONS), overwrites });
        return batches;
    });
}
/** One call. Versions the answer does not name were identical already, which is a success (user guide, copy-package). */
async function copyBatch(batch, plan, writer, journal) {
    const versions = batch.items.map((item) => ({ item, ref: (0,documents_plan/* versionOf */.E)(item) }));
    const revisions = Object.fromEntries(versions.map(({ item, ref }) => [ref.version, item.revision]));
    const write = {
        action: batch.overwrites ? 'overwrite' : 'copy',
        purls: batch.items.map(({ purl }) => purl),
        revisions,
    };
    const results = await journal.around(write, () => writer.copyPackageVersions({
        domain: plan.source.domain,
        domainOwner: plan.source.domainOwner,
        sourceRepository: plan.source.repository,
        destinationRepository: plan.destination.repository,
        package: batch.ref,
        revisions,
        allowOverwrite: batch.overwrites,
        includeFromUpstream: batch.items.some(({ heldBy }) => heldBy !== undefined),
    }), ({ failed }) => Object.keys(failed).length === 0
        ? 'copied'
        : `failed ${Object.values(failed)
            .map(({ code }) => code)
            .join(' ')}`);
    return new Map(versions.map(({ item, ref }) => {
        const failure = results.failed[ref.version];
        if (failure)
            return [item.purl, failureOutcome(ref, failure)];
        return [item.purl, withdrawnOutcome(ref, results.successful[ref.version]?.status)];
    }));
}
/** A status that changed changes no revision, so nothing pins it; the copy has the status of that moment and says so. */
function withdrawnOutcome(ref, status) {
    if (status === undefined || status === 'Published')
        return undefined;
    const reason = `it became ${status} in the source while it was promoted, and so it arrived`;
    return { kind: 'failed', ref, code: 'CA-CONFLICT-003', reason };
}
const failureOutcome = (ref, { code, message }) => {
    const reason = `the service answered ${code}${message === '' ? '' : `: ${message}`}`;
    switch (code) {
        case 'ALREADY_EXISTS':
            return { kind: 'conflict', ref, code: 'CA-CONFLICT-001', reason };
        case 'MISMATCHED_REVISION':
        case 'MISMATCHED_STATUS':
        case 'NOT_FOUND':
            return { kind: 'conflict', ref, code: 'CA-CONFLICT-002', reason: `changed since the plan; ${reason}` };
        case 'NOT_ALLOWED':
            return { kind: 'blocked', ref, code: 'CA-CONFLICT-003', reason };
        case 'SKIPPED':
            return {
                kind: 'blocked',
                ref,
                code: 'CA-RUN-001',
                reason: `held back because of another version of the same package; ${reason}`,
            };
    }
};

// EXTERNAL MODULE: ./lib/core/operations/dist-tags/write.js
var dist_tags_write = __webpack_require__(6408);
;// CONCATENATED MODULE: ./lib/core/operations/promote/write-tags.js



/** Notes what the tags were and shall be; the copy itself moves some of them, so the single writes do not tell. */
async function journalTags(plan, journal) {
    for (const tag of new Set([...Object.keys(plan.before), ...Object.keys(plan.wanted)])) {
        const was = plan.before[tag] ?? null;
        const becomes = plan.wanted[tag] ?? null;
        if (was !== becomes)
            await journal.note({ action: 'tag', package: plan.package, tag, was, becomes });
    }
}
/** Tags that the copy will move and that must not stay moved: noted in the destination, so that no journal is needed. */
async function stashTags(plan, tags, ports) {
    const moving = movedAside(plan);
    if (moving.length === 0)
        return;
    const ref = (0,coordinates/* parseCoordinate */.EK)(plan.package);
    const current = await (0,dist_tags_write/* readTags */.g$)(ref, ports);
    for (const tag of moving) {
        const note = `${dist_tags_marks/* KEEP_PREFIX */.vH}${tag}`;
        const becomes = plan.before[tag];
        if (current[note] !== becomes)
            await (0,dist_tags_write/* writeTag */.M5)({ ref, tag: note, was: current[note], becomes }, tags, ports);
    }
}
/** Tags of the destination that the copy takes along although the plan wants them elsewhere. */
function movedAside({ before, afterCopy, wanted, hiddenByUpstream }) {
    return Object.keys(before).filter((tag) => afterCopy[tag] !== before[tag] && wanted[tag] !== afterCopy[tag] && hiddenByUpstream[tag] === undefined);
}
/** After the copy: wanted values first, then our own marks go. Returns what package managers see at the end. */
async function setTags(plan, arrived, tags, ports) {
    const ref = (0,coordinates/* parseCoordinate */.EK)(plan.package);
    const current = await (0,dist_tags_write/* readTags */.g$)(ref, ports);
    const aside = arrived.isFresh ? movedAside(plan) : [];
    let writes = 0;
    const write = (tag, becomes) => {
        writes++;
        return (0,dist_tags_write/* writeTag */.M5)({ ref, tag, was: current[tag], becomes }, tags, ports);
    };
    for (const [tag, version] of Object.entries(plan.wanted)) {
        const hidden = plan.hiddenByUpstream[tag];
        // What an upstream hides cannot be read; it is written only when the plan means to change it.
        const isOff = hidden ? version !== hidden.version : current[tag] !== version;
        if (isOff || aside.includes(tag))
            await write(tag, version);
    }
    // A tag the source got after the plan was made came along with the copy and is not wanted.
    for (const [tag, version] of Object.entries((0,dist_tags_marks/* withoutOwnTags */.Q5)(current))) {
        const isPlanned = plan.wanted[tag] !== undefined || plan.hiddenByUpstream[tag] !== undefined;
        if (!isPlanned && arrived.versions.has(version))
            await write(tag, null);
    }
    const marks = Object.keys(current).filter((tag) => tag === dist_tags_marks/* STAGING_TAG */.jl || tag.startsWith(dist_tags_marks/* KEEP_PREFIX */.vH));
    for (const tag of new Set([...marks, ...aside.map((moved) => dist_tags_marks/* KEEP_PREFIX */.vH + moved)]))
        await write(tag, null);
    return (0,dist_tags_marks/* withoutOwnTags */.Q5)(writes === 0 ? current : await (0,dist_tags_write/* readTags */.g$)(ref, ports));
}

;// CONCATENATED MODULE: ./lib/core/operations/promote/copy.js
// Within one domain: copy by batches side by side, each followed by its proof and its tags.










async function copyPromotion(run, ports) {
    return new CopyRun(run, ports).carryOut();
}
/** Waits before the service lists a copied version. */
const copy_LOOKS_MS = [0, 100, 250, 500, 1000, 2000, 4000, 8000];
/**
 * A package in hand mostly waits for its turn, its proof and its tags. How many copies are sent at once is up to the
 * pacer, which the number of those that wait tells how many refusals a search for the limit may cost.
 */
const PACKAGES_IN_HAND = 64;
/** Versions of one batch proven at once; the pacer keeps all reads together within the service's limits. */
const PROOFS = 32;
class CopyRun {
    #run;
    #ports;
    #tagPorts;
    #outcomes = new Map();
    #tags = [];
    #isStopped = false;
    #done = 0;
    constructor(run, ports) {
        this.#run = run;
        this.#ports = ports;
        // A copy in hand must get its tags even after an interrupt: stopping between the two would leave a tag moved.
        const host = { ...ports.host, interrupted: ports.host.cutOff };
        this.#tagPorts = {
            host,
            side: ports.destination,
            target: (0,repository_access/* writeTarget */.vN)(ports.destination),
            journal: run.journal,
        };
    }
    async carryOut() {
        const { plan, finished, concurrency } = this.#run;
        for (const item of plan.items) {
            const ref = (0,documents_plan/* versionOf */.E)(item);
            const { revision } = item;
            if (item.action === 'unchanged')
                this.#outcomes.set(item.purl, { kind: 'unchanged', ref, revision, reason: item.reason });
            else if (finished.has(item.purl)) {
                this.#outcomes.set(item.purl, {
                    kind: 'unchanged',
                    ref,
                    revision,
                    reason: 'an earlier run of this plan promoted it',
                });
            }
        }
        const packages = this.#packages();
        await (0,calls_concurrency/* runInDependencyOrder */.KG)(concurrency > 1 ? Math.max(concurrency, PACKAGES_IN_HAND) : 1, packages, (index) => packages[index]?.needs ?? [], async (work, isWell) => {
            if (!isWell || this.#isStopped || this.#ports.host.interrupted.aborted)
                return false;
            return this.#promote(work);
        });
        return {
            outcomes: plan.items.map((item) => this.#outcomeOf(item)),
            tags: this.#tags,
            warnings: this.#run.warnings,
        };
    }
    /** Packages in the order of the plan; packages whose versions are all there still get their tags. */
    #packages() {
        const { plan } = this.#run;
        const tagPlans = new Map(plan.tags.map((tagPlan) => [tagPlan.package, tagPlan]));
        const groups = new Map();
        for (const item of plan.items) {
            const key = (0,coordinates/* purl */.EV)(packageOf(item));
            groups.set(key, [...(groups.get(key) ?? []), item]);
        }
        const places = new Map([...groups.keys()].map((key, index) => [key, index]));
        return [...groups].map(([key, items]) => ({
            ref: packageOf(items[0]),
            items,
            batches: batchesOf(items.filter(({ purl: text }) => !this.#outcomes.has(text))),
            tagPlan: tagPlans.get(key),
            needs: items.flatMap(({ needs = [] }) => needs.flatMap((needed) => places.get(needed) ?? [])),
        }));
    }
    async #promote({ ref, items, batches, tagPlan }) {
        const tags = this.#tagsOf(ref.format);
        const versions = new Set(items.map((item) => (0,documents_plan/* versionOf */.E)(item).version));
        const proofs = [];
        try {
            if (tagPlan && batches.length > 0)
                await journalTags(tagPlan, this.#run.journal);
            if (tagPlan && tags && batches.length > 0)
                await stashTags(tagPlan, tags, this.#tagPorts);
            for (const batch of batches) {
                const results = await this.#copy(batch);
                if (!results)
                    break;
                // Reads have a pace of their own: the next copy need not wait for them, and the tags must not.
                const proof = this.#proveAll(batch, results);
                proof.catch(() => { });
                proofs.push(proof);
            }
            const isFresh = batches.length > 0;
            const asserted = tagPlan && tags ? setTags(tagPlan, { versions, isFresh }, tags, this.#tagPorts) : undefined;
            const [seen] = await (0,calls_concurrency/* settleAll */.j3)([asserted, ...proofs]);
            if (tagPlan && seen)
                this.#tags.push({ ...tagPlan, seen });
            return items.every(({ purl: text }) => copy_isThere(this.#outcomes.get(text)));
        }
        catch (error) {
            // What is proven in spite of it is told as it is.
            await Promise.allSettled(proofs);
            this.#fail(batches, (0,registry_error/* asRegistryError */._A)(error));
            return false;
        }
    }
    #tagsOf(format) {
        return this.#ports.formats.find(({ name }) => name === format)?.publishing?.tags;
    }
    /** Undefined when the run has stopped before; the outcome of each version that the service refused. */
    async #copy(batch) {
        if (this.#isStopped || this.#ports.host.interrupted.aborted)
            return undefined;
        const { plan, journal } = this.#run;
        const results = await copyBatch(batch, plan, this.#ports.destination.writer, journal);
        if ([...results.values()].some((refused) => refused !== undefined))
            this.#isStopped = true;
        return results;
    }
    async #proveAll(batch, results) {
        await (0,calls_concurrency/* mapConcurrent */._k)(PROOFS, batch.items, async (item) => {
            const outcome = results.get(item.purl) ?? (await this.#prove(item));
            this.#outcomes.set(item.purl, outcome);
            if (outcome.kind !== 'promoted')
                this.#isStopped = true;
            this.#ports.host.log.progress('promoted', ++this.#done, this.#run.plan.items.length);
        });
    }
    /** Digests that the destination lists against those of the plan. */
    async #prove(item) {
        const ref = (0,documents_plan/* versionOf */.E)(item);
        const { reader, address, attempts } = this.#ports.destination;
        let differences = [];
        for (const wait of copy_LOOKS_MS) {
            if (wait > 0)
                await (0,waits/* waitFor */.fm)(this.#ports.host, wait, 'the destination lists what was copied');
            const assets = (0,repository_assets/* recordsOf */.M$)((await reader.listPackageVersionAssets(address, ref))?.assets ?? []);
            differences = (0,repository_assets/* differencesOf */.g6)(item.assets, assets);
            if (differences.length === 0) {
                if (this.#run.verifyBy === 'download')
                    differences = await (0,verify_download/* verifyByDownload */["do"])(ref, item.assets, { reader, address, attempts });
                if (differences.length === 0)
                    return { kind: 'promoted', ref, revision: item.revision };
                break;
            }
            // An empty list may be a late one; other bytes will not become right by waiting, unless they are overwritten.
            if (assets.length > 0 && item.overwrites !== true)
                break;
        }
        return {
            kind: 'failed',
            ref,
            code: 'CA-CONFLICT-001',
            reason: `after the copy the destination differs: ${differences.join(', ')}`,
        };
    }
    #fail(batches, error) {
        this.#isStopped = true;
        for (const { purl: text } of batches.flatMap(({ items }) => items)) {
            if (this.#outcomes.has(text))
                continue;
            const ref = (0,coordinates/* parseVersionCoordinate */.sq)(text);
            this.#outcomes.set(text, {
                kind: 'failed',
                ref,
                code: error.code,
                reason: error.message,
                requestId: error.requestId,
            });
        }
    }
    #outcomeOf(item) {
        const known = this.#outcomes.get(item.purl);
        if (known)
            return known;
        const ref = (0,documents_plan/* versionOf */.E)(item);
        const { interrupted } = this.#ports.host;
        if (interrupted.aborted) {
            const { code, message } = (0,waits/* interruption */.YW)(interrupted, 'before it was copied');
            return { kind: 'failed', ref, code, reason: message };
        }
        return {
            kind: 'blocked',
            ref,
            code: 'CA-RUN-001',
            reason: 'not begun, because another version of the set failed; run it again to continue',
        };
    }
}
const copy_isThere = (outcome) => outcome?.kind === 'promoted' || outcome?.kind === 'unchanged';
function packageOf(item) {
    const { version: _, ...ref } = (0,documents_plan/* versionOf */.E)(item);
    return ref;
}

// EXTERNAL MODULE: ./lib/core/operations/repository/upstream-chain.js
var upstream_chain = __webpack_require__(8570);
;// CONCATENATED MODULE: ./lib/core/operations/promote/plan-dependencies.js
// Which of our own packages the promoted ones need, whether the destination has them, and in which order to copy.





/** Kinds that an installed package does not need. */
const NOT_NEEDED = /^(dev|devdependencies|test|provided|system)$/i;
/** Rounds of adding dependencies of dependencies; deeper chains of our own packages are a mistake in the metadata. */
const DEEPEST = 50;
class DependencyPlanner {
    #ports;
    #needs = new Map();
    #asked = new Map();
    constructor(ports) {
        this.#ports = ports;
    }
    /** Asks already, while nobody knows yet what the versions are, for what `close` will want to know of them. */
    prefetch(wanted, include) {
        const refs = wanted.map(({ ref }) => ref);
        // Failures are told when the answer is wanted.
        for (const ref of include ? refs : lastOfEach(refs))
            this.#needsOf(ref).catch(() => { });
    }
    /**
     * With `include`, adds what is missing, dependencies of those too; without, says what is missing. To keep the number
     * of calls down without `include`, only one version of each package is asked for its dependencies.
     */
    async close(wanted, planned, include, plan) {
        // What was asked early counts for the order only as a whole: the plan must not depend on which answer came first.
        await Promise.allSettled(this.#asked.values());
        const items = [...planned];
        const refs = wanted.map(({ ref }) => ref);
        const warnings = [];
        let fresh = items.filter(({ action }) => action === 'copy' || action === 'unchanged').map(documents_plan/* versionOf */.E);
        if (!include)
            fresh = lastOfEach(fresh);
        for (let round = 0; fresh.length > 0 && round < DEEPEST; round++) {
            const gaps = await this.#gaps(fresh, refs);
            if (!include) {
                warnings.push(...gaps.map(({ need, found }) => describeGap(need, found, this.#ports)));
                break;
            }
            const added = new Map();
            for (const { need, found } of gaps) {
                if (found)
                    added.set((0,coordinates/* purl */.EV)(found), { ref: found, neededBy: (0,coordinates/* purl */.EV)(need.by) });
                else
                    warnings.push(describeGap(need, found, this.#ports));
            }
            const more = [...added.values()].filter(({ ref }) => !refs.some((known) => (0,coordinates/* purl */.EV)(known) === (0,coordinates/* purl */.EV)(ref)));
            items.push(...(more.length > 0 ? await plan(more) : []));
            refs.push(...more.map(({ ref }) => ref));
            fresh = more.map(({ ref }) => ref);
        }
        return { items: this.#ordered(items), warnings };
    }
    /** Needs of ours that neither the destination nor the plan fulfils, each with the version that would. */
    async #gaps(fresh, planned) {
        const perVersion = await (0,calls_concurrency/* mapConcurrent */._k)(this.#ports.concurrency, fresh, async (ref) => {
            const gaps = [];
            for (const need of await this.#needsOf(ref)) {
                const candidates = await this.#ours(need.ref);
                if (candidates.length === 0 || (await this.#isFulfilled(need, planned)))
                    continue;
                gaps.push({ need, found: this.#best(need, candidates) });
            }
            return gaps;
        });
        return perVersion.flat();
    }
    #needsOf(ref) {
        const asked = this.#asked.get((0,coordinates/* purl */.EV)(ref)) ?? this.#askNeeds(ref);
        this.#asked.set((0,coordinates/* purl */.EV)(ref), asked);
        return asked;
    }
    async #askNeeds(ref) {
        const { source, formats } = this.#ports;
        const listed = await dependenciesOf(source, ref);
        const needs = listed
            .filter(({ type }) => !NOT_NEEDED.test(type ?? ''))
            .map(({ namespace, name, requirement }) => ({
            by: ref,
            ref: (0,coordinates/* normalised */.Z7)({ format: ref.format, namespace, name }, formats),
            requirement: requirement ?? '',
        }));
        this.#needs.set((0,coordinates/* purl */.EV)(ref), needs);
        return needs;
    }
    /** Published versions in the source that were published in this domain; none for packages of others. */
    async #ours(ref) {
        const all = [...(await this.#ports.source.all(ref)).values()];
        return all.filter(({ status, origin }) => status === 'Published' && origin?.type !== 'EXTERNAL');
    }
    async #isFulfilled(need, planned) {
        const fits = (version) => this.#satisfies(need, version);
        if (planned.some((ref) => (0,model_package/* packageKey */.MO)(ref) === (0,model_package/* packageKey */.MO)(need.ref) && fits(ref.version)))
            return true;
        for (const lookup of [this.#ports.destination, ...(await this.#ports.destinationUpstreams)]) {
            for (const { version, status } of (await lookup.all(need.ref)).values())
                if (status === 'Published' && fits(version))
                    return true;
        }
        return false;
    }
    /** A requirement that nobody understands is taken as fulfilled only by the version it spells out. */
    #satisfies(need, version) {
        if (need.requirement === '')
            return true;
        return this.#rules(need.ref)?.satisfies?.(version, need.requirement) ?? need.requirement === version;
    }
    #best(need, candidates) {
        const compare = this.#rules(need.ref)?.compareVersions;
        const fitting = candidates.filter(({ version }) => this.#satisfies(need, version)).map(({ version }) => version);
        const best = compare ? fitting.sort(compare).at(-1) : fitting.at(-1);
        return best === undefined ? undefined : { ...need.ref, version: best };
    }
    #rules(ref) {
        return this.#ports.formats.find(({ name }) => name === ref.format)?.coordinates;
    }
    /** Each item with the packages of the plan it needs, in an order that respects them. */
    #ordered(items) {
        const refs = items.map(documents_plan/* versionOf */.E);
        const byPackage = new Map();
        refs.forEach((ref, index) => {
            byPackage.set((0,model_package/* packageKey */.MO)(ref), [...(byPackage.get((0,model_package/* packageKey */.MO)(ref)) ?? []), index]);
        });
        // By package: what one of its versions needs stands for all, since they travel in one call.
        const needed = new Map();
        for (const ref of refs) {
            const own = (0,model_package/* packageKey */.MO)(ref);
            const known = needed.get(own) ?? new Map();
            for (const need of this.#needs.get((0,coordinates/* purl */.EV)(ref)) ?? []) {
                const key = (0,model_package/* packageKey */.MO)(need.ref);
                if (key !== own && byPackage.has(key))
                    known.set(key, need.ref);
            }
            needed.set(own, known);
        }
        const needsOf = (index) => needed.get((0,model_package/* packageKey */.MO)(refs[index])) ?? new Map();
        const order = (0,calls_concurrency/* dependencyOrder */.g1)(items.length, (index) => [...needsOf(index).keys()].flatMap((key) => byPackage.get(key) ?? []));
        return order.map((index) => {
            const needs = [...needsOf(index).values()].map((ref) => (0,coordinates/* purl */.EV)(ref)).sort();
            return { ...items[index], ...(needs.length > 0 ? { needs } : {}) };
        });
    }
}
function lastOfEach(refs) {
    return [...new Map(refs.map((ref) => [(0,model_package/* packageKey */.MO)(ref), ref])).values()];
}
async function dependenciesOf(source, ref) {
    try {
        return await source.side.reader.listPackageVersionDependencies(source.address, ref);
    }
    catch (error) {
        // Formats without dependencies (user guide, generic-packages-supported-commands), and roles that may not ask.
        if (error instanceof registry_error/* RegistryError */.gl && /^CA-(INPUT-006|FIND-002|AUTH-003|NET-004)$/.test(error.code))
            return [];
        throw error;
    }
}
function describeGap(need, found, { destination }) {
    const what = `${(0,coordinates/* shortForm */.JZ)(need.by)} needs ${(0,coordinates/* shortForm */.JZ)(need.ref)} ${need.requirement}`.trim();
    const lack = `${destination.address.repository} does not have it`;
    return found
        ? `${what}, and ${lack}; add ${(0,coordinates/* shortForm */.JZ)(found)} or set \`include-dependencies\``
        : `${what}, and neither repository has a version that fits`;
}

;// CONCATENATED MODULE: ./lib/core/operations/promote/plan-items.js


/** What would happen to one version and why. Reads only. */
async function planItem(wanted, ports) {
    const { ref, neededBy } = wanted;
    const [held, there] = await Promise.all([findHeld(ref, ports), ports.destination.see(ref, false)]);
    const base = { purl: (0,coordinates/* purl */.EV)(ref), ...(neededBy === undefined ? {} : { neededBy }) };
    if (!held) {
        const reason = `${ports.source.address.repository} has no such version`;
        return {
            ...base,
            action: 'blocked',
            code: 'CA-FIND-002',
            reason,
            revision: '',
            status: 'Deleted',
            assets: [],
            before: null,
        };
    }
    const { revision, status, assets } = held.seen;
    const before = there ? { revision: there.revision, status: there.status, assets: there.assets } : null;
    const heldBy = held.lookup === ports.source ? {} : { heldBy: held.lookup.address.repository };
    const state = { ...base, revision, status, assets, before, ...heldBy };
    if (held.seen.isTorn)
        return { ...state, ...torn(held.lookup) };
    if (there?.isTorn)
        return { ...state, ...torn(ports.destination) };
    // What the registry makes itself was no tested file, and a manifest may hold it as it was a moment too early.
    const tested = (list) => list.filter(({ name }) => !ports.derived(ref).includes(name));
    const changed = wanted.pinned ? (0,repository_assets/* differencesOf */.g6)(tested(wanted.pinned.assets), tested(assets)) : [];
    return { ...state, ...judge(changed, { status, assets }, before, ports.allowOverwrite) };
}
async function findHeld(ref, { source, upstreams }) {
    for (const lookup of [source, ...upstreams]) {
        const seen = await lookup.see(ref, true);
        if (seen)
            return { lookup, seen };
    }
    return undefined;
}
const torn = ({ address }) => ({
    action: 'blocked',
    code: 'CA-CONFLICT-002',
    reason: `${address.repository} tells of one revision and lists the assets of another; something is changing it just now, or its lists are late`,
});
function judge(changed, source, before, allowOverwrite) {
    if (source.status !== 'Published') {
        return { action: 'blocked', code: 'CA-CONFLICT-003', reason: `the source version is ${source.status}` };
    }
    if (source.assets.length === 0)
        return { action: 'blocked', code: 'CA-CONFLICT-003', reason: 'the source version has no assets' };
    if (changed.length > 0) {
        return {
            action: 'conflict',
            code: 'CA-CONFLICT-002',
            reason: `the source is not what the manifest says: ${changed.join(', ')}`,
        };
    }
    return before ? judgePresent(source.assets, before, allowOverwrite) : { action: 'copy' };
}
function judgePresent(assets, before, allowOverwrite) {
    if (before.status === 'Archived' || before.status === 'Disposed') {
        return { action: 'blocked', code: 'CA-CONFLICT-003', reason: `the destination has it as ${before.status}` };
    }
    const differences = (0,repository_assets/* differencesOf */.g6)(assets, before.assets);
    if (differences.length === 0 && before.status === 'Published') {
        return { action: 'unchanged', reason: 'the destination has the same assets with the same sha256' };
    }
    if (differences.length === 0) {
        const reason = `the destination has the same bytes as ${before.status}; take the rollback back with \`restore\`, or set it to Published`;
        return { action: 'blocked', code: 'CA-CONFLICT-003', reason };
    }
    const reason = `the destination has other bytes: ${differences.join(', ')}`;
    return allowOverwrite
        ? { action: 'copy', overwrites: true, reason }
        : { action: 'conflict', code: 'CA-CONFLICT-001', reason };
}

;// CONCATENATED MODULE: ./lib/core/operations/promote/plan-tags.js
// dist-tags of a promotion: before, as the copy alone would leave them, as they shall be.
//
// A copy brings every tag that points at a copied version and moves tags of the same name in the destination (user
// guide, npm-tags); nothing suppresses that. So the wanted tags are set right after the copy. Between the two calls the
// copied tag is visible; two calls cannot be one. Tags that will have to be put back are first noted in the
// destination itself, under a tag of our own, so that a run that was killed in between can be continued without its
// journal.





/** Reads `keep`, `copy`, `tag=version`, `@acme/utils:tag=version`. Rejects with CA-INPUT-001 naming every bad line. */
function readTagPolicy(lines) {
    let mode;
    const named = [];
    const problems = [];
    for (const line of lines) {
        const match = /^(?:(.+):)?([^\s/@%:=]{1,214})=(\S{1,255})$/.exec(line);
        if (line === 'keep' || line === 'copy') {
            if (mode !== undefined && mode !== line)
                problems.push('`keep` and `copy` exclude each other');
            mode = line;
        }
        else if (match)
            named.push({ package: match[1], tag: match[2], version: match[3] });
        else
            problems.push(`\`${line.replace(/\p{C}/gu, '?').slice(0, 80)}\` is neither \`keep\`, \`copy\` nor \`tag=version\``);
    }
    if (problems.length > 0)
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', `dist-tags: ${problems.join('; ')}`);
    return { mode: mode ?? 'keep', named };
}
function planTags(situation, policy) {
    const { ref, items, source, destination } = situation;
    const warnings = [];
    const name = (0,coordinates/* packageName */.oZ)(ref);
    const versionsOf = (...actions) => new Set(items.filter(({ action }) => actions.includes(action)).map((item) => (0,documents_plan/* versionOf */.E)(item).version));
    const copied = versionsOf('copy');
    const promoted = versionsOf('copy', 'unchanged');
    const before = (0,dist_tags_marks/* withoutOwnTags */.Q5)(destination);
    const brought = pointingAt(source, copied);
    const offered = pointingAt(source, promoted);
    const hidden = hiddenTags(situation.upstreams, before);
    const wanted = { ...before };
    for (const [tag, version] of Object.entries(offered)) {
        const current = before[tag];
        if (current === undefined)
            wanted[tag] = version;
        else if (policy.mode === 'copy' && current !== version) {
            if (hidden[tag] === undefined && (0,dist_tags_write/* isBackwards */.B_)(current, version)) {
                warnings.push(`${name}: \`${tag}\` stays at ${current}, which is newer than ${version}; name it in \`dist-tags\` to move it back`);
            }
            else
                wanted[tag] = version;
        }
    }
    for (const line of policy.named) {
        if (!isFor(line.package, ref) || !(promoted.has(line.version) || Object.values(before).includes(line.version)))
            continue;
        wanted[line.tag] = line.version;
    }
    for (const [tag, { repository, version }] of Object.entries(hidden)) {
        if (wanted[tag] !== undefined && (wanted[tag] !== version || offered[tag] !== undefined)) {
            warnings.push(`${name}: \`${tag}\` of the upstream ${repository} is ${version}, and that is what package managers see`);
        }
    }
    const plan = {
        package: (0,coordinates/* purl */.EV)({ ...ref, version: undefined }),
        before,
        afterCopy: { ...before, ...brought },
        wanted,
        hiddenByUpstream: hidden,
    };
    return { plan, warnings };
}
/** Lines that no package of the plan can fulfil are a mistake, not nothing. */
function requireNamedTags(policy, situations) {
    const unfulfilled = policy.named.filter((line) => !situations.some(({ ref, items, destination }) => isFor(line.package, ref) &&
        (items.some((item) => (0,documents_plan/* versionOf */.E)(item).version === line.version) ||
            Object.values(destination).includes(line.version))));
    if (unfulfilled.length === 0)
        return;
    const shown = unfulfilled.map(({ package: name, tag, version }) => `${name === undefined ? '' : `${name}:`}${tag}=${version}`);
    throw new registry_error/* RegistryError */.gl('CA-INPUT-001', `dist-tags: no promoted package has the version of ${shown.join(', ')}`);
}
/** What package managers see at the end: an upstream's value wins over the repository's own. */
function seenTags({ wanted, hiddenByUpstream, }) {
    const seen = { ...wanted };
    for (const [tag, { version }] of Object.entries(hiddenByUpstream))
        seen[tag] = version;
    return seen;
}
function pointingAt(tags, versions) {
    return Object.fromEntries(Object.entries((0,dist_tags_marks/* withoutOwnTags */.Q5)(tags)).filter(([, version]) => versions.has(version)));
}
/** Upstreams that have a tag hide the repository's own; among several, the one whose value is seen now does. */
function hiddenTags(upstreams, before) {
    const hidden = {};
    for (const { repository, tags } of upstreams) {
        for (const [tag, version] of Object.entries((0,dist_tags_marks/* withoutOwnTags */.Q5)(tags))) {
            if (hidden[tag] === undefined || (version === before[tag] && hidden[tag].version !== version))
                hidden[tag] = { repository, version };
        }
    }
    return hidden;
}
function isFor(name, ref) {
    return name === undefined || name === (0,coordinates/* packageName */.oZ)(ref);
}

;// CONCATENATED MODULE: ./lib/core/operations/promote/read-tags.js
// Reads the dist-tags a promotion has to know: of the source, of the destination, and of what hides the destination's.
//
// The source's tags and its versions are two reads, and right after a release the tags may be late: a plan made of them
// would take `latest` off the very version that was released. Tags have no revision to hold them to. But publishing
// gives every version a tag, so versions newer than all that is tagged are a reason to look again.







/** `chain`: of the destination. */
function createTagReader({ formats, source, destination }, records, chain) {
    const asked = new Map();
    const read = async (ref) => {
        const { tags: sourceTags } = source;
        const { tags: destinationTags } = destination;
        const hasTags = formats.find(({ name }) => name === ref.format)?.publishing?.tags !== undefined;
        if (!hasTags || !sourceTags || !destinationTags)
            return undefined;
        const isBare = async () => (0,upstream_chain/* isAlone */.S)(await chain) && (await records.lacks(ref));
        const upstreamTags = async () => Promise.all((await chain).direct.map(async (repository) => ({
            repository,
            tags: (await destinationTags({ ...destination.address, repository }, ref)) ?? {},
        })));
        const [own, theirs, upstreams] = await Promise.all([
            sourceTags(source.address, ref),
            isBare().then((bare) => (bare ? undefined : destinationTags(destination.address, ref))),
            upstreamTags(),
        ]);
        return { ref, source: own, destination: theirs ?? {}, upstreams };
    };
    const of = ({ format, namespace, name }) => {
        const ref = { format, namespace, name };
        const key = (0,model_package/* packageKey */.MO)(ref);
        const reading = asked.get(key) ?? read(ref);
        asked.set(key, reading);
        return reading;
    };
    return {
        prefetch: (refs) => {
            // Failures are told when the answer is wanted.
            for (const ref of refs)
                of(ref).catch(() => { });
        },
        of,
        ofSource: async (ref) => source.tags?.(source.address, ref),
    };
}
/** Waits for tags that seem to be late. Longer would delay those who do without tags on purpose. */
const read_tags_LOOKS_MS = [50, 100, 250, 500, 1000, 2000];
/** Rejects with CA-INPUT-001 when a tag is named that no package can have. */
async function planAllTags(items, policy, reader, host) {
    const packages = new Map();
    for (const item of items) {
        const ref = (0,documents_plan/* versionOf */.E)(item);
        const known = packages.get((0,model_package/* packageKey */.MO)(ref)) ?? { ref, items: [] };
        known.items.push(item);
        packages.set((0,model_package/* packageKey */.MO)(ref), known);
    }
    const situationOf = async (found) => {
        const seen = await reader.of(found.ref);
        if (!seen)
            return [];
        const versions = found.items
            .filter(({ action }) => action === 'copy' || action === 'unchanged')
            .map((item) => (0,documents_plan/* versionOf */.E)(item).version);
        let tags = seen.source;
        for (const wait of read_tags_LOOKS_MS) {
            if (!seemLate(tags, versions))
                break;
            await (0,waits/* waitFor */.fm)(host, wait, 'the dist-tags of the source name its newest version');
            tags = await reader.ofSource(found.ref);
        }
        return [{ ...seen, source: tags ?? {}, items: found.items }];
    };
    const situations = (await Promise.all([...packages.values()].map(situationOf))).flat();
    requireNamedTags(policy, situations);
    return situations.map((situation) => planTags(situation, policy));
}
/** The package is not known yet, or some version is newer than all that is tagged and none of them is tagged. */
function seemLate(tags, versions) {
    if (versions.length === 0)
        return false;
    if (tags === undefined)
        return true;
    const tagged = Object.values((0,dist_tags_marks/* withoutOwnTags */.Q5)(tags));
    if (tagged.length === 0 || tagged.some((version) => versions.includes(version)))
        return false;
    return versions.some((version) => tagged.every((older) => (0,dist_tags_write/* isBackwards */.B_)(version, older)));
}

;// CONCATENATED MODULE: ./lib/core/operations/promote/plan.js
// What a promotion would do, found out by reading only: the types leave no way to write.















/** Rejects with CA-INPUT-001/-002, CA-FIND-001; everything about single versions stands in the plan. */
async function planPromotion(request, ports) {
    const { source, destination } = ports;
    const policy = readTagPolicy(request.distTags);
    const [from, to] = await Promise.all([(0,repository_access/* recordOf */.zv)(source), (0,repository_access/* recordOf */.zv)(destination)]);
    requireOtherPlace(from, to);
    const mode = from.domain === to.domain && from.domainOwner === to.domainOwner && from.region === to.region
        ? 'copy'
        : 'republish';
    const wanted = wantedVersions(request, ports.formats);
    const refs = wanted.map(({ ref }) => ref);
    const { host } = ports;
    const chain = (0,upstream_chain/* upstreamChain */.Z)(destination.reader, destination.address);
    const above = (0,upstream_chain/* upstreamChain */.Z)(source.reader, source.address);
    // Whatever else fails first, these two must not be left without anybody who hears of them.
    for (const asked of [chain, above])
        asked.catch(() => { });
    const options = { host, ignored: ignoredAssets(mode, ports.formats) };
    const records = new package_records/* PackageRecords */.b(destination, refs);
    const lookups = {
        source: new VersionLookup(source, options),
        upstreams: request.includeFromUpstream ? upstreamLookups(source, await above, options) : [],
        destination: new VersionLookup(destination, { ...options, records }),
        allowOverwrite: request.allowOverwrite,
        derived: derivedAssets(ports.formats),
    };
    // Everything is only read, so all of it is asked for at the same time; what fails first in this order is told.
    const tagReader = createTagReader(ports, records, chain);
    tagReader.prefetch(refs);
    const destinationUpstreams = chain.then((found) => upstreamLookups(destination, found, { host }));
    destinationUpstreams.catch(() => { });
    const [, destinationChain, { items, warnings }] = await (0,calls_concurrency/* settleAll */.j3)([
        above,
        chain,
        planItems(wanted, request, ports, { ...lookups, destinationUpstreams }),
    ]);
    const tags = await planAllTags(items, policy, tagReader, host);
    const plan = {
        schema: documents_plan/* PLAN_SCHEMA */.G,
        createdAt: new Date(ports.host.clock.now()).toISOString(),
        source: from,
        destination: to,
        mode,
        includeFromUpstream: request.includeFromUpstream,
        allowOverwrite: request.allowOverwrite,
        items,
        tags: tags.map(({ plan }) => plan),
        losses: mode === 'copy' ? [] : LOSSES,
        warnings: [
            ...topologyWarnings(from, to, mode, destinationChain),
            ...manifestWarnings(wanted, items),
            ...warnings,
            ...tags.flatMap((tag) => tag.warnings),
        ],
    };
    return { ...plan, hash: (0,canonical/* documentHash */.kt)(plan) };
}
/** What download and publish again cannot carry over; asserted by a test, so that no new loss goes unnoticed. */
const LOSSES = [
    'the revision: the destination makes its own',
    'the time of publication: it becomes the time of the promotion',
    'the origin: the destination records a direct publication there',
    'origin controls of the package: the destination sets its defaults for a first publication',
    'what was changed after publishing without new bytes, such as deprecation messages',
];
function requireOtherPlace(from, to) {
    const key = ({ domain, domainOwner, region, repository }) => [domain, domainOwner, region, repository].join(' ');
    if (key(from) === key(to))
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', `source and destination are both ${(0,repository/* label */.Pf)(from)}`);
}
/** Versions of the manifest and named ones, each once, in the spelling the service stores. */
function wantedVersions(request, formats) {
    const wanted = new Map();
    const add = (text, pinned) => {
        const ref = (0,coordinates/* normalised */.Z7)((0,coordinates/* parseVersionCoordinate */.sq)(text), formats);
        const key = (0,model_package/* versionKey */._5)(ref);
        if (!wanted.get(key)?.pinned)
            wanted.set(key, { ref, pinned });
    };
    for (const { purl: text, revision, assets } of request.manifest?.versions ?? [])
        add(text, { revision, assets });
    for (const text of request.coordinates ?? [])
        add(text);
    if (wanted.size === 0)
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', 'nothing to promote: give `manifest` or `versions`');
    return [...wanted.values()];
}
async function planItems(wanted, request, { formats, host }, lookups) {
    for (const lookup of [lookups.source, ...lookups.upstreams, lookups.destination])
        lookup.expect(wanted.map(({ ref }) => ref));
    const concurrency = Math.max(request.concurrency, plan_READS_AT_ONCE);
    const dependencies = new DependencyPlanner({ formats, concurrency, ...lookups });
    dependencies.prefetch(wanted, request.includeDependencies);
    let done = 0;
    const plan = (versions) => (0,calls_concurrency/* mapConcurrent */._k)(concurrency, versions, async (version) => {
        const item = await planItem(version, lookups);
        host.log.progress('planned', ++done, wanted.length);
        return item;
    });
    return dependencies.close(wanted, await plan(wanted), request.includeDependencies, plan);
}
/** Versions looked at at once. How many calls that makes is up to the pace of each kind of call; see `retrying`. */
const plan_READS_AT_ONCE = 256;
function topologyWarnings(from, to, mode, chain) {
    if (mode !== 'copy' || !chain.repositories.slice(1).includes(from.repository))
        return [];
    return [
        `${to.repository} has ${from.repository} as an upstream: whatever is published there can be installed without being promoted`,
    ];
}
/** The bytes are what the manifest says, yet something else of the version changed since. */
function manifestWarnings(wanted, items) {
    const byPurl = new Map(items.map((item) => [item.purl, item]));
    return wanted.flatMap(({ ref, pinned }) => {
        const item = byPurl.get((0,coordinates/* purl */.EV)(ref));
        if (!pinned || !item || item.revision === '' || item.revision === pinned.revision || item.action === 'conflict')
            return [];
        return [`${(0,coordinates/* shortForm */.JZ)(ref)}: its metadata changed since the manifest was written; the assets did not`];
    });
}
/** Whether every item can go; `applyPromotion` copies nothing otherwise. */
function isApplicable(plan) {
    return plan.items.every(({ action }) => action === 'copy' || action === 'unchanged');
}

// EXTERNAL MODULE: ./lib/core/operations/publish/preflight.js + 2 modules
var preflight = __webpack_require__(7255);
// EXTERNAL MODULE: ./lib/core/operations/publish/upload-release-set.js + 1 modules
var upload_release_set = __webpack_require__(1248);
;// CONCATENATED MODULE: ./lib/core/operations/promote/republish.js
// Across domains, accounts and regions, where no copy exists: download, prove, publish again over the format's wire.










async function republishPromotion(run, ports) {
    const { files } = ports.host;
    const folder = await files.makeTemporaryDirectory('promote');
    try {
        const open = run.plan.items.filter((item) => item.action === 'copy' && !run.finished.has(item.purl));
        let done = 0;
        const publications = await (0,calls_concurrency/* mapConcurrent */._k)(run.concurrency, open, async (item, index) => {
            const publication = await fetchPublication(item, `${folder}/${index}`, run, ports);
            ports.host.log.progress('downloaded and verified', ++done, open.length);
            return publication;
        });
        return await republish(publications, run, ports);
    }
    finally {
        await files.remove(folder, { recursive: true });
    }
}
async function fetchPublication(item, folder, run, ports) {
    const ref = (0,documents_plan/* versionOf */.E)(item);
    const publishing = ports.formats.find(({ name }) => name === ref.format)?.publishing;
    if (!publishing)
        throw new registry_error/* RegistryError */.gl('CA-INPUT-003', `${(0,coordinates/* shortForm */.JZ)(ref)}: this format cannot be published again in another domain`);
    const paths = [];
    for (const asset of item.assets)
        paths.push(await fetchAsset(ref, item, asset, folder, ports));
    const report = publishing.compose
        ? await publishing.compose(ref, paths, ports.host)
        : await publishing.gather(paths, ports.host);
    const publication = report.publications.find((found) => (0,model_package/* versionKey */._5)(found) === (0,model_package/* versionKey */._5)(ref));
    if (publication && report.publications.length === 1) {
        requireWhole(publication, item, run);
        return publication;
    }
    const found = report.publications.map(coordinates/* shortForm */.JZ).join(', ') || 'no package';
    throw new registry_error/* RegistryError */.gl('CA-FILE-001', `the assets of ${(0,coordinates/* shortForm */.JZ)(ref)} are read as ${found}`);
}
/** Assets a format makes itself on publishing (lists of versions) need not be sent; anything else must be. */
function requireWhole(publication, item, run) {
    const sent = new Map(publication.artifacts.map(({ assetName, digests }) => [assetName, digests['SHA-256']]));
    for (const { name, sha256 } of item.assets) {
        const own = sent.get(name);
        if (own !== undefined && own !== sha256)
            throw new registry_error/* RegistryError */.gl('CA-CONFLICT-002', `${item.purl}: ${name} changed while it was read`);
        if (own === undefined)
            run.warnings.push(`${item.purl}: ${name} is not sent; the destination makes its own`);
    }
}
async function fetchAsset(ref, item, asset, folder, ports) {
    // The name comes from a registry and goes into a path.
    if (/[\\/\0]/.test(asset.name) || asset.name === '.' || asset.name === '..') {
        throw new registry_error/* RegistryError */.gl('CA-FILE-001', `${(0,coordinates/* shortForm */.JZ)(ref)}: an asset cannot be called ${JSON.stringify(asset.name)}`);
    }
    const { reader, address } = ports.source;
    const held = item.heldBy === undefined ? address : { ...address, repository: item.heldBy };
    const path = `${folder}/${asset.name}`;
    for (let attempt = 1;; attempt++) {
        const found = await reader.getPackageVersionAsset(held, ref, asset.name, item.revision);
        if (!found)
            throw new registry_error/* RegistryError */.gl('CA-CONFLICT-002', `${(0,coordinates/* shortForm */.JZ)(ref)}: the source no longer has ${asset.name}`);
        const incoming = new verify_download/* VerifiedBody */.tY(found.body, asset);
        try {
            await ports.host.files.writeStream(path, incoming.read());
        }
        catch (error) {
            // A body that broke off is fetched again; a disk that is full is not.
            if (incoming.problem === undefined || attempt >= Math.min(verify_download/* MOST_FETCHES */.xW, ports.source.attempts))
                throw incoming.problem ?? error;
            continue;
        }
        if (incoming.isWhole())
            return path;
        throw new registry_error/* RegistryError */.gl('CA-CONFLICT-002', `${(0,coordinates/* shortForm */.JZ)(ref)}: ${asset.name} has other bytes than the plan says`);
    }
}
async function republish(publications, run, ports) {
    const { plan } = run;
    const { host, formats, destination } = ports;
    const survey = await (0,preflight/* preflight */.Mz)({ publications, npmTag: undefined, ifExists: 'verify', verifyBy: run.verifyBy }, run.concurrency, {
        host,
        formats,
        side: destination,
    });
    // The plan decides the tags, so the set is only staged here.
    const tags = new Map([...survey.tags].map(([key, wish]) => [key, { ...wish, wanted: undefined }]));
    const refusals = (0,preflight/* refusalsOf */.he)(survey.classifications, 'verify');
    const outcomes = new Map();
    let isWell = refusals.length === 0;
    if (isWell) {
        for (const tagPlan of plan.tags)
            await journalTags(tagPlan, run.journal);
        const set = await (0,upload_release_set/* uploadReleaseSet */.j)({ ...survey, tags }, run.concurrency, {
            host,
            formats,
            side: destination,
            journal: run.journal,
            verifyBy: run.verifyBy,
        });
        for (const outcome of set.outcomes)
            outcomes.set((0,model_package/* versionKey */._5)(outcome.ref), promoted(outcome));
        isWell = set.outcomes.every(({ kind }) => kind === 'published' || kind === 'unchanged');
    }
    else
        for (const outcome of (0,preflight/* withSiblings */.Ag)(survey.classifications, refusals))
            outcomes.set((0,model_package/* versionKey */._5)(outcome.ref), outcome);
    return {
        outcomes: plan.items.map((item) => outcomeOf(item, outcomes)),
        tags: isWell ? await applyTags(run, ports) : [],
        warnings: run.warnings,
    };
}
async function applyTags(run, ports) {
    const tagPorts = {
        host: ports.host,
        side: ports.destination,
        target: (0,repository_access/* writeTarget */.vN)(ports.destination),
        journal: run.journal,
    };
    const applied = [];
    for (const tagPlan of run.plan.tags) {
        const ref = (0,coordinates/* parseCoordinate */.EK)(tagPlan.package);
        const tags = ports.formats.find(({ name }) => name === ref.format)?.publishing?.tags;
        if (tags)
            applied.push({
                ...tagPlan,
                seen: await setTags(tagPlan, { versions: new Set(), isFresh: false }, tags, tagPorts),
            });
    }
    return applied;
}
const promoted = (outcome) => outcome.kind === 'published' ? { ...outcome, kind: 'promoted' } : outcome;
function outcomeOf(item, outcomes) {
    const ref = (0,documents_plan/* versionOf */.E)(item);
    return (outcomes.get((0,model_package/* versionKey */._5)(ref)) ?? {
        kind: 'unchanged',
        ref,
        revision: item.revision,
        reason: item.reason ?? 'an earlier run of this plan promoted it',
    });
}

// EXTERNAL MODULE: ./lib/core/operations/promote/rollback.js + 1 modules
var rollback = __webpack_require__(2501);
;// CONCATENATED MODULE: ./lib/core/operations/promote/roll-back-on-failure.js






/**
 * Versions that failed keep their outcome, those that went well become `changed`. Never rejects: what could not be taken
 * back is a warning, and `rollback` can be run again.
 */
async function rollBackOnFailure(request, done, journal, ports) {
    const touched = done.outcomes.filter(({ kind }) => kind !== 'unchanged').map(({ ref }) => (0,coordinates/* purl */.EV)(ref));
    try {
        await restoreTags(request, done.outcomes, journal, ports);
        const rolled = await (0,rollback/* rollback */.d)({
            direction: 'rollback',
            journalPath: request.journalPath,
            runId: journal.runId,
            plan: request.plan,
            // The journal knows what this run wrote; the plan would name what an earlier run did as well.
            coordinates: request.journalPath === undefined ? touched : undefined,
            target: 'Unlisted',
            concurrency: request.concurrency,
            dryRun: false,
        }, ports);
        const taken = new Map(rolled.outcomes.map((outcome) => [(0,model_package/* versionKey */._5)(outcome.ref), outcome]));
        const outcomes = done.outcomes.map((outcome) => {
            const isWell = outcome.kind === 'promoted';
            return (isWell ? taken.get((0,model_package/* versionKey */._5)(outcome.ref)) : undefined) ?? outcome;
        });
        return { outcomes, tags: [], warnings: [...done.warnings, ...rolled.warnings] };
    }
    catch (error) {
        const { code, message } = (0,registry_error/* asRegistryError */._A)(error);
        const warning = `the promotion failed and could not be taken back (${code}: ${message}); run \`rollback\``;
        return { ...done, warnings: [...done.warnings, warning] };
    }
}
/** A copy drags tags along that no note of ours speaks of, so the plan's picture of before decides. */
async function restoreTags({ plan }, outcomes, journal, { host, formats, destination }) {
    const tagPorts = { host, side: destination, target: (0,repository_access/* writeTarget */.vN)(destination), journal };
    for (const tagPlan of plan.tags) {
        const ref = (0,coordinates/* parseCoordinate */.EK)(tagPlan.package);
        const tags = formats.find(({ name }) => name === ref.format)?.publishing?.tags;
        const own = outcomes.filter(({ kind, ref: of }) => kind !== 'unchanged' && (0,model_package/* packageKey */.MO)(of) === (0,model_package/* packageKey */.MO)(ref));
        if (!tags || own.length === 0)
            continue;
        const versions = new Set(own.map(({ ref: { version } }) => version));
        const isFresh = plan.mode === 'copy' && own.some(({ kind }) => kind === 'promoted' || kind === 'failed');
        const before = { ...tagPlan, wanted: tagPlan.before };
        await setTags(before, { versions, isFresh }, tags, tagPorts);
    }
}

;// CONCATENATED MODULE: ./lib/core/operations/promote/apply.js
// Carries out a plan: refuses when the registry drifted, copies pinned revisions in batches, verifies digests,
// re-asserts dist-tags, journals before and after each write.














/** A plan that took longer to make was made of things read too long ago to go by. */
const JUST_MADE_MS = 30_000;
/**
 * Rejects with CA-CONFLICT-002 when source, destination or tags are neither as planned nor as this plan leaves them,
 * CA-INPUT-005 when the plan's hash is wrong. Nothing was written in either case.
 */
async function applyPromotion(request, ports) {
    const { plan, approvedHash } = request;
    (0,read/* requireOwnHash */.gP)(plan);
    if (approvedHash !== undefined && approvedHash !== plan.hash) {
        throw new registry_error/* RegistryError */.gl('CA-CONFLICT-002', `the approved plan has the hash ${approvedHash}, this one ${plan.hash}`);
    }
    await requirePlaces(plan, ports);
    if (!isApplicable(plan))
        return { plan, outcomes: heldBack(plan), tags: [], warnings: plan.warnings, runId: '' };
    const isJustMade = request.plannedAt !== undefined && ports.host.clock.monotonic() - request.plannedAt < JUST_MADE_MS;
    const { problems, finished } = await checkDrift(plan, { ...ports, verifyBy: request.verifyBy }, isJustMade);
    if (problems.length > 0) {
        const shown = problems.slice(0, 5).join('; ');
        const more = problems.length > 5 ? `; and ${problems.length - 5} more` : '';
        throw new registry_error/* RegistryError */.gl('CA-CONFLICT-002', `the registry is not what the plan says: ${shown}${more}`);
    }
    const begin = { verb: 'promote', planHash: plan.hash, ...plan.destination };
    const journal = await (0,documents_journal/* openJournal */._)(ports.host, request.journalPath, begin);
    const { concurrency, verifyBy } = request;
    const run = { plan, finished, journal, concurrency, verifyBy, warnings: [] };
    const done = plan.mode === 'copy' ? await copyPromotion(run, ports) : await republishPromotion(run, ports);
    const isTakenBack = !(0,model_outcome/* isGreen */.gf)(done.outcomes) && request.onFailure === 'roll-back';
    const end = isTakenBack ? await rollBackOnFailure(request, done, journal, ports) : done;
    await journal.end(JSON.stringify((0,model_outcome/* countOutcomes */.XF)(end.outcomes)));
    return {
        plan,
        outcomes: end.outcomes,
        tags: end.tags,
        warnings: [...plan.warnings, ...end.warnings],
        runId: journal.runId,
    };
}
/** A plan is for two places; carried out between others it would be another plan. */
async function requirePlaces(plan, { source, destination }) {
    const [from, to] = await Promise.all([(0,repository_access/* recordOf */.zv)(source), (0,repository_access/* recordOf */.zv)(destination)]);
    if ((0,canonical/* canonicalJson */.dj)(from) === (0,canonical/* canonicalJson */.dj)(plan.source) && (0,canonical/* canonicalJson */.dj)(to) === (0,canonical/* canonicalJson */.dj)(plan.destination))
        return;
    const words = (a, b) => `${(0,repository/* label */.Pf)(a)} to ${(0,repository/* label */.Pf)(b)} (${a.region}, ${b.region})`;
    throw new registry_error/* RegistryError */.gl('CA-INPUT-001', `the plan promotes from ${words(plan.source, plan.destination)}, this run from ${words(from, to)}`);
}
/** Nothing is copied until every item can be. */
function heldBack(plan) {
    const because = plan.items.filter(({ action }) => action === 'conflict' || action === 'blocked');
    const names = because
        .slice(0, 3)
        .map((item) => (0,coordinates/* shortForm */.JZ)((0,documents_plan/* versionOf */.E)(item)))
        .join(', ');
    return plan.items.map((item) => {
        const ref = (0,documents_plan/* versionOf */.E)(item);
        const { action, reason = '', code = 'CA-RUN-001', revision } = item;
        if (action === 'conflict' || action === 'blocked')
            return { kind: action, ref, code, reason };
        if (action === 'unchanged')
            return { kind: 'unchanged', ref, revision, reason };
        return {
            kind: 'blocked',
            ref,
            code: 'CA-RUN-001',
            reason: `not begun, because ${names} of the same set cannot be promoted`,
        };
    });
}

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./lib/core/operations/publish/publish.js + 2 modules
var publish = __webpack_require__(5302);
;// CONCATENATED MODULE: ./lib/core/operations/promote/promotion-record.js
// The record of a promotion as a package of its own beside the release: what was promoted from where to where, by which
// run, with the plan. Packages that carry any files are the place for it; copies and retention then work on it as well.






const PROMOTION_RECORD_SCHEMA = 'codeartifact-ci/promotion-record@1';
/** Who and what started the run, as far as the environment says; links people follow later. */
function startedBy({ env }) {
    const github = env.GITHUB_RUN_ID
        ? `${env.GITHUB_SERVER_URL ?? ''}/${env.GITHUB_REPOSITORY ?? ''}/actions/runs/${env.GITHUB_RUN_ID}`
        : undefined;
    const facts = {
        run: github ?? env.CODEBUILD_BUILD_ARN,
        actor: env.GITHUB_ACTOR ?? env.CODEBUILD_INITIATOR,
        commit: env.GITHUB_SHA ?? env.CODEBUILD_RESOLVED_SOURCE_VERSION,
    };
    return Object.fromEntries(Object.entries(facts).filter((pair) => Boolean(pair[1])));
}
/** Stores the record in the destination; resolves to its purl. Throws when it cannot be stored: a record that was asked
 * for and is not there would be found missing on the day it is needed. */
async function storePromotionRecord(report, place, host) {
    const folder = await host.files.makeTemporaryDirectory('promotion-record');
    try {
        const record = {
            schema: PROMOTION_RECORD_SCHEMA,
            run: report.runId,
            storedAt: new Date(host.clock.now()).toISOString(),
            startedBy: startedBy(host),
            source: report.plan.source,
            destination: report.plan.destination,
            planHash: report.plan.hash,
            outcomes: report.outcomes.map((outcome) => ({ ...outcome, ref: (0,coordinates/* purl */.EV)(outcome.ref) })),
            tags: report.tags,
        };
        await host.files.write((0,external_node_path_.join)(folder, 'promotion.json'), (0,canonical/* documentText */.ZH)(record));
        await host.files.write((0,external_node_path_.join)(folder, 'plan.json'), (0,canonical/* documentText */.ZH)(report.plan));
        const stored = await (0,publish/* publish */.m)({
            packages: ['promotion.json', 'plan.json'],
            workingDirectory: folder,
            coordinate: `${place.coordinate}@${report.runId}`,
            ifExists: 'verify',
            concurrency: 1,
            dryRun: false,
            originControls: 'report',
        }, { host, formats: place.formats, destination: place.destination });
        const [outcome] = stored.outcomes;
        if (!outcome || !(0,model_outcome/* isGreen */.gf)(stored.outcomes)) {
            const why = outcome && 'reason' in outcome ? outcome.reason : 'nothing was published';
            throw new registry_error/* RegistryError */.gl('CA-RUN-001', `the promotion is done, but its record ${outcome ? (0,coordinates/* shortForm */.JZ)(outcome.ref) : place.coordinate} was not stored: ${why}`);
        }
        return (0,coordinates/* purl */.EV)(outcome.ref);
    }
    finally {
        await host.files.remove(folder, { recursive: true });
    }
}

// EXTERNAL MODULE: ./lib/commands/registry/formats.js
var registry_formats = __webpack_require__(1412);
// EXTERNAL MODULE: ./lib/commands/registry/read-document.js
var read_document = __webpack_require__(2006);
// EXTERNAL MODULE: ./lib/commands/registry/repository-access.js
var registry_repository_access = __webpack_require__(3769);
// EXTERNAL MODULE: ./lib/commands/report/reports.js
var reports = __webpack_require__(4158);
;// CONCATENATED MODULE: ./lib/commands/promote.js













/** `promote`: plans, shows, and copies exactly the tested bytes. */
const promoteCommand = async (request) => {
    const { inputs, host, extra } = request;
    const saved = inputs.text('plan');
    const formats = await (0,registry_formats/* publishingFormats */.G)();
    const dryRun = inputs.flag('dry-run') || extra['plan-only'] === 'true';
    const approved = saved === undefined ? undefined : (0,read/* readPlan */.m3)(await (0,read_document/* document */.A)(host, 'plan', saved), saved);
    const manifest = approved ? undefined : await manifestOf(request);
    const places = approved
        ? { source: approved.source, destination: approved.destination }
        : placesOf(request, manifest);
    const { source, destination } = await signedInSides(request, places, formats);
    const plannedAt = approved ? undefined : host.clock.monotonic();
    const plan = approved ??
        (await planPromotion({
            manifest,
            coordinates: inputs.given('versions') ? inputs.list('versions') : undefined,
            includeDependencies: inputs.flag('include-dependencies'),
            includeFromUpstream: inputs.flag('include-from-upstream'),
            allowOverwrite: inputs.flag('allow-overwrite'),
            distTags: inputs.list('dist-tags'),
            concurrency: inputs.integer('concurrency'),
        }, { host, formats, source, destination }));
    const planOutput = inputs.text('plan-output') ?? (dryRun ? 'codeartifact-plan.json' : undefined);
    if (planOutput !== undefined)
        await host.files.write(planOutput, (0,canonical/* documentText */.ZH)(plan));
    for (const warning of plan.warnings)
        host.log.warning(warning);
    if (dryRun || !isApplicable(plan))
        return planned(plan, planOutput ?? saved, dryRun);
    for (const line of (0,reports/* planLines */.HN)(plan))
        host.log.info(line);
    const journalPath = inputs.text('journal') ?? '.codeartifact-ci/journal.jsonl';
    const report = await applyPromotion({
        plan,
        approvedHash: approved?.hash,
        plannedAt,
        concurrency: inputs.integer('concurrency'),
        journalPath,
        onFailure: inputs.text('on-failure') === 'roll-back' ? 'roll-back' : 'leave',
        verifyBy: inputs.text('verify-by') === 'download' ? 'download' : 'listed',
    }, { host, formats, source, destination });
    for (const warning of report.warnings)
        if (!plan.warnings.includes(warning))
            host.log.warning(warning);
    const coordinate = inputs.text('promotion-record');
    const record = coordinate === undefined
        ? undefined
        : await storePromotionRecord(report, { coordinate, destination, formats }, host);
    return applied(report, { journal: journalPath, plan: planOutput ?? saved, record });
};
async function manifestOf({ inputs, host }) {
    const path = inputs.text('manifest');
    if (path !== undefined)
        return (0,read/* readManifest */.WI)(await (0,read_document/* document */.A)(host, 'manifest', path), path);
    if (inputs.given('versions'))
        return undefined;
    const usual = 'codeartifact-release.json';
    if (await host.files.stat(usual))
        return (0,read/* readManifest */.WI)(await (0,read_document/* document */.A)(host, 'manifest', usual), usual);
    throw new registry_error/* RegistryError */.gl('CA-INPUT-001', '`promote` needs what to promote: `manifest` (what publish wrote), `versions` or `plan`');
}
function placesOf({ inputs, host }, manifest) {
    const domain = inputs.text('domain') ?? manifest?.domain;
    const sourceRepository = inputs.text('source-repository') ?? manifest?.repository;
    const missing = [
        ...(domain ? [] : ['domain']),
        ...(sourceRepository ? [] : ['source-repository']),
        ...(inputs.given('destination-repository') ? [] : ['destination-repository']),
    ];
    if (missing.length > 0 || !domain || !sourceRepository)
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', `\`promote\` needs ${missing.map((name) => `\`${name}\``).join(', ')}`);
    const region = inputs.text('aws-region') ?? (host.env.AWS_REGION || host.env.AWS_DEFAULT_REGION || manifest?.region);
    const domainOwner = inputs.text('domain-owner') ?? (domain === manifest?.domain ? manifest.domainOwner : undefined);
    const otherDomain = inputs.text('destination-domain');
    return {
        source: { domain, domainOwner, repository: sourceRepository, region },
        destination: {
            domain: otherDomain ?? domain,
            domainOwner: inputs.text('destination-domain-owner') ?? (otherDomain && otherDomain !== domain ? undefined : domainOwner),
            repository: inputs.required('destination-repository'),
            region: inputs.text('destination-region') ?? region,
        },
    };
}
async function signedInSides({ inputs, host }, places, formats) {
    const identity = (0,sign_in/* identityOf */.c)(inputs, host, places.source.region);
    const from = await (0,sign_in/* signIn */.J)(host, places.source.region ? { ...identity, region: places.source.region } : identity);
    const role = inputs.text('destination-role-to-assume');
    const isElsewhere = role !== undefined || places.destination.region !== places.source.region;
    const to = isElsewhere
        ? await (0,sign_in/* signIn */.J)(host, {
            ...identity,
            roleToAssume: role ?? identity.roleToAssume,
            region: places.destination.region ?? identity.region,
        })
        : from;
    const options = (place) => ({
        address: { domain: place.domain, domainOwner: place.domainOwner, repository: place.repository },
        endpointType: inputs.text('endpoint-type') === 'dualstack' ? 'dualstack' : 'ipv4',
        durationSeconds: inputs.integer('duration-seconds'),
        attempts: inputs.integer('retry-max-attempts'),
        formats,
    });
    const destination = (0,registry_repository_access/* openRepositoryWriter */._)(host, to, options(places.destination));
    return { source: (0,registry_repository_access/* openRepositoryReader */.s)(host, from, options(places.source)), destination };
}
function planned(plan, path, dryRun) {
    const stopping = plan.items.filter(({ action }) => action === 'conflict' || action === 'blocked');
    const code = stopping.find(({ action }) => action === 'conflict')?.code ?? stopping[0]?.code;
    const failed = stopping.map(({ purl }) => purl);
    return {
        exit: stopping.length === 0 ? 0 : code ? catalogue/* CATALOGUE */.y[code].exit : catalogue/* CATALOGUE */.y['CA-CONFLICT-004'].exit,
        outputs: {
            'plan-hash': plan.hash,
            ...(path ? { plan: path } : {}),
            failed: JSON.stringify(failed),
            promoted: '[]',
        },
        variables: {},
        json: { dryRun, plan, promoted: [], failed },
        lines: [
            ...(0,reports/* planLines */.HN)(plan),
            ...(stopping.length > 0 ? ['nothing was copied: the set goes as a whole or not at all'] : []),
        ],
        summary: (0,reports/* promotionSummary */.w6)(plan, undefined),
    };
}
function applied(report, written) {
    const code = (0,model_outcome/* codeOf */.$N)(report.outcomes);
    return {
        exit: code === undefined ? 0 : catalogue/* CATALOGUE */.y[code].exit,
        outputs: {
            ...(0,reports/* outcomeOutputs */.nS)(report.outcomes),
            'plan-hash': report.plan.hash,
            journal: written.journal,
            ...(written.plan ? { plan: written.plan } : {}),
            ...(written.record ? { 'promotion-record': written.record } : {}),
        },
        variables: {},
        json: {
            dryRun: false,
            runId: report.runId,
            outcomes: report.outcomes,
            tags: report.tags,
            warnings: report.warnings,
            planHash: report.plan.hash,
        },
        lines: (0,reports/* promotionLines */.Bm)(report),
        summary: (0,reports/* promotionSummary */.w6)(report.plan, report),
    };
}


/***/ })

};
