import type { ClientFacing, UpstreamFacing } from '../../dialect.ts'
import { readError } from './errors.ts'
import { readRequest } from './read-request.ts'
import { readResult } from './read-result.ts'
import type { ReadState } from './read-state.ts'
import { readStream } from './read-stream.ts'
import { writeRequest } from './write-request.ts'
import { writeResult } from './write-result.ts'
import { writeStream, type WriteState } from './write-stream.ts'

export { capabilities } from './capabilities.ts'
export { errorForm } from './errors.ts'
export { relay } from './relay.ts'
export { tokenCounting } from './token-counting.ts'

/** Our callers' side of `/v1/responses`. */
export const clientFacing: ClientFacing<WriteState> = {
  dialect: 'openai-responses',
  readRequest,
  writeResult,
  writeStream,
}

/** The providers' side of the same dialect. */
export const upstreamFacing: UpstreamFacing<ReadState> = {
  dialect: 'openai-responses',
  writeRequest,
  readResult,
  readStream,
  readError,
}
