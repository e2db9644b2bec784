import { PublicError } from '@gptget/errors'
import { publicErrorOf } from '@gptget/protocol'
import { startSpan, traceparentOf } from '@gptget/runtime'
import { bodyOf } from '@gptget/threads'
import type { RoutedModel } from '../../catalog/catalog.ts'
import type { RouterContext } from '../../context.ts'
import type { GenerateStream, Generation } from '../generation/generation.ts'
import { HeldOutput } from '../generation/held-output.ts'
import { TURN_COST } from '../generation/turn-cost.ts'
import { notServed } from '../generation/operation.ts'
import { operationNameOf } from '../../generative-ai/names.ts'
import { OPERATIONS } from '../translate/operations/index.ts'
import { unservedError } from './unserved-error.ts'
import { withByokKeys } from './with-byok-keys.ts'

/** A generation before anything was read, with its own span, which is passed to providers. */
export const startGeneration = (context: RouterContext, stream: GenerateStream): Generation => {
  const { head } = stream
  const operation = operationNameOf(head.operation)
  const span = startSpan(`${operation} ${head.model}`, 'client', head.traceparent, {
    'gen_ai.operation.name': operation,
    'gen_ai.request.model': head.model,
    'gptget.generation_id': head.generationId,
  })
  head.traceparent = traceparentOf(span, head.traceparent)
  return {
    stream,
    span,
    operation: OPERATIONS[head.operation],
    catalog: context.catalog(),
    bus: context.bus,
    body: Buffer.alloc(0),
    countable: null,
    bodyBytes: stream.bodyLength,
    leaveRoom: () => {},
    atEnd: () => {},
    startedAtMs: context.now(),
    attempts: [],
    excluded: [],
    held:
      head.heldOutput === undefined
        ? null
        : new HeldOutput({ bus: context.bus, logger: context.logger, head, held: head.heldOutput }),
    abandoned: null,
    isExhausted: false,
    firstTokenMs: null,
    hasHead: false,
    eventCount: 0,
  }
}

/**
 * Reads the body, at the account's turn and once there is memory for it, and the account's own keys. @throws
 * PublicError without memory, or if no provider could serve the request
 */
export const receive = async (context: RouterContext, generation: Generation): Promise<void> => {
  const { stream } = generation
  const { bodyLength: byteLength, signal } = stream
  await context.turns.take(stream.head.accountId, TURN_COST.start)
  signal.throwIfAborted()
  generation.leaveRoom = await context.room.enter({ caller: stream.head.accountId, byteLength, signal })
  const body = await stream.body()
  generation.body = bodyOf(Buffer.from(body.buffer, body.byteOffset, body.byteLength))
  generation.catalog = await withByokKeys(context, generation.catalog, stream.head)
  const model = generation.catalog.models.get(stream.head.model)
  if (!model)
    throw new PublicError('model_not_found', `The model "${stream.head.model}" does not exist.`, {
      param: 'model',
    })
  requireServed(generation, model)
  const resolving = generation.operation.resolve?.(context, generation)
  if (resolving instanceof Promise) await resolving
}

/** @throws PublicError if the model has no route, or none that supports this operation. */
const requireServed = (generation: Generation, model: RoutedModel): void => {
  const isServed = model.routes.some(({ provider }) => generation.operation.isServedIn(provider.dialect))
  const hasFallbacks = (generation.stream.head.routing?.fallbackModels ?? []).length > 0
  if (isServed || hasFallbacks) return
  throw model.routes.length === 0 ? unservedError(model) : publicErrorOf(notServed(generation))
}
