import type { WorkBudget } from './work-budget.ts';

/**
 * Looks for many phrases in a text at once (Aho and Corasick's automaton), in time that grows with the text and the
 * phrases and not with their product.
 */
export class PhraseSearch {
  readonly #budget: WorkBudget;
  /** Numbers of the characters that stand in phrases; any other leads back to the root. */
  readonly #alphabet = new Map<number, number>();
  /** From node and character to node, in one number. */
  readonly #edges = new Map<number, number>();
  /** By node: how it was reached, how deep it is, and the phrase that ends there. */
  readonly #parent: number[] = [root];
  readonly #letter: number[] = [none];
  readonly #depth: number[] = [0];
  readonly #phraseAt: number[] = [none];
  /** By node: the node of its longest proper suffix, and of the longest that ends a phrase. */
  readonly #suffix: number[] = [root];
  readonly #ending: number[] = [none];
  readonly #found: { anywhere: Uint8Array; whole: Uint8Array };

  /** None of the phrases is empty, and none is there twice. */
  constructor(phrases: readonly string[], budget: WorkBudget) {
    this.#budget = budget;
    for (const phrase of phrases) {
      for (let at = 0; at < phrase.length; at++) {
        const unit = phrase.charCodeAt(at);
        if (!this.#alphabet.has(unit)) this.#alphabet.set(unit, this.#alphabet.size);
      }
    }
    for (const [number, phrase] of phrases.entries()) this.#insert(phrase, number);
    this.#linkSuffixes();
    this.#found = { anywhere: new Uint8Array(phrases.length), whole: new Uint8Array(phrases.length) };
  }

  /** Whether a text that was searched has the phrase anywhere, also within a word. */
  isAnywhere(phrase: number): boolean {
    return this.#found.anywhere[phrase] === 1;
  }

  /** Whether a text that was searched has the phrase as words of their own. */
  isWhole(phrase: number): boolean {
    return this.#found.whole[phrase] === 1;
  }

  searchAnywhere(text: string): void {
    const { anywhere } = this.#found;
    this.#walk(text, (node) => {
      for (let hit = node; hit !== none; hit = this.#ending[hit] ?? none) {
        const phrase = this.#phraseAt[hit] ?? none;
        // Whatever ends within it was found with it.
        if (anywhere[phrase] === 1) return;
        anywhere[phrase] = 1;
        this.#budget.spend(1);
      }
    });
  }

  /** `isLetter` tells by its UTF-16 unit whether a character goes on a word. */
  searchWhole(text: string, isLetter: (unit: number) => boolean): void {
    const { whole } = this.#found;
    const isEdge = (at: number): boolean => at < 0 || at >= text.length || !isLetter(text.charCodeAt(at));
    this.#walk(text, (node, end) => {
      if (!isEdge(end)) return;
      for (let hit = node; hit !== none; hit = this.#ending[hit] ?? none) {
        this.#budget.spend(1);
        if (isEdge(end - (this.#depth[hit] ?? 0) - 1)) whole[this.#phraseAt[hit] ?? none] = 1;
      }
    });
  }

  /** Hears of each node that ends a phrase, or has a suffix that does, and of where the text goes on behind it. */
  #walk(text: string, onEnd: (node: number, end: number) => void): void {
    let node = root;
    for (let at = 0; at < text.length; at++) {
      node = this.#step(node, text.charCodeAt(at));
      const hit = (this.#phraseAt[node] ?? none) === none ? (this.#ending[node] ?? none) : node;
      if (hit !== none) onEnd(hit, at + 1);
    }
  }

  #step(from: number, unit: number): number {
    this.#budget.spend(1);
    const letter = this.#alphabet.get(unit);
    return letter === undefined ? root : this.#follow(from, letter);
  }

  /** The node of the longest suffix that goes on with the letter. */
  #follow(from: number, letter: number): number {
    for (let node = from; ; node = this.#suffix[node] ?? root) {
      const next = this.#edges.get(this.#edge(node, letter));
      if (next !== undefined) return next;
      if (node === root) return root;
      this.#budget.spend(1);
    }
  }

  #edge(node: number, letter: number): number {
    return node * this.#alphabet.size + letter;
  }

  #insert(phrase: string, number: number): void {
    this.#budget.spend(phrase.length);
    let node = root;
    for (let at = 0; at < phrase.length; at++) {
      const letter = this.#alphabet.get(phrase.charCodeAt(at)) ?? none;
      node = this.#edges.get(this.#edge(node, letter)) ?? this.#add(node, letter);
    }
    this.#phraseAt[node] = number;
  }

  #add(parent: number, letter: number): number {
    const node = this.#parent.push(parent) - 1;
    this.#letter.push(letter);
    this.#depth.push((this.#depth[parent] ?? 0) + 1);
    this.#phraseAt.push(none);
    this.#suffix.push(root);
    this.#ending.push(none);
    this.#edges.set(this.#edge(parent, letter), node);
    return node;
  }

  /** From the root outwards, as each node's links are made of those above it. */
  #linkSuffixes(): void {
    const byDepth: number[][] = [];
    for (const [node, depth] of this.#depth.entries()) (byDepth[depth] ??= []).push(node);
    for (const node of byDepth.slice(1).flat()) {
      const parent = this.#parent[node] ?? root;
      const suffix =
        parent === root ? root : this.#follow(this.#suffix[parent] ?? root, this.#letter[node] ?? none);
      this.#suffix[node] = suffix;
      this.#ending[node] = this.#phraseAt[suffix] === none ? (this.#ending[suffix] ?? none) : suffix;
    }
  }
}

const root = 0;
const none = -1;
