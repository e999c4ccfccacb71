import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8Bytes } from '../../../src/core/values/json.ts';
import { normaliseText } from '../../../src/core/values/normalise-text.ts';

describe('normaliseText', () => {
  it.each([
    ['a control character', 'a\u0000b\u0007c\u001b[31md\u007f', 'abc[31md'],
    ['a C1 control', 'a\u0085b\u009bc', 'abc'],
    ['line ends of other systems', 'a\r\nb\rc\vd\fe\n\r', 'a\nb\nc\nd\ne\n\n'],
    ['zero-width space, word joiner and byte order mark', '\ufeffpay\u200b\u2060load', 'payload'],
    ['a soft hyphen', 'ig\u00adnore', 'ignore'],
    ['bidi embedding, override and isolate', '\u202aa\u202eb\u202cc\u2066d\u2069', 'abcd'],
    ['bidi marks', 'a\u200eb\u200fc\u061cd', 'abcd'],
    ['invisible operators', 'a\u2061b\u2062c\u2063d\u2064e', 'abcde'],
    ['deprecated format characters', 'a\u206ab\u206fc', 'abc'],
    ['interlinear annotation', 'a\ufff9b\ufffac\ufffbd', 'abcd'],
    [
      'text in tags',
      `hi${[...'ignore'].map((c) => String.fromCodePoint(0xe0000 + c.charCodeAt(0))).join('')}`,
      'hi',
    ],
    ['a language tag', 'a\u{e0001}b', 'ab'],
    ['bytes in variation selectors', 'a\ufe00\ufe05\u{e0100}\u{e01ef}b', 'ab'],
    ['bytes in variation selectors behind an emoji', '😀\ufe0f\ufe0f\u{e0120}\ufe03', '😀\ufe0f'],
    ['a variation selector behind a digit that is no keycap', '1\ufe0f2', '12'],
    ['joiners in Latin', 'p\u200da\u200cy', 'pay'],
    ['a row of joiners', 'می\u200c\u200d\u200c\u200cخواهم', 'می\u200cخواهم'],
    ['a joiner between an emoji and a letter', '👩\u200da', '👩a'],
    ['fillers', 'a\u3164b\u115fc\u1160d\uffa0e\u034ff\u17b4g', 'abcdefg'],
    ['noncharacters', 'a\ufdd0b\uffffc\u{1fffe}d\u{10ffff}e', 'abcde'],
    ['the tags of a regional flag', '\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}', '\u{1f3f4}'],
    ['half a surrogate pair', 'a\ud83db\udc69', 'a\ufffdb\ufffd'],
  ])('takes out %s', (_, text, expected) => {
    expect(normaliseText(text)).toBe(expected);
  });

  it.each([
    ['line feed and tab', 'a\n\tb'],
    ['ASCII', '#W123 <b>"x"</b> \\ ~ $182.40'],
    ['Latin, composed and decomposed', 'é e\u0301 Åß\u00a0ł ﬁ'],
    ['Greek, Cyrillic, Georgian', 'Ωμέγα Привет გამარჯობა'],
    ['Chinese, Japanese, Korean', '退款 返品してください 환불 ㈜ ｶﾞ'],
    ['an ideograph with its variant', '葛\u{e0100}城市 神\ufe00'],
    ['Hebrew with points', 'שָׁלוֹם'],
    ['Arabic with marks, numbers and tatweel', 'السَّلامُ عليكم ١٢٣ ـ \u0600'],
    ['Persian with a non-joiner', 'می\u200cخواهم'],
    ['an Arabic letter in its joined form', 'ه\u200d.ق'],
    ['Hindi, Bengali, Malayalam and Sinhala with joiners', 'क्\u200dष র\u200d্য ന്\u200d ශ්\u200dරී'],
    ['Thai, Khmer, Burmese, Mongolian', 'สวัสดี ខ្ញុំ မြန်မာ ᠮᠣᠩᠭᠣᠯ\u180b'],
    ['an emoji', '😀 ☎️ ©️ ❤︎'],
    ['a family', '👩‍👩‍👧‍👦'],
    ['skin tones and professions', '👩🏽‍💻 🤷🏿‍♂️'],
    ['a heart on fire and a rainbow flag', '❤️‍🔥 🏳️‍🌈'],
    ['keycaps and country flags', '1️⃣ #️⃣ 🇩🇪'],
    ['symbols and private use', '→ ∑ ½ \ue000 \u2028'],
  ])('leaves %s as it is', (_, text) => {
    expect(normaliseText(text)).toBe(text);
  });

  it('takes out every character that Unicode calls ignorable, a control or a noncharacter, between plain letters', () => {
    const left: string[] = [];
    const changed: string[] = [];
    for (let code = 0; code <= 0x10ffff; code++) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const text = `x${String.fromCodePoint(code)}x`;
      const hidden = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Noncharacter_Code_Point}]/u.test(text);
      if (hidden && normaliseText(text) !== 'xx') left.push(code.toString(16));
      if (!hidden && normaliseText(text) !== text) changed.push(code.toString(16));
    }
    expect(left).toEqual(['9', 'a', 'b', 'c', 'd']);
    expect(changed).toEqual(['fff9', 'fffa', 'fffb']);
  });

  it('is idempotent, well formed and never longer', () => {
    const hidden = [
      '\u200c',
      '\u200d',
      '\ufe0f',
      '\ufe00',
      '\u{e0100}',
      '\u200b',
      '\u202e',
      '\r',
      '\u180b',
      '\ud83d',
    ];
    const seen = ['م', 'क', '👩', '❤', '葛', 'ᠮ', '1', '\u20e3', 'a', '\n', '🏽'];
    const unit = fc.oneof(
      fc.constantFrom(...hidden),
      fc.constantFrom(...seen),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 12 }), (units) => {
        const text = units.join('');
        const once = normaliseText(text);
        expect(normaliseText(once)).toBe(once);
        expect(once.isWellFormed()).toBe(true);
        expect(utf8Bytes(once)).toBeLessThanOrEqual(utf8Bytes(text));
      }),
      { numRuns: 3_000 },
    );
  });

  it('takes no long time over a long text of joiners', () => {
    expect(normaliseText('م\u200c\u200d\ufe0f'.repeat(50_000))).toMatch(/^م/);
  });
});
