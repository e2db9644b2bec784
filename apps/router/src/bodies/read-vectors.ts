import type { Dialect } from '@gptget/contracts'
import { CAPABILITIES, embeddingWireOf, FaultError } from '@gptget/protocol'
import type {
  Closing,
  EmbeddingContext,
  EmbeddingResult,
  EmbeddingWire,
  Fault,
  Quirks,
  Usage,
} from '@gptget/protocol'

/** Whose vectors they are, and for whom; data, so that a thread can be told of it. */
export type VectorsAsked = {
  served: { dialect: Dialect; quirks: Quirks }
  caller: Parameters<typeof embeddingWireOf>[0]
  isPassed: boolean
  context: EmbeddingContext
}

/** What a large answer used; two thousand vectors as numbers are a second's work to read. */
export const readVectors = (
  body: Buffer,
  asked: VectorsAsked,
): { usage: Usage | null } | { fault: Fault } => {
  try {
    return { usage: readWith(wireOf(asked), body, asked).usage ?? null }
  } catch (error) {
    if (error instanceof FaultError) return { fault: error.fault }
    throw error
  }
}

/** The same answer for the caller, once its cost is known. */
export const printVectors = (
  body: Buffer,
  { closing, ...asked }: VectorsAsked & { closing: Closing },
): Buffer => {
  const served = wireOf(asked)
  const result = readWith(served, body, asked)
  const { isPassed, caller, context } = asked
  return Buffer.from(
    isPassed
      ? served.passResult(body.toString(), result, context, closing)
      : JSON.stringify(embeddingWireOf(caller).writeResult(result, context, closing)),
  )
}

const wireOf = ({ served }: VectorsAsked): EmbeddingWire => embeddingWireOf(served.dialect, served.quirks)

/** @throws FaultError where it is no answer */
const readWith = (wire: EmbeddingWire, body: Buffer, { served, context }: VectorsAsked): EmbeddingResult =>
  wire.readResult(parse(body.toString(), served.dialect), context.request)

const parse = (text: string, dialect: Dialect): unknown => {
  try {
    return CAPABILITIES[dialect].parsers.answer(text)
  } catch {
    return text
  }
}
