import type {
  LanguageModelV4Content,
  LanguageModelV4StreamPart,
  SharedV4ProviderMetadata,
} from '@ai-sdk/provider';

interface Piece {
  readonly type: 'text' | 'reasoning';
  text: string;
  providerMetadata?: SharedV4ProviderMetadata;
}

/** Puts an answer together from the parts of its stream, in the order in which they began. */
export class StreamContent {
  readonly #content: (Piece | LanguageModelV4Content)[] = [];
  readonly #open = new Map<string, Piece>();

  add(part: LanguageModelV4StreamPart): void {
    switch (part.type) {
      case 'text-start':
      case 'text-delta':
      case 'text-end':
        return this.#extend('text', part);
      case 'reasoning-start':
      case 'reasoning-delta':
      case 'reasoning-end':
        return this.#extend('reasoning', part);
      case 'tool-call':
        this.#content.push(part);
        break;
      default:
        break;
    }
  }

  read(): LanguageModelV4Content[] {
    return this.#content.filter((part) => part.type !== 'text' || part.text !== '' || part.providerMetadata);
  }

  #extend(
    type: Piece['type'],
    part: { id: string; type: string; delta?: string; providerMetadata?: SharedV4ProviderMetadata },
  ): void {
    const key = `${type} ${part.id}`;
    let piece = this.#open.get(key);
    if (!piece || part.type.endsWith('-start')) {
      piece = { type, text: '' };
      this.#open.set(key, piece);
      this.#content.push(piece);
    }
    piece.text += part.delta ?? '';
    for (const [provider, fields] of Object.entries(part.providerMetadata ?? {})) {
      piece.providerMetadata = {
        ...piece.providerMetadata,
        [provider]: { ...piece.providerMetadata?.[provider], ...fields },
      };
    }
  }
}
