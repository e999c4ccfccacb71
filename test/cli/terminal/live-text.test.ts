import { describe, expect, it } from 'vitest';
import { LiveText } from '../../../src/cli/terminal/live-text.ts';

/** A terminal that understands what LiveText sends: text, line ends, cursor up, erase line, carriage return. */
function terminal() {
  const lines = [''];
  let row = 0;
  return {
    write(text: string): void {
      for (const part of text.match(/\u001b\[1A|\u001b\[2K|\r|\n|[^\u001b\r\n]+/g) ?? []) {
        if (part === '\u001b[1A') row -= 1;
        else if (part === '\u001b[2K') lines[row] = '';
        else if (part === '\n') lines[++row] ??= '';
        else if (part !== '\r') lines[row] += part;
      }
    },
    screen: () => lines.slice(0, row + 1).join('\n'),
  };
}

describe('LiveText', () => {
  it('shows a text as it grows, in place', () => {
    const screen = terminal();
    const live = new LiveText(screen, 24);
    live.add('one two ', true);
    live.add('three four five', false);
    expect(screen.screen()).toBe('  │ one two three four\n  │ five\n');
  });

  it('shows the last eight lines of a long text', () => {
    const screen = terminal();
    const live = new LiveText(screen, 80);
    for (let line = 1; line <= 20; line++) live.add(`line ${line}\n`, line === 1);
    expect(screen.screen().split('\n')).toEqual([
      ...Array.from({ length: 8 }, (_, index) => `  │ line ${index + 13}`),
      '',
    ]);
  });

  it('puts the text of another call in place of the one before', () => {
    const screen = terminal();
    const live = new LiveText(screen, 80);
    live.add('first\nattempt', true);
    live.add('second', true);
    expect(screen.screen()).toBe('  │ second\n');
  });

  it('leaves nothing behind when cleared, and keeps what was printed before', () => {
    const screen = terminal();
    screen.write('a step\n');
    const live = new LiveText(screen, 80);
    live.add('some\ntext', true);
    live.clear();
    live.clear();
    expect(screen.screen()).toBe('a step\n');
  });

  it('takes out what could steer the terminal, also when it comes in two pieces', () => {
    const sent: string[] = [];
    const live = new LiveText({ write: (text) => sent.push(text) }, 80);
    live.add('a\u001b', true);
    live.add('[31mb\u0007', false);
    expect(sent.at(-1)).toBe('  │ a[31mb\n');
  });
});
