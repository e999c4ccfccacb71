/** A call of a granted tool that a model wrote as text, and the text before it. */
export interface WrittenCall {
  readonly tool: string;
  readonly before: string;
}

/** The granted tool that a text names first, as a word of its own. */
export function toolNamed(text: string, tools: readonly string[]): string | undefined {
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

/** A tool's name as a model wrote it, with or without the space that it belongs to. */
export function grantedName(written: unknown, tools: readonly string[]): string | undefined {
  if (typeof written !== 'string') return undefined;
  const bare = written.replace(/^(?:functions|default_api|tools?|api)[.:]/, '').replace(/:\d+$/, '');
  return tools.find((tool) => tool === written || tool === bare);
}

/** What the last sentence before something that may be a call says of it. */
export function saidBefore(text: string): 'nothing' | 'meant' | 'shown' | 'unclear' {
  const last =
    text
      .trim()
      .slice(-200)
      .split(/(?<=[.!?])\s|\n/)
      .at(-1) ?? '';
  if (last === '') return 'nothing';
  if (example.test(last) || shows.test(last)) return 'shown';
  if (meant.test(last)) return 'meant';
  return thing.test(last) ? 'shown' : 'unclear';
}

const example =
  /\b(?:examples?|e\.g|for instance|looks? like|looks as|such as|like (?:this|so)|samples?|would (?:be|look))\b/i;
const things =
  'json|objects?|formats?|syntax|schemas?|templates?|snippets?|payloads?|(?:request|response) body';
/** Shows somebody what JSON is about, or gives it to who asked for it. */
const shows = new RegExp(
  String.raw`\b(?:show|give|explain|describe|demonstrate|illustrate|return|provide)\b[^.]{0,60}\b(?:${things}|calls?|requests?)\b|\b(?:${things})\b[^.]{0,40}\byou (?:asked|wanted|requested)\b`,
  'i',
);
const thing = new RegExp(
  String.raw`\b(?:${things}|you (?:asked|wanted|requested|need)|as requested|written|writes?|shows?|documentation|definition)\b`,
  'i',
);
const meant =
  /\b(?:I(?:'|’)ll|I(?:'|’)m going|I (?:will|am going|need to|now|should|must|have to|call|use)|let me|let(?:'|’)s|calling|looking|checking|action|tool call|function call)\b/i;
