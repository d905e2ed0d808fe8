/**
 * The reviews of a history while a run goes on: what is known of each is recalled, what the run finds is kept, and at the
 * end it is written what is new, and which are gone. The file is held open for none of this but the writing.
 */
import type { HistoryCounts, Review, ReviewMemory, Theme } from '../types.js';
import { Database } from './database.js';
import { factsOf, headOf, packFacts, type ReviewFacts, saysTheSame, variantOf } from './facts.js';
import { DIRTY, GONE, KnownReviews, SEEN, STORED } from './known.js';
import { openFacts, openHead, readStored, type StoredReview, storedByHash } from './reviews.js';

/** What of an earlier run matters for the reviews. */
export interface Earlier {
  /** Row of this run's settings; 0 while they are new. */
  settings: number;
  /** How many were in the input of the last run. */
  reviews: number;
}

type Recalled = ReturnType<ReviewMemory['recall']>;

export class RememberedReviews {
  private readonly themes: Pick<Theme, 'name' | 'axis'>[];
  private readonly numbers: ReadonlyMap<string, number>;
  private readonly known = new KnownReviews();
  /** Whether all reviews were read from the file, or each when it is asked for, or none yet. */
  private loaded: 'none' | 'all' | 'each';
  /** Open while each is asked for. */
  private asked: { database: Database; find: ReturnType<typeof storedByHash> } | null = null;
  /** The last review that was asked for and is unknown: it is about to be kept. */
  private missed: string | null = null;
  /** The last facts looked up: a review is asked for and then kept. */
  private held: { hash: string; facts: ReviewFacts } | null = null;
  private analysed = 0;

  /**
   * @param earlier null where there is no file yet
   * @param themes of this run's settings, as its records will number them
   */
  constructor(
    private readonly path: string,
    private readonly earlier: Earlier | null,
    themes: readonly Theme[],
  ) {
    this.themes = themes.map(({ name, axis }) => ({ name, axis }));
    this.numbers = new Map(themes.map(({ name }, number) => [name, number]));
    this.loaded = earlier === null ? 'all' : 'none';
  }

  /** See `ReviewMemory`. @throws UserError exit 74 where the history is damaged */
  recall(review: Review): Recalled {
    return this.lookUp(review)?.found ?? null;
  }

  /** See `ReviewMemory`. */
  keep(review: Review, found: Recalled): void {
    const { known } = this;
    const fresh = review.setAside === null ? found : null;
    const facts = this.lookUp(review);
    const number = known.add(review.hash);
    known.state[number]! |= SEEN;
    const best = facts?.found ?? fresh;
    if (best !== null && best !== facts?.found) this.analysed++;
    if (facts === null) {
      // Outside the period or set aside, under new settings: what the old ones found stands until it is read again.
      if (fresh === null && (known.state[number]! & STORED) !== 0) return;
    } else if (best === facts.found && saysTheSame(facts, review)) return;
    known.state[number]! |= DIRTY;
    this.held = null;
    known.setFacts(number, packFacts(review.hash, factsOf(review, best), this.numbers));
  }

  /** See `ReviewMemory`. */
  keepAll(): void {
    if (this.loaded !== 'none') {
      throw new Error('reviews were asked for before it was known that all are there');
    }
    this.loaded = 'each';
  }

  /**
   * Writes what is new, changed, gone and back again. Within a transaction, once.
   * @param settings row of this run's settings
   */
  write(database: Database, run: number, settings: number): HistoryCounts {
    this.asked?.database.close();
    this.asked = null;
    // An input without any review asks for none, and they are gone all the same.
    if (this.loaded === 'none') this.load(database);
    const lost = this.writeGone(database, run);
    const back = this.writeReturned(database, lost.identities);
    const { added, edited } = this.writeDirty(database, run, settings, lost.identities);
    const { returned } = back;
    const changed = edited + back.restored;
    const { state } = this.known;
    let reviews = 0;
    // Where all of the last input are in this one, few of them were met.
    if (this.loaded === 'each') reviews = this.earlier!.reviews + added + returned;
    else for (let number = 0; number < this.known.length; number++) if (state[number]! & SEEN) reviews++;
    return {
      reviews,
      known: reviews - added - changed - returned,
      new: added,
      changed,
      gone: lost.count - changed,
      returned,
      analysed: this.analysed,
    };
  }

