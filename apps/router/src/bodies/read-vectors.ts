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

/** The provider and the caller of the vectors; data, so that it can be sent to a thread. */
export type VectorsAsked = {
  served: { dialect: Dialect; quirks: Quirks }
  caller: Parameters<typeof embeddingWireOf>[0]
  isPassed: boolean
  context: EmbeddingContext
}

/** The usage of a large answer; reading two thousand vectors as numbers takes a second. */
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

/** @throws FaultError if it is no answer */
const readWith = (wire: EmbeddingWire, body: Buffer, { served, context }: VectorsAsked): EmbeddingResult =>
  wire.readResult(parse(body.toString(), served.dialect), context.request)

const parse = (text: string, dialect: Dialect): unknown => {
  try {
    return CAPABILITIES[dialect].parsers.answer(text)
  } catch {
    return text
  }
}
