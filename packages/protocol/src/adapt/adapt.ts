import type { Target } from '../dialect.ts'
import type { Dialect } from '@gptget/contracts'
import { adaptBlanks } from './blanks.ts'
import { adaptCitations } from './citations.ts'
import { adaptCalls, adaptOwnCallIds } from './calls.ts'
import { adaptCounts } from './counts.ts'
import { adaptExtensions } from './extensions.ts'
import { adaptFields } from './fields.ts'
import { adaptFunctions } from './functions.ts'
import { adaptForcedTools } from './forced-tools.ts'
import { adaptInstructions } from './instructions.ts'
import { adaptMedia } from './media.ts'
import { adaptOutput } from './output.ts'
import { adaptSchemas } from './schemas.ts'
import { adaptReasoning } from './reasoning.ts'
import { adaptPrefill } from './prefill.ts'
import { adaptReplay } from './replay.ts'
import { adaptResultOrder } from './result-order.ts'
import { adaptSignatures } from './signatures.ts'
import { adaptSpokenMedia } from './spoken-media.ts'
import { adaptStops } from './stops.ts'
import { adaptTools } from './tools.ts'
import { adaptUnwritten } from './unwritten.ts'
import type { Loss } from '../canonical/losses.ts'
import type { ChatRequest } from '../canonical/request.ts'

/** The target of a request: the dialect, the server's flags, and the known facts of the model. */
export type AdaptTarget = Target & { dialect: Dialect }

/** One step of adapting: returns its input if there is nothing to do, and reports its changes. */
export type Adaptation = (request: ChatRequest, target: AdaptTarget, losses: Loss[]) => ChatRequest

/** In this order, because reasoning depends on the remaining signatures, and sampling on reasoning. */
const STEPS: Adaptation[] = [
  adaptExtensions,
  adaptCitations,
  adaptTools,
  adaptForcedTools,
  adaptMedia,
  adaptCounts,
  adaptUnwritten,
  adaptSpokenMedia,
  adaptResultOrder,
  adaptInstructions,
  adaptCalls,
  adaptSchemas,
  adaptOutput,
  adaptPrefill,
  adaptBlanks,
  adaptReplay,
  adaptReasoning,
  adaptStops,
  adaptFields,
]

/** In a dialect's own requests, only what some of its servers refuse is changed. */
const OWN_STEPS: Adaptation[] = [adaptFunctions, adaptOwnCallIds, adaptReplay]

/**
 * Makes a request valid for the target's dialect and reports every field that is lost or changed. A request that stays
 * in its dialect is returned unchanged, unless its history has another provider's signatures or something that the
 * server is known to refuse.
 * @throws PublicError `unsupported_parameter` for fields that cannot be omitted without changing the request's meaning.
 */
export const adapt = (
  request: ChatRequest,
  target: AdaptTarget,
): { request: ChatRequest; losses: Loss[] } => {
  const losses: Loss[] = []
  const unsigned = adaptSignatures(request, target, losses)
  const steps = request.source === target.dialect ? OWN_STEPS : STEPS
  return { request: steps.reduce((adapted, step) => step(adapted, target, losses), unsigned), losses }
}
