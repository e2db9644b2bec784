import type { ClientFacing, UpstreamFacing } from '../../dialect.ts'
import { capabilities } from './capabilities.ts'
import { errorForm, readError } from './errors.ts'
import { limitOutput } from './limit-output.ts'
import { readRequest } from './read-request.ts'
import { readResult } from './read-result.ts'
import { readStream, type ReadState } from './read-stream.ts'
import { relay } from './relay.ts'
import { tokenCounting } from './token-counting.ts'
import { writeRequest } from './write-request.ts'
import { writeResult } from './write-result.ts'
import { writeStream, type WriteState } from './write-stream.ts'

/** Our callers' side of `:generateContent`. */
const clientFacing: ClientFacing<WriteState> = {
  dialect: 'gemini',
  readRequest,
  writeResult,
  writeStream,
  limitOutput,
}

/** The providers' side of the same dialect. */
const upstreamFacing: UpstreamFacing<ReadState> = {
  dialect: 'gemini',
  writeRequest,
  readResult,
  readStream,
  readError,
}

/** Gemini's `generateContent`. */
export const gemini = { clientFacing, upstreamFacing, errorForm, relay, tokenCounting, capabilities }
