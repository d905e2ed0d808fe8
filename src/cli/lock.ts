/**
 * One run at a time for each file that is written. A lock is a file beside it, `.NAME.lock`, that says who holds it.
 *
 * A holder that died is taken over, by one process alone: who wants the lock of a dead holder must first make
 * `LOCK.TOKEN`, the token being the dead holder's, and then renames that onto the lock. While it has that file nobody
 * else may touch the lock, so a living one is never replaced; should it die too, its own file is taken over likewise.
 *
 * Whether a holder lives can be told on its own machine alone (by process number and start, so that a number given
 * anew is not mistaken for it). A lock of another machine on a shared disk, or of another container, is respected until
 * the `--timeout` of its run must have ended it; without one, for ever.
 */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { hostname, uptime } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors.js';
import { onAbandon } from './ending.js';
import { nameFailure, newToken } from './output.js';

interface Holder {
  pid: number;
  /** Machine, and where process numbers are a container's own, which. */
  host: string;
  /** Which boot of it; null where that cannot be told. */
  boot: string | null;
  /** When the process began, in whatever form the system says it; null where it does not. */
  start: string | null;
  /** When the lock was taken, in ms since 1970. */
  since: number;
  /** ms after which its run has ended, whatever happens; null where it has no limit. */
  lasts: number | null;
  /** Like no other. */
  token: string;
}

/** How long between two tries. */
const RETRY_MS = 200;
/** A lock that nobody finished writing is a dead one after so long. */
const UNFINISHED_MS = 10_000;
/** How long beyond its limit a run may take to end: the watchdog's patience, and a machine that is hard pressed. */
const GRACE_MS = 10 * 60_000;

/** Where the lock of an output lies. */
function lockPath(output: string): string {
  return join(dirname(output), `.${basename(output)}.lock`);
}

/**
 * Holds the locks of all these files, or of none.
 *
 * @param patience ms to wait for others; 0 = do not wait
 * @param lasts ms that this run may take at most (`--timeout`); null where it has no limit
 * @param onWait told once, when there is something to wait for
 * @returns gives them back
 * @throws UserError exit 4 where another run holds one; 74 where no lock can be made
 */
export async function holdLocks(
  paths: readonly string[],
  {
    patience = 0,
    lasts = null,
    onWait = () => {},
  }: { patience?: number; lasts?: number | null; onWait?: (message: string) => void } = {},
): Promise<() => void> {
  const me: Holder = { ...describeProcess(process.pid), since: Date.now(), lasts, token: newToken() };
  // In one order everywhere, so that two runs never wait for each other.
  const wanted = [...new Set(paths)].sort();
  const begun = performance.now();
  for (let told = false; ; told = true) {
    const held = takeAll(wanted, me);
    if ('release' in held) return held.release;
    const message = describeHolder(held.path, held.holder);
    if (performance.now() - begun >= patience) {
      throw new UserError(`${message}; nothing was changed`, 4);
    }
    if (!told) onWait(`${message}; waiting`);
    await sleep(Math.min(RETRY_MS, patience));
  }
}

/** What stands in the lock of a file, without taking it; null where there is none. */
export function describeLock(path: string): { message: string; dead: boolean } | null {
  const holder = readHolder(lockPath(path));
  if (holder === null) return null;
  const dead = isDead(holder);
  return {
    message: dead
      ? `${path}: left locked by a run that died; the next one takes over`
      : describeHolder(path, holder),
    dead,
  };
}

function takeAll(
  paths: readonly string[],
  me: Holder,
): { release: () => void } | { path: string; holder: Holder } {
  const taken: string[] = [];
  const release = () => {
    for (const lock of taken.splice(0))
      if (readHolder(lock)?.token === me.token) rmSync(lock, { force: true });
  };
  const forget = onAbandon(release);
  for (const path of paths) {
    const lock = lockPath(path);
    let holder: Holder | null;
    try {
      holder = take(lock, me);
    } catch (error) {
      release();
      throw nameFailure(path, error);
    }
    if (holder !== null) {
      release();
      forget();
      return { path, holder };
    }
    taken.push(lock);
  }
  return {
    release() {
      release();
      forget();
    },
  };
}

/** @returns null when the lock is ours, else who has it */
function take(lock: string, me: Holder): Holder | null {
  for (;;) {
    const now = create(lock, me);
    if (now === null) return null;
    const holder = readHolder(lock);
    if (holder === null) continue;
    if (!isDead(holder) && !isOverdue(lock, holder, now)) return holder;
    const claim = `${lock}.${holder.token}`;
    const rival = take(claim, me);
    if (rival !== null) return rival;
    if (readHolder(lock)?.token === holder.token) {
      renameSync(claim, lock);
      return null;
    }
    // Somebody else took it over, and gave it back or holds it, before the claim was ours.
    rmSync(claim, { force: true });
  }
}

