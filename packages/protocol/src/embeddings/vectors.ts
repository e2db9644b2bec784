import { FaultError } from '../canonical/faults.ts'
import { malformedFault } from '../dialects/read-fault.ts'

/** A vector as base64 of little-endian float32, the default of OpenAI's SDKs. */
export const encodeVector = (vector: readonly number[]): string => {
  const bytes = Buffer.alloc(vector.length * 4)
  vector.forEach((value, index) => bytes.writeFloatLE(value, index * 4))
  return bytes.toString('base64')
}

const decodeVector = (base64: string): number[] => {
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length === 0 || bytes.length % 4 !== 0) throw new FaultError(malformedFault(base64.slice(0, 200)))
  return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4))
}

/** A vector in either encoding. @throws FaultError for anything else. */
export const readVector = (value: unknown): number[] => {
  if (typeof value === 'string') return decodeVector(value)
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'number'))
    return value
  throw new FaultError(malformedFault(value))
}

/** The requested number of vectors. @throws FaultError for another number. */
export const expectVectors = (vectors: number[][], count: number, body: unknown): number[][] => {
  if (vectors.length !== count) throw new FaultError(malformedFault(body))
  return vectors
}
