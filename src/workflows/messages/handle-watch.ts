import { defineQuery, proxySinks, setHandler } from '@temporalio/workflow';
import { queryNames } from '../../contracts/names.ts';
import { longestWatchMs, type WatchRequest, type WatchSinks } from '../../contracts/streamed-text.ts';

/** Let a query tell the worker process that somebody watches the run. The run itself is not touched. */
export function handleWatch(): void {
  const { watchers } = proxySinks<WatchSinks>();
  setHandler(defineQuery<boolean, [WatchRequest]>(queryNames.watch), ({ forMs }) => {
    watchers.watched(Math.min(Number(forMs) || 0, longestWatchMs));
    return true;
  });
}
