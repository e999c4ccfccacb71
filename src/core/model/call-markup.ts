import { codeSpans, isWithin, type Spans } from '../values/code-spans.ts';
import { toolNamed, type WrittenCall } from './written-call.ts';

/** Longest way from a marker to the name of its tool. */
const reach = 400;
/** Longest address of a channel in front of `to=`. */
const addressChars = 120;

/**
 * What calls look like where a server did not make calls of them. Each begins a line, or follows a sentence; tags also as
 * HTML writes them. Each stops at the next mark of its own, so that no text is looked at twice.
 */
const markers: readonly RegExp[] = [
  // Hermes, Qwen, GLM, Nemotron, Glaive and others; with bars as well.
  /(?:<|&lt;)\|?(?:\w{1,20}:)?(?:tool[_-]?calls?|tool[_-]?use|function[_-]?calls?|tool▁calls?|start_function_call)\|?(?:\s[^<>&\n]{0,200})?(?:>|&gt;)/gi,
  // Llama and Qwen-Coder; Anthropic's old form.
  /(?:<|&lt;)function(?:=|\s{1,4}name\s{0,4}=)/gi,
  /(?:<|&lt;)(?:\w{1,20}:)?invoke\s{1,4}name\s{0,4}=/gi,
  // DeepSeek.
  /<[|｜]\s{0,4}(?:DSML[|｜]|tool[▁_]calls?[▁_])/gi,
  // Kimi, LFM, Cohere, InternLM, Gemma; Llama's.
  /<\|(?:(?:start_)?(?:tool|function)_?(?:calls?|use)?(?:_section)?(?:_(?:begin|start))?|start_action|action_start|plugin|python_tag)\|?>/gi,
  // OpenAI's open models.
  /\bto=(?:functions\.)?(?=\w)/gi,
  // Mistral, LM Studio and others.
  /\[(?:TOOL_CALLS?|TOOL_REQUEST|FUNCTION_CALLS?)\]/g,
  // Qwen-Agent.
  /✿FUNCTION✿/g,
  // Gemini.
  /```(?:tool_code|tool_calls?|tool_use|function_calls?)\b/gi,
];

/** Find markup of a call that names a granted tool soon after, and is not quoted as code; the text before it. */
export function callMarkup(text: string, tools: readonly string[]): WrittenCall | undefined {
  if (!/[<[`✿]|&lt;|to=/.test(text)) return undefined;
  const code = codeSpans(text);
  const found = markers
    .flatMap((marker) => [...text.matchAll(marker)])
    .map((match) => whole(text, match))
    .filter((marker) => isOwnMarkup(text, marker, code))
    .sort((a, b) => a.from - b.from);
  for (const { from, to, mark } of found) {
    const behind = text.slice(to, to + reach);
    // A name that is addressed stands right behind.
    const isAddress = mark.includes('to=') && !behind.startsWith('multi_tool_use');
    const tool = toolNamed(isAddress ? (/^[\w.-]+/.exec(behind)?.[0] ?? '') : behind, tools);
    if (tool !== undefined) return { tool, before: text.slice(0, from).trim() };
  }
  return undefined;
}

interface Marker {
  readonly from: number;
  readonly to: number;
  readonly mark: string;
}

/** A marker with the channel that stands before an address. */
function whole(text: string, { index, 0: mark }: RegExpExecArray): Marker {
  const to = index + mark.length;
  if (!mark.includes('to=')) return { from: index, to, mark };
  const before = text.slice(Math.max(0, index - addressChars), index);
  const channel =
    /(?:<\|start\|>\s{0,8})?(?:assistant)?\s{0,8}(?:<\|channel\|>\s{0,8})?(?:commentary|analysis)?\s{0,40}$/i.exec(
      before,
    );
  const from = index - (channel?.[0].trimStart().length ?? 0);
  return { from, to, mark: text.slice(from, to) };
}

function isOwnMarkup(text: string, { from, mark }: Marker, code: Spans): boolean {
  if (!mark.startsWith('```') && isWithin(from, code)) return false;
  if (mark.startsWith('<|')) return true;
  let at = from;
  while (at > 0 && /\s/.test(text[at - 1] ?? '')) {
    at -= 1;
    if (text[at] === '\n') return true;
  }
  return at === 0 || /[.!?:>\])};]/.test(text[at - 1] ?? '');
}
