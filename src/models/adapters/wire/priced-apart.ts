import { countIn } from '../token-usage.ts';
import { listOf, type Wire, wireOf } from './wire-reader.ts';

/** Rounds of a server's own loop that are the model's itself. */
const ownRounds = new Set(['message', 'compaction']);
/** Where an answer may have been made for the price that everybody knows. */
const anywhere = new Set(['global', 'not_available']);

/** Say what of an answer has a price of its own, by its counts; undefined: nothing. */
export function pricedApart(usage: Wire | undefined): string | undefined {
  if (usage === undefined) return undefined;
  const { speed, inference_geo: place, server_tool_use: tools } = usage;
  const rounds = listOf(usage['iterations']).map((round) => String(wireOf(round)['type']));
  const foreign = [...new Set(rounds.filter((type) => !ownRounds.has(type)))];
  const used = Object.entries(wireOf(tools)).flatMap(([tool, times]) =>
    (countIn(times) ?? 0) > 0 ? tool : [],
  );
  const reasons = [
    ...(foreign.length > 0 ? [`the provider made rounds of its own (${cut(foreign.join(', '))})`] : []),
    ...(used.length > 0 ? [`the provider used tools of its own (${cut(used.join(', '))})`] : []),
    ...(isText(speed) && speed !== 'standard' ? [`it was served at the speed ${cut(speed)}`] : []),
    ...(isText(place) && !anywhere.has(place) ? [`it was made in ${cut(place)} alone`] : []),
  ];
  return reasons.length === 0 ? undefined : `${reasons.join(', and ')}, which may have a price of its own`;
}

/** The rounds that are the model's own. */
export function ownRoundsOf(usage: Wire): readonly Wire[] {
  return listOf(usage['iterations'])
    .map(wireOf)
    .filter(({ type }) => ownRounds.has(String(type)));
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function cut(text: string): string {
  return text.slice(0, 80);
}
