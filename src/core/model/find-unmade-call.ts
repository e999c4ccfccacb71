import { codeSpans, isWithin } from '../values/code-spans.ts';

/** Longest way from a marker to the name of its tool. */
const reach = 400;

/** What calls look like where a server did not make calls of them. Each begins a line, or follows a sentence. */
const markers: readonly RegExp[] = [
  // Hermes, Qwen, GLM and others; with bars as well.
  /<\|?(?:\w+:)?(?:tool_calls?|tool_use|function_calls?|tool▁calls?)\|?(?:\s[^<>\n]*)?>/gi,
  // Llama and Qwen-Coder; Anthropic's old form.
  /<function(?:=|\s+name\s*=)/gi,
  /<(?:\w+:)?invoke\s+name\s*=/gi,
  // DeepSeek.
  /<[|｜]\s*(?:DSML[|｜]|tool[▁_]calls?[▁_])/gi,
  // Kimi.
  /<\|tool_calls?(?:_section)?_begin\|>/gi,
  // OpenAI's open models.
  /(?:<\|channel\|>\s*)?(?:commentary|analysis|assistant|<\|start\|>assistant)?\s*\bto=(?:functions\.)?(?=\w)/gi,
  // Mistral.
  /\[TOOL_CALLS\]/g,
  // Llama.
  /<\|python_tag\|>/g,
  // Gemini.
  /```(?:tool_code|tool_call)\b/gi,
];

/**
 * Find a call of a granted tool that a model wrote as text, and the text before it.
 *
 * Markup counts where it begins a line or follows a sentence, names a granted tool soon after, and is not quoted as
 * code; a text that is nothing but a JSON object with the name and the arguments of a granted tool counts too. Whoever
 * explains such markup in a code block, or about tools that the agent does not have, is not mistaken for a caller.
 */
export function findUnmadeCall(
  text: string,
  tools: readonly string[],
): { readonly tool: string; readonly before: string } | undefined {
  const bare = bareCall(text, tools);
  if (bare !== undefined) return { tool: bare, before: '' };
  if (!/[<[`]|to=/.test(text)) return undefined;
  const code = codeSpans(text);
  const found = markers
    .flatMap((marker) => [...text.matchAll(marker)])
    .filter((match) => isOwnMarkup(text, match, code))
    .sort((a, b) => a.index - b.index);
  for (const { index, 0: marker } of found) {
    // A name that is addressed stands right behind.
    const behind = text.slice(index + marker.length, index + marker.length + reach);
    const tool = toolNamed(marker.includes('to=') ? (/^[\w.-]+/.exec(behind)?.[0] ?? '') : behind, tools);
    if (tool !== undefined) return { tool, before: text.slice(0, index).trim() };
  }
  return undefined;
}

function isOwnMarkup(
  text: string,
  { index, 0: marker }: RegExpExecArray,
  code: readonly (readonly [number, number])[],
): boolean {
  const isFence = marker.startsWith('```');
  if (!isFence && isWithin(index, code)) return false;
  const before = text.slice(0, index);
  return /(?:^|\n)\s*$/.test(before.slice(-40)) || /[.!?:>\])}]\s*$/.test(before) || marker.startsWith('<|');
}

function toolNamed(text: string, tools: readonly string[]): string | undefined {
  return tools
    .map((tool) => ({ tool, index: wordIndex(text, tool) }))
    .filter(({ index }) => index >= 0)
    .sort((a, b) => a.index - b.index || b.tool.length - a.tool.length)[0]?.tool;
}

function wordIndex(text: string, word: string): number {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const around = `${text[at - 1] ?? ' '}${text[at + word.length] ?? ' '}`;
    if (!/[\w-]/.test(around)) return at;
  }
  return -1;
}

function bareCall(text: string, tools: readonly string[]): string | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{') || !trimmed.endsWith('}')) return undefined;
  try {
    const value = JSON.parse(trimmed) as Record<string, unknown>;
    const call = (value['function'] ?? value) as Record<string, unknown>;
    const given = call['arguments'] ?? call['parameters'];
    const name = call['name'];
    return typeof name === 'string' && given !== undefined && tools.includes(name) ? name : undefined;
  } catch {
    return undefined;
  }
}
