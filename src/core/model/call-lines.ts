import { codeSpans, isWithin } from '../values/code-spans.ts';
import { grantedName, saidBefore, type WrittenCall } from './written-call.ts';

/** Find a call of a granted tool in the words of a protocol of text, or as an expression of a language. */
export function callLine(text: string, tools: readonly string[]): WrittenCall | undefined {
  return spelledCall(text, tools) ?? calledFunction(text, tools);
}

/** ReAct and its kin: a line that names the tool, and one with what it is given. */
const spelled =
  /^[^\S\n]*(?:\*\*)?(?:Action|Tool|Function|Tool call|Function call)(?:\*\*)?:(?:\*\*)?[^\S\n]*[`"']?([\w.:-]{1,128})[`"']?[^\S\n]*(?:\n\s{0,8}(?:\*\*)?(?:Action |Tool |Function )?(?:Input|Arguments?|Args|Parameters|Params)(?:\*\*)?:|[[({])/gim;

function spelledCall(text: string, tools: readonly string[]): WrittenCall | undefined {
  const found = [...text.matchAll(spelled)];
  if (found.length === 0) return undefined;
  const code = codeSpans(text);
  for (const match of found) {
    const tool = grantedName(match[1], tools);
    if (tool === undefined || isWithin(match.index, code)) continue;
    const before = text.slice(0, match.index).trim();
    if (saidBefore(before) === 'shown') continue;
    return { tool, before: withoutOwnThought(before) };
  }
  return undefined;
}

/** What such a protocol calls a thought is none of the user's affair. */
function withoutOwnThought(before: string): string {
  const thought = /^[^\S\n]*(?:\*\*)?Thought(?:\*\*)?:/im.exec(before);
  return thought === null ? before : before.slice(0, thought.index).trim();
}

/** In brackets, with the space that a model is given for its tools, printed, or bare. */
const expression =
  /^[^\S\n]{0,40}(\[\s{0,8})?((?:print|await)\s{0,2}\(?)?(functions\.|default_api\.|tools?\.|api\.)?([\w-]{1,128})\(\s{0,40}(?=([\w-]{1,64}\s{0,4}=|\{|\)|["'\d]))/gm;

/** It ends the text; bare, with arguments that have names, it is all of it. */
function calledFunction(text: string, tools: readonly string[]): WrittenCall | undefined {
  const end = text.trimEnd();
  if (!/\)\s*\]?\s*[;)]?\]?$/.test(end.slice(-20))) return undefined;
  const found = [...end.matchAll(expression)];
  if (found.length === 0) return undefined;
  const code = codeSpans(end);
  for (const { index, 1: bracket, 2: printed, 3: space, 4: name, 5: first = '' } of found) {
    const tool = grantedName(name, tools);
    if (tool === undefined || isWithin(index, code)) continue;
    const before = end.slice(0, index).trim();
    const isNamed = /[={]$/.test(first);
    const isOwn = bracket !== undefined || printed !== undefined || space !== undefined;
    if (before === '' ? isOwn || isNamed : isOwn && isNamed && saidBefore(before) !== 'shown')
      return { tool, before };
  }
  return undefined;
}
