import type { ClientFacing, UpstreamFacing } from '../../dialect.ts'
import { readError } from './errors.ts'
import { readResult, readStream, type ReadState } from './read-answer.ts'
import { readRequest } from './read-request.ts'
import { writeResult, writeStream, type WriteState } from './write-answer.ts'

export { capabilities } from './capabilities.ts'
export { errorForm } from './errors.ts'

/** What a router speaks with callers inside the platform: the canonical form itself, as JSON. */
export const clientFacing: ClientFacing<WriteState> = {
  dialect: 'canonical',
  readRequest,
  writeResult,
  writeStream,
}

/** The side of those callers. No provider speaks it. */
export const upstreamFacing: UpstreamFacing<ReadState> = {
  dialect: 'canonical',
  writeRequest: (request, { model }) => ({ ...request, model }),
  readResult,
  readStream,
  readError,
}
