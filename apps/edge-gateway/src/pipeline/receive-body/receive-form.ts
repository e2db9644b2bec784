import type { Bus } from '@gptget/bus'
import { deleteMedium } from '@gptget/contracts'
import type { OperationName } from '@gptget/contracts'
import { readFormAsJson } from '@gptget/http'
import type { Logger } from '@gptget/runtime'
import { createHash } from 'node:crypto'
import type { Authenticated } from '../authenticate/authenticate.ts'
import { headerOf } from '../request/inbound-request.ts'

export type FormContext = { bus: Bus; logger: Logger }

/** What callers send as forms. */
const SENT_AS_FORMS: ReadonlySet<OperationName> = new Set(['images', 'transcriptions', 'translations'])

/** Whether a body is a form with files: of any other type it is taken for JSON. */
export const isForm = ({ operation, incoming }: Authenticated['inbound']): boolean =>
  SENT_AS_FORMS.has(operation) && /^multipart\/form-data\b/i.test(incoming.headers['content-type'] ?? '')

/**
 * Reads a form as the JSON that says the same. Its files go from the socket to media-proxy as they come; in their place
 * stands `{ media_id, index, sha256 }`. They are removed when the answer is over.
 * @throws PublicError 400 where it is no form, 413 where it is too large
 */
export const receiveForm = (context: FormContext, request: Authenticated): Promise<Buffer> => {
  removeAfterwards(context, request)
  return readFormAsJson(context.bus, request.inbound.incoming, inputNameOf(request))
}

/** What the files that come with a request are stored as. */
export const inputNameOf = (request: Authenticated): { accountId: string; mediaId: string } => ({
  accountId: request.key.accountId,
  mediaId: mediaIdOf(request),
})

/** Has the files of a request removed when its answer is over. */
export const removeAfterwards = (context: FormContext, request: Authenticated): void => {
  request.inbound.outgoing.once('close', () => void removeFiles(context, inputNameOf(request)))
}

/** The same when a request with an idempotency key is sent again: so is what is asked. */
const mediaIdOf = ({ inbound, key }: Authenticated): string => {
  const idempotencyKey = headerOf(inbound, 'idempotency-key')
  if (idempotencyKey === null) return `inp_${inbound.generationId}`
  return `inp_${createHash('sha256').update(`${key.keyId}\n${idempotencyKey}`).digest('base64url')}`
}

const removeFiles = async (
  { bus, logger }: FormContext,
  medium: { accountId: string; mediaId: string },
): Promise<void> => {
  try {
    await bus.call(deleteMedium, medium)
  } catch (error) {
    // They are gone within the hour anyway.
    logger.info({ err: error }, 'the files of a form were not removed yet')
  }
}
