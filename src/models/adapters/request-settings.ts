import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { given } from '../../core/values/given.ts';
import type { ModelRequest } from '../model-port.ts';
import type { SendableRequest } from '../sendable/sendable-request.ts';

type Settings = Pick<
  LanguageModelV4CallOptions,
  'temperature' | 'topP' | 'stopSequences' | 'reasoning' | 'toolChoice'
>;

/** How the model is asked, as the AI SDK's providers take it; what they have no field for goes out by `onTheWire`. */
export function requestSettings(
  { options = {} }: ModelRequest,
  { toolChoice }: Pick<SendableRequest, 'toolChoice'>,
): Settings {
  const { temperature, topP, stop, reasoningEffort } = options;
  return {
    ...given({ temperature, topP, reasoning: reasoningEffort }),
    ...(stop === undefined ? {} : { stopSequences: [...stop] }),
    ...(toolChoice === undefined ? {} : { toolChoice: asked(toolChoice) }),
  };
}

function asked(choice: NonNullable<SendableRequest['toolChoice']>): NonNullable<Settings['toolChoice']> {
  return typeof choice === 'string' ? { type: choice } : { type: 'tool', toolName: choice.tool };
}
