import type { ClientFacing, UpstreamFacing } from '../../dialect.ts'
import { objectOf } from '../../json/object.ts'
import { editBytes } from '../../json/splice.ts'
import { capabilities } from './capabilities.ts'
import { errorForm, readError } from './errors.ts'
import { readResult, readStream, type ReadState } from './read-answer.ts'
import { readRequest } from './read-request.ts'
import { writeResult, writeStream, type WriteState } from './write-answer.ts'

/** The dialect of callers inside the platform: the canonical form as JSON. */
const clientFacing: ClientFacing<WriteState> = {
  dialect: 'canonical',
  readRequest,
  writeResult,
  writeStream,
  limitOutput: (body, maxOutputTokens) =>
    editBytes(body, (read) => ({
      sampling: JSON.stringify({ ...objectOf(read('sampling')), maxOutputTokens }),
    })),
}

/** The callers' side. No provider uses it. */
const upstreamFacing: UpstreamFacing<ReadState> = {
  dialect: 'canonical',
  writeRequest: (request, { model }) => ({ ...request, model }),
  readResult,
  readStream,
  readError,
}

/** The canonical form itself, for callers inside the platform. */
export const canonical = { clientFacing, upstreamFacing, errorForm, capabilities }
