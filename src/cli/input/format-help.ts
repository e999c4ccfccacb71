import { type Command, Help } from 'commander';

/**
 * Write the help of the whole command line with the verbs before the flags: who asks for it looks for a verb first.
 *
 * Help of one verb is left as it is.
 */
export function formatHelp(command: Command, helper: Help): string {
  const text = Help.prototype.formatHelp.call(helper, command, helper);
  if (command.parent !== null) return text;
  const verbGroups = new Set(command.commands.map((verb) => verb.helpGroup()));
  const blocks = text.trimEnd().split('\n\n');
  const isVerbs = (block: string) => verbGroups.has(block.slice(0, block.indexOf('\n')));
  const firstFlags = blocks.findIndex((block) => block.startsWith('Options:'));
  return `${[
    ...blocks.slice(0, firstFlags),
    ...blocks.filter(isVerbs),
    ...blocks.slice(firstFlags).filter((block) => !isVerbs(block)),
  ].join('\n\n')}\n`;
}
