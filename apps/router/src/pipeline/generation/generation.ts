import type { Bus, ServerStream } from '@gptget/bus'
import type { AttemptRecord, generate, UsageEvent } from '@gptget/contracts'
import type { Priced } from '@gptget/money'
import type { Closing } from '@gptget/protocol'
import type { Span } from '@gptget/runtime'
import type { Body, Leave } from '@gptget/threads'
import type { z } from 'zod'
import type { Catalog, Route } from '../../catalog/catalog.ts'
import type { Accumulator } from './accumulator.ts'
import type { Exclusion } from './asked.ts'
import type { Fetched } from '../../bodies/fetched-media.ts'
import type { ReadHead } from '../../bodies/prepared.ts'
import type { CutCountable } from '../../bodies/read-countable.ts'
import type { HeldOutput } from './held-output.ts'
import type { Operation } from './operation.ts'

/** How a generation that is over ended, and what was charged for it. */
export type Outcome = Pick<z.output<(typeof generate)['trailer']>, 'outcome' | 'costNanoUsd'>

export type GenerateStream = ServerStream<typeof generate> & {
  /** What is written from now on is the last of the answer, whose charge is recorded. */
  close?(outcome: Outcome): void
}

/** One generation while it is served: what was asked, what was tried, and what came of it. */
export type Generation = {
  stream: GenerateStream
  span: Span
  operation: Operation
  catalog: Catalog
  /** Where what is no text is kept and found; looked up where there is any. */
  bus: Bus
  /** What is at the addresses that a chat names, where a provider may be asked that does not fetch it. */
  fetched?: readonly Fetched[]
  /** Nothing any more where `countable` says all that is still asked of it. */
  body: Body
  /** What of a large body is tokens, read when its answer began. */
  countable: CutCountable | null
  bodyBytes: number
  /** Gives back the memory that was set aside for a large body. */
  leaveRoom: Leave
  startedAtMs: number
  attempts: AttemptRecord[]
  excluded: Exclusion[]
  /** What of its answer is paid for; null where all of it is. */
  held: HeldOutput | null
  /** What its caller broke off before anything came of it: charged where no other route answers. */
  abandoned: { route: Route; accumulator: Accumulator } | null
  /** Every route that could be tried was. */
  isExhausted: boolean
  firstTokenMs: number | null
  /** The head of the answer was sent: what goes wrong from now on is told within it. */
  hasHead: boolean
  /** Events of the stream that were printed. */
  eventCount: number
}

/** How a generation ended, with the answer that was (partly) given, if any was. */
export type Ending = {
  outcome: UsageEvent['details']['outcome']
  route: Route | null
  accumulator: Accumulator | null
  error: { code: string; message: string } | null
}

/** What an answer used and costs. `byok`: the account's own key was used, and the cost is the fee. */
export type Bill = Closing & Priced & Pick<UsageEvent, 'byok'>

/** What the caller knows an answer by. */
export const namesOf = ({ stream, startedAtMs }: Generation, { model }: Pick<Route, 'model'>) => ({
  id: stream.head.generationId,
  model,
  createdAtSeconds: Math.floor(startedAtMs / 1000),
})

/** The same, and who gives it. */
export const answerNamesOf = (generation: Generation, route: Route) => ({
  ...namesOf(generation, route),
  provider: route.provider.id,
})

/** Whether an answer that is wanted whole is read as a stream: what grows is paid for as it grows. */
export const isFolded = ({ stream: { head }, held }: Pick<Generation, 'stream' | 'held'>): boolean =>
  held !== null && !head.isStream

/** What its body is read with. */
export const readHeadOf = (generation: Pick<Generation, 'stream' | 'held'>): ReadHead => {
  const { operation, dialect, model, isStream, isStrict, maxOutputTokens } = generation.stream.head
  return {
    operation,
    dialect,
    model,
    isStream,
    isStrict,
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(isFolded(generation) ? { isFolded: true } : {}),
  }
}

/** Whose turn it is when its body is worked on in a thread. */
export const turnOf = ({ stream }: Generation) => ({ key: stream.head.keyId })