  /** What is known of this very review under these settings. */
  private lookUp(review: Review): ReviewFacts | null {
    const { hash } = review;
    if (this.held?.hash !== hash) {
      const { known } = this;
      const number = this.find(hash);
      const state = number < 0 ? 0 : known.state[number]!;
      const isOurs = (state & STORED) !== 0 && known.settings[number] === this.earlier!.settings;
      // What this run packed itself is as good as what was read.
      if ((state & DIRTY) === 0 && !isOurs) return null;
      this.held = { hash, facts: openFacts(this.path, hash, known.factsOf(number), this.themes) };
    }
    return this.held.facts.variant === variantOf(review) ? this.held.facts : null;
  }

  /** Number of a review, −1 where it is unknown. */
  private find(hash: string): number {
    const { known } = this;
    if (this.loaded === 'none') Database.use(this.path, (database) => this.load(database));
    const number = known.find(hash);
    if (number >= 0 || this.loaded === 'all' || this.missed === hash) return number;
    if (this.asked === null) {
      const database = Database.open(this.path);
      this.asked = { database, find: storedByHash(database) };
    }
    const stored = this.asked.find(hash);
    if (stored === null) this.missed = hash;
    else this.add(stored);
    return known.find(hash);
  }

  private load(database: Database): void {
    for (const stored of readStored(database)) this.add(stored);
    this.loaded = 'all';
  }

  private add({ hash, settings, gone, facts }: StoredReview): void {
    const { known } = this;
    const number = known.add(hash);
    known.state[number] = STORED | (gone ? GONE : 0);
    known.settings[number] = settings;
    known.setFacts(number, facts);
  }

  /** @returns how many are gone, and how many of each identity: under it a changed review may be back */
  private writeGone(database: Database, run: number): { count: number; identities: Map<string, number> } {
    const { known } = this;
    const { state } = known;
    const identities = new Map<string, number>();
    const leave = database.prepare('UPDATE reviews SET gone_run = ? WHERE hash = ?');
    let count = 0;
    if (this.loaded === 'each') return { count, identities };
    for (const number of known.sorted((one) => (state[one]! & (STORED | GONE | SEEN)) === STORED)) {
      const hash = known.hashOf(number);
      const { identity } = openHead(this.path, hash, known.factsOf(number));
      if (identity !== null) identities.set(identity, (identities.get(identity) ?? 0) + 1);
      leave(run, Buffer.from(hash, 'hex'));
      count++;
    }
    return { count, identities };
  }

  /**
   * @param identities of those that are gone, each to be found again once
   * @returns how many were gone and are back; without those that stand in the place of a gone one, whose edit was taken
   *   back: these are `restored`
   */
  private writeReturned(
    database: Database,
    identities: Map<string, number>,
  ): { returned: number; restored: number } {
    const { known } = this;
    const come = database.prepare('UPDATE reviews SET gone_run = NULL WHERE hash = ?');
    const back = known.sorted((one) => (known.state[one]! & (GONE | SEEN)) === (GONE | SEEN));
    let restored = 0;
    for (const number of back) {
      const hash = known.hashOf(number);
      come(Buffer.from(hash, 'hex'));
      if (takeOne(identities, openHead(this.path, hash, known.factsOf(number)).identity)) restored++;
    }
    return { returned: back.length - restored, restored };
  }

  /**
   * Writes the records that are new or were analysed anew.
   * @param identities of those that are gone, each to be found again once
   * @returns how many were unknown, without those that are an edited form of a gone one: these are `edited`
   */
  private writeDirty(
    database: Database,
    run: number,
    settings: number,
    identities: Map<string, number>,
  ): { added: number; edited: number } {
    const { known } = this;
    const insert = database.prepare('INSERT INTO reviews VALUES (?, ?, ?, ?, NULL, ?)');
    const update = database.prepare('UPDATE reviews SET settings = ?, date = ?, facts = ? WHERE hash = ?');
    let added = 0;
    let edited = 0;
    for (const number of known.sorted((one) => (known.state[one]! & DIRTY) !== 0)) {
      const facts = known.factsOf(number);
      const hash = Buffer.from(known.hashOf(number), 'hex');
      const { date, identity } = headOf(facts);
      if ((known.state[number]! & STORED) !== 0) {
        update(settings, date, facts, hash);
        continue;
      }
      insert(hash, date, settings, run, facts);
      if (takeOne(identities, identity)) edited++;
      else added++;
    }
    return { added, edited };
  }
}

/** Whether one of that identity is left, which is taken. */
function takeOne(identities: Map<string, number>, identity: string | null): boolean {
  const left = identity === null ? 0 : (identities.get(identity) ?? 0);
  if (left > 0) identities.set(identity!, left - 1);
  return left > 0;
}
