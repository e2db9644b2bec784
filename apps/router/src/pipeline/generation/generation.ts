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

/** How a generation ended, and what was charged for it. */
export type Outcome = Pick<z.output<(typeof generate)['trailer']>, 'outcome' | 'costNanoUsd'>

export type GenerateStream = ServerStream<typeof generate> & {
  /** From now on the end of the answer is written, whose charge is recorded. */
  close?(outcome: Outcome): void
}

/** One generation: the request, the attempts, and the outcome. */
export type Generation = {
  stream: GenerateStream
  span: Span
  operation: Operation
  catalog: Catalog
  /** Stores and finds media; looked up if there is any. */
  bus: Bus
  /** The content of the URLs in a chat, if a provider may be used that does not fetch them. */
  fetched?: readonly Fetched[]
  /** Not needed any more if `countable` has all the rest. */
  body: Body
  /** The parts of a large body that are tokens, read when its answer began. */
  countable: CutCountable | null
  bodyBytes: number
  /** Frees the memory that was reserved for a large body. */
  leaveRoom: Leave
  /** Ends what was begun for its answer and is not needed. */
  atEnd: () => void
  startedAtMs: number
  attempts: AttemptRecord[]
  excluded: Exclusion[]
  /** The part of its answer that is paid for; null if all of it is. */
  held: HeldOutput | null
  /** What its caller abandoned before anything arrived: charged if no other route answers. */
  abandoned: { route: Route; accumulator: Accumulator } | null
  /** All possible routes were tried. */
  isExhausted: boolean
  firstTokenMs: number | null
  /** The headers of the answer were sent: later failures are reported in it. */
  hasHead: boolean
  /** The number of printed events of the stream. */
  eventCount: number
}

/** How a generation ended, with the (partial) answer, if any. */
export type Ending = {
  outcome: UsageEvent['details']['outcome']
  route: Route | null
  accumulator: Accumulator | null
  error: { code: string; message: string } | null
}

/** The usage and cost of an answer. `byok`: the account's own key was used, and the cost is the fee. */
export type Bill = Closing & Priced & Pick<UsageEvent, 'byok'>

/** The id under which the caller knows an answer. */
export const namesOf = ({ stream, startedAtMs }: Generation, { model }: Pick<Route, 'model'>) => ({
  id: stream.head.generationId,
  model,
  createdAtSeconds: Math.floor(startedAtMs / 1000),
})

/** The same, and the model that answers. */
export const answerNamesOf = (generation: Generation, route: Route) => ({
  ...namesOf(generation, route),
  provider: route.provider.id,
})

/** Whether an answer without `stream` is read as a stream, so that its growing reservation can be extended. */
export const isFolded = ({ stream: { head }, held }: Pick<Generation, 'stream' | 'held'>): boolean =>
  held !== null && !head.isStream

/** The facts for reading its body. */
export const readHeadOf = (generation: Pick<Generation, 'stream' | 'held'>): ReadHead => {
  const { operation, dialect, model, isStream, isStrict, maxOutputTokens, storesImages } =
    generation.stream.head
  return {
    operation,
    dialect,
    model,
    isStream,
    isStrict,
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(isFolded(generation) ? { isFolded: true } : {}),
    ...(storesImages ? { storesImages } : {}),
  }
}

/** The key by which threads take turns for its body. */
export const turnOf = ({ stream }: Generation) => ({ caller: stream.head.accountId })
