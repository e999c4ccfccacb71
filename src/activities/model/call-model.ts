import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { CallModelInput, CallModelResult } from '../../contracts/activities.ts';
import type { FileContents } from '../../core/attachments/file-part.ts';
import { billedCall } from '../../core/budget/billed-call.ts';
import { controlToolNames } from '../../core/calls/control-tools.ts';
import { maxAnswerBytes } from '../../core/calls/result-limits.ts';
import type { Charter } from '../../core/charter/charter.ts';
import { modelOptionsOf } from '../../core/charter/model-options.ts';
import { keptContinuation } from '../../core/context/continuation.ts';
import type { Message } from '../../core/context/message.ts';
import { returnedTo } from '../../core/context/returned-continuation.ts';
import { extendHead } from '../../core/context/transcript.ts';
import { keptMessages } from '../../core/model/kept-messages.ts';
import type { ModelTurn } from '../../core/model/model-turn.ts';
import { readAnswerText } from '../../core/model/read-answer-text.ts';
import { boundedText } from '../../core/values/bounded-text.ts';
import { failureTypes } from '../../core/values/failure-types.ts';
import { given } from '../../core/values/given.ts';
import { jsonBytes } from '../../core/values/json.ts';
import {
  classifyMissingUsage,
  classifyModelError,
  classifyUnusableAnswer,
} from '../../models/errors/classify-model-error.ts';
import { withoutSecrets } from '../../models/errors/without-secrets.ts';
import type { ModelAnswer, ModelPort } from '../../models/model-port.ts';
import { checkCall } from '../../tools/check/check-call.ts';
import { parseArguments } from '../../tools/check/parse-arguments.ts';
import type { Tool } from '../../tools/define/tool.ts';
import { loadFiles } from '../attachments/load-files.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { loggableError } from '../failures/loggable-error.ts';
import { toApplicationFailure } from '../failures/to-application-failure.ts';
import { workerLacks } from '../failures/worker-lacks.ts';
import { nativeSha256Hex } from '../native-sha256-hex.ts';
import { withOrigins } from '../provenance/with-origins.ts';
import { withHeartbeat } from '../with-heartbeat.ts';
import { loadTranscript } from './load-transcript.ts';
import { modelTools } from './model-tools.ts';
import { refuseUnknownPast } from './refuse-unknown-past.ts';
import { textListener } from './text-listener.ts';
import { TextTail } from './text-tail.ts';

const maxMalformedChars = 4_000;

/**
 * Make one model call: one HTTP attempt, exact usage and cost, proposed calls checked against their tools.
 *
 * What the model wrote is made well formed: half a surrogate pair would be refused with every later request.
 *
 * Retried by Temporal only when the call was certainly not billed. Streamed where somebody watches the run: the text so
 * far then goes along with the heartbeats, and the result is the same.
 */
export function callModel(dependencies: ActivityDependencies) {
  return async function callModel(input: CallModelInput): Promise<CallModelResult> {
    const { attempt, workflowExecution } = Context.current().info;
    const run = workflowExecution?.workflowId ?? '';
    const tail = new TextTail({ turn: input.turn, attempt });
    return withHeartbeat(
      async (context) => {
        refuseUnknownPast(context, input);
        const isWatched = dependencies.watched.has(run);
        const opened = dependencies.openModel(input.model.id);
        if (opened.kind === 'problem') throw toApplicationFailure({ ...opened, retryable: false, attempt });
        const { charter, prefix } = await loadTranscript(input, context, dependencies);
        if (isForeign(charter, dependencies)) {
          const { name } = charter.agent;
          throw workerLacks(`This worker has neither the agent ${name} nor all of its tools.`, attempt);
        }
        tail.knowTools(toolNames(charter));
        const messages = [...prefix, ...input.added];
        const files = await loadFiles(messages, context, dependencies);
        const answer = await generate(opened, {
          input,
          charter,
          messages,
          files,
          context,
          log: dependencies.log,
          onText: textListener(charter, isWatched ? (delta) => tail.add(delta) : undefined),
        });
        return afterBilling(input, attempt, dependencies.log, () => {
          const turn = toModelTurn(answer, { input, charter, messages, tools: dependencies.tools, attempt });
          const sent = extendHead(input.head, input.added, nativeSha256Hex);
          const said = keptMessages(input.turn, turn);
          dependencies.transcripts.rememberPrefix(
            extendHead(sent, said, nativeSha256Hex),
            [...messages, ...said],
            input.head,
          );
          return { ...turn, contextHash: sent.digest };
        });
      },
      {
        details: () => tail.read(),
        isWatched: () => tail.read() !== undefined && dependencies.watched.has(run),
      },
    );
  };
}

/** Whoever knows neither the agent nor what it may call would tell the model that its tools do not exist. */
function isForeign({ agent, tools }: Charter, known: ActivityDependencies): boolean {
  return !known.config.agents.has(agent.name) && Object.keys(tools).some((tool) => !known.tools.has(tool));
}