/**
 * Makes the file with all that stands in it at once.
 * @returns null; or where there is one already, the time by the clock that dates files there (ms since 1970)
 */
function create(lock: string, me: Holder): number | null {
  const fresh = `${lock}.${me.token}.tmp`;
  writeNew(fresh, me);
  const now = attempt(() => statSync(fresh).mtimeMs) ?? 0;
  try {
    linkSync(fresh, lock);
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Ours may have been swept away by who has the lock now.
    if (code === 'EEXIST' || (code === 'ENOENT' && existsSync(dirname(lock)))) return now;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EMLINK'].includes(code ?? '')) throw error;
  } finally {
    rmSync(fresh, { force: true });
  }
  // A disk without links (FAT and its kin): the file is there a moment before what stands in it.
  try {
    writeNew(lock, me);
    return null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return now;
    throw error;
  }
}

/**
 * Whether a run of another machine must have ended long ago by its own limit. Judged by the dates of files alone, which
 * one clock gives, that of the disk: the machines may disagree.
 */
function isOverdue(lock: string, { host, lasts }: Holder, now: number): boolean {
  // Of one here it is known whether it lives; it may have been stopped and go on.
  if (host === describeHost().host) return false;
  const taken = attempt(() => statSync(lock).mtimeMs);
  return typeof lasts === 'number' && taken !== null && now - taken > lasts + GRACE_MS;
}

function writeNew(path: string, me: Holder): void {
  const descriptor = openSync(path, 'wx', 0o644);
  try {
    writeSync(descriptor, `${JSON.stringify(me)}\n`);
    fsyncSync(descriptor);
  } catch (error) {
    // A full disk takes the name and refuses what stands in it.
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** Who stands in a lock; null where there is none (any more). */
function readHolder(lock: string): Holder | null {
  try {
    const holder = JSON.parse(readFileSync(lock, 'utf8')) as Holder | null;
    // The token becomes part of a file's name, so nothing else may stand in it.
    if (typeof holder?.pid === 'number' && /^[\w-]{1,40}$/.test(holder.token)) return holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    if (!(error instanceof SyntaxError)) throw error;
  }
  const since = attempt(() => statSync(lock).mtimeMs) ?? 0;
  return { pid: 0, host: '', boot: null, start: null, since, lasts: null, token: 'unfinished' };
}

function isDead(holder: Holder): boolean {
  if (holder.token === 'unfinished') return Date.now() - holder.since > UNFINISHED_MS;
  const here = describeHost();
  if (holder.host !== here.host) return false;
  if (holder.boot !== null && here.boot !== null) {
    if (holder.boot !== here.boot) return true;
    // Where boots cannot be told apart, by the clock, with a minute for clocks that are set.
  } else if (holder.since < Date.now() - uptime() * 1000 - 60_000) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
  const { start } = describeProcess(holder.pid);
  return holder.start !== null && start !== null && holder.start !== start;
}

function describeHost(): Pick<Holder, 'host' | 'boot'> {
  const container = attempt(() => readlinkSync('/proc/self/ns/pid'));
  return {
    host: container === null ? hostname() : `${hostname()} ${container}`,
    boot: attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
  };
}

function describeProcess(pid: number): Pick<Holder, 'pid' | 'host' | 'boot' | 'start'> {
  return { pid, ...describeHost(), start: startOf(pid) };
}

/** When a process began: field 22 of its `stat` where there is one, else what `ps` says. */
function startOf(pid: number): string | null {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // The name of the program stands in brackets and may hold blanks and brackets.
  if (stat !== null) return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  if (process.platform === 'win32' || process.platform === 'linux') return null;
  return attempt(() =>
    execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    }).trim(),
  );
}

function describeHolder(path: string, { pid, host, since, lasts, token }: Holder): string {
  if (token === 'unfinished') return `${path}: another run is just beginning to write it`;
  const machine = host.split(' ')[0];
  const here = describeHost().host;
  const at = `since ${new Date(since).toISOString().slice(0, 19)}Z`;
  if (host === here) return `${path}: another run is writing it (process ${pid}, ${at})`;
  const place = machine === hostname() ? 'in another container' : `on ${machine}`;
  const end =
    typeof lasts === 'number'
      ? `over by ${new Date(since + lasts + GRACE_MS).toISOString().slice(0, 19)}Z; if it is now, delete`
      : 'if that is over, delete';
  return `${path}: another run is writing it (process ${pid} ${place}, ${at}; ${end} ${lockPath(path)})`;
}

function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}
