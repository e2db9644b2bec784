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
import { adaptReplay } from './replay.ts'
import { adaptResultOrder } from './result-order.ts'
import { adaptSignatures } from './signatures.ts'
import { adaptSpokenMedia } from './spoken-media.ts'
import { adaptStops } from './stops.ts'
import { adaptTools } from './tools.ts'
import { adaptUnwritten } from './unwritten.ts'
import type { Loss } from '../canonical/losses.ts'
import type { ChatRequest } from '../canonical/request.ts'

/** Where a request goes: the dialect, the server's flags, and what is known of the model. */
export type AdaptTarget = Target & { dialect: Dialect }

/** One step of adapting: returns the request it got when there is nothing to do, and names what it changed. */
export type Adaptation = (request: ChatRequest, target: AdaptTarget, losses: Loss[]) => ChatRequest

/** In this order, because reasoning depends on the signatures that are left, and sampling on reasoning. */
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
  adaptBlanks,
  adaptReplay,
  adaptReasoning,
  adaptStops,
  adaptFields,
]

/** Of a dialect's own requests only what some of its servers refuse is changed. */
const OWN_STEPS: Adaptation[] = [adaptFunctions, adaptOwnCallIds, adaptReplay]

/**
 * Makes a request sayable in the target's dialect and names every field that is lost or changed by it. A request that
 * stays in its dialect comes back as it is, unless its history carries another provider's signatures or what the server
 * is known to refuse.
 * @throws PublicError `unsupported_parameter` for what cannot be left out without making it another request.
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
