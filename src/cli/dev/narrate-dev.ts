import type { TemporalProgress } from '../../server/launch/temporal-progress.ts';
import { inMiB } from '../render/in-mib.ts';
import { describeStaleApprovals } from '../render/stale-approvals.ts';
import { hasProviderKey } from './provider-env.ts';
import type { DevEvent } from './start-dev-options.ts';

export interface DevNarrator {
  onEvent(event: DevEvent): void;
  /** Take away the progress line, if one stands. */
  clearProgress(): void;
}

const labelWidth = 18;
/** Off a terminal, progress of the same phase is told again after so long. */
const repeatMs = 15_000;

/**
 * Tell a person how `dev` comes up: one line a part.
 *
 * On a terminal, progress rewrites its own line; elsewhere it is told sparsely.
 */
export function narrateDev(out: {
  write(text: string): unknown;
  isTty: boolean;
  columns?: number | undefined;
  env?: Readonly<Record<string, string | undefined>>;
  /** The file that the workers log to. */
  workerLog?: string;
}): DevNarrator {
  let transient = false;
  let told: { phase: string; at: number } | undefined;
  const clearProgress = () => {
    if (transient) out.write('\r\x1b[K');
    transient = false;
  };
  const line = (label: string, text: string) => {
    clearProgress();
    out.write(`  ${label.padEnd(labelWidth)}${text}\n`);
  };
  const progress = (report: TemporalProgress) => {
    const text = `  ${'Temporal server'.padEnd(labelWidth)}${progressText(report)}`;
    if (out.isTty) {
      out.write(`\r\x1b[K${text}`);
      transient = true;
    } else if (
      report.phase !== 'start' &&
      (told?.phase !== report.phase || Date.now() - told.at > repeatMs)
    ) {
      told = { phase: report.phase, at: Date.now() };
      out.write(`${text}\n`);
    }
  };
  return {
    clearProgress,
    onEvent(event) {
      switch (event.kind) {
        case 'server':
          return progress(event.progress);
        case 'server-ready':
          line(
            'Temporal server',
            `${event.own ? 'ready' : 'found'} on ${event.address}      UI ${event.uiUrl}`,
          );
          return;
        case 'provider-ready':
          line(
            'Model',
            `scripted, on ${event.url}${out.env && hasProviderKey(out.env) ? '' : ' (no key is set)'}`,
          );
          return;
        case 'polling':
          line('Worker', `pid ${event.worker.pid}, agents: ${event.worker.agents.join(', ')}`);
          return;
        case 'standby':
          line('Worker', `pid ${event.pid} stands by; it holds ${inMiB(event.memoryBytes)}`);
          return;
        case 'stale-approvals':
          describeStaleApprovals(event, Math.max(40, (out.columns || 80) - labelWidth - 2)).forEach(
            (text, index) => line(index === 0 ? 'Approvals' : '', text),
          );
          return;
        case 'disk-low':
          line(
            'Disk',
            `nearly full: ${Math.floor(event.freeBytes / 1e6)} MB left where ${event.folder} is. Make room: runs stop where they are when there is none.`,
          );
          return;
        case 'died':
          line('Worker', `pid ${event.pid} ended (${event.how}); starting another`);
          return;
        case 'slow':
          line(
            'Worker',
            `pid ${event.pid} does not poll yet, after ${timeLeft(event.waitedMs)}; see ${out.workerLog ?? 'its log'}`,
          );
          return;
      }
    },
  };
}

function progressText(report: TemporalProgress): string {
  switch (report.phase) {
    case 'download-cli':
      return `downloading … ${(report.receivedBytes / 1e6).toFixed(0)} MB`;
    case 'fetch-modules':
      return `getting its sources … ${report.done} modules`;
    case 'build':
      return (
        `building once from source (${report.target}) … ${report.done}/${report.total} packages` +
        (report.etaMs === undefined ? '' : `   (${timeLeft(report.etaMs)} left)`)
      );
    case 'wait-for-build':
      return `waiting for another process that builds it … ${timeLeft(report.waitedMs)}`;
    case 'start':
      return `starting ${report.version}`;
  }
}

function timeLeft(ms: number): string {
  return ms < 90_000 ? `${Math.max(1, Math.round(ms / 1_000))} s` : `${Math.round(ms / 60_000)} min`;
}
