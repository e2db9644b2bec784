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
export { completionErrorForm, errorForm } from './errors.ts'
export { completionRelay, relay } from './relay.ts'
export { usageToOpenAi } from './usage.ts'

/** Our callers' side of `/v1/chat/completions`. */
export const clientFacing: ClientFacing<WriteState> = {
  dialect: 'openai-chat',
  readRequest,
  writeResult,
  writeStream,
}

/** The providers' side of the same dialect. */
export const upstreamFacing: UpstreamFacing<ReadState> = {
  dialect: 'openai-chat',
  writeRequest,
  readResult,
  readStream,
  readError,
}