async function generate(
  { port, model, secrets }: { port: ModelPort; model: string; secrets: readonly string[] },
  asked: {
    input: CallModelInput;
    charter: Charter;
    messages: readonly Message[];
    files: FileContents;
    context: Context;
    log: ActivityDependencies['log'];
    onText: ((delta: string) => void) | undefined;
  },
): Promise<ModelAnswer> {
  const { input, charter, messages, files, context, log, onText } = asked;
  const { attempt } = context.info;
  // Before Temporal gives up, so that the failure can say why.
  const deadline = AbortSignal.timeout(charter.model.timeoutMs);
  try {
    return await port.generate({
      model,
      instructions: charter.agent.instructions,
      messages: returnedTo(input.model.id, messages),
      files,
      tools: modelTools(charter),
      maxOutputTokens: input.model.maxOutputTokens,
      options: modelOptionsOf(charter.model),
      signal: AbortSignal.any([context.cancellationSignal, deadline]),
      onText,
    });
  } catch (error) {
    // An abort by a worker that shuts down is no cancellation to Temporal: it would send the request, and pay, again.
    if (context.cancellationSignal.aborted && context.cancellationDetails?.workerShutdown !== true)
      throw await context.cancelled.catch((cancelled: unknown) => cancelled);
    const known = classifyModelError(error, input.model.id, { secrets });
    if (known.type === failureTypes.modelUnexpected)
      logUnexpected(log, withoutSecrets(loggableError(error), secrets), input.turn);
    throw toApplicationFailure({
      ...known,
      attempt,
      // A longer wait is the run's: durable, seen by people, and at no cost to a worker.
      retryable: known.retryable && (known.retryAfterMs ?? 0) <= longestHoldMs(context),
      passing: known.retryable || known.passing === true,
    });
  }
}

function longestHoldMs({ info }: Context): number {
  return Number(info.retryPolicy?.maximumInterval ?? 0);
}

/** What goes wrong once an answer is there must not ask, and pay, for another one. */
function afterBilling<Result>(
  { model, turn }: CallModelInput,
  attempt: number,
  log: ActivityDependencies['log'],
  work: () => Result,
): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof ApplicationFailure) throw error;
    logUnexpected(log, loggableError(error), turn);
    throw toApplicationFailure({ ...classifyUnusableAnswer(error, model.id), attempt });
  }
}

function logUnexpected(
  log: ActivityDependencies['log'],
  err: ReturnType<typeof loggableError>,
  turn: number,
): void {
  log.error({ err, turn }, 'model call failed unexpectedly');
}

export function toModelTurn(
  answer: ModelAnswer,
  asked: {
    input: CallModelInput;
    charter: Charter;
    messages: readonly Message[];
    tools: ReadonlyMap<string, Tool>;
    attempt: number;
  },
): ModelTurn {
  const { input, charter, messages, tools, attempt } = asked;
  if (!answer.usage) {
    const known = classifyMissingUsage(input.model.id, answer.ending);
    throw toApplicationFailure({ ...known, attempt });
  }
  const granted = new Map([...tools].filter(([name]) => Object.hasOwn(charter.tools, name)));
  const calls = answer.calls.map((call) => {
    const tool = call.tool.toWellFormed();
    const providerCallId = call.providerCallId.toWellFormed();
    const checked = checkCall(granted, { tool, argumentsText: call.argumentsText });
    const malformed = malformedText(call.argumentsText);
    return { providerCallId, tool, ...checked, ...given({ malformed }) };
  });
  const { text, unmade } = readAnswerText(answer, toolNames(charter));
  const continuation = keptContinuation(input.model.id, partsOf(answer, text));
  const billed = billedCall(charter.model, answer.usage, answer.servedTier);
  const inexact = answer.inexact ?? billed.inexact;
  const turn: ModelTurn = {
    text: text.toWellFormed(),
    calls: withOrigins(calls, messages, charter),
    usage: answer.usage,
    costNanoUsd: billed.costNanoUsd,
    ending: answer.ending,
    ...given({ unmade, inexact }),
    ...(continuation && { continuation }),
  };
  const bytes = jsonBytes(turn);
  if (bytes > maxAnswerBytes) {
    throw toApplicationFailure({
      type: failureTypes.modelAnswerTooLarge,
      message: `${input.model.id} answered with ${bytes} bytes; at most ${maxAnswerBytes} can be kept. Lower maxOutputTokens.`,
      retryable: false,
      attempt,
    });
  }
  return turn;
}

/** For the model to see what it wrote, where that were no arguments. */
function malformedText(argumentsText: string): string | undefined {
  return parseArguments(argumentsText).kind === 'ok'
    ? undefined
    : boundedText(argumentsText, { chars: maxMalformedChars });
}

/** Several texts are told apart by their length as they came: where one lost what is not for the user, they fit no more. */
function partsOf({ continuation, text }: ModelAnswer, kept: string): ModelAnswer['continuation'] {
  if (continuation === undefined || continuation === 'not-whole' || text.startsWith(kept))
    return continuation;
  return continuation.filter(({ kind }) => kind === 'text').length > 1 ? 'not-whole' : continuation;
}

function toolNames(charter: Charter): readonly string[] {
  return [...Object.keys(charter.tools), ...controlToolNames];
}
