import type { Bus } from '@gptget/bus'
import { deleteMedium } from '@gptget/contracts'
import type { OperationName } from '@gptget/contracts'
import { readFormAsJson } from '@gptget/http'
import type { Logger } from '@gptget/runtime'
import { createHash } from 'node:crypto'
import type { Authenticated } from '../authenticate/authenticate.ts'
import { headerOf } from '../request/inbound-request.ts'

export type FormContext = { bus: Bus; logger: Logger }

/** Operations that accept forms. */
const SENT_AS_FORMS: ReadonlySet<OperationName> = new Set(['images', 'transcriptions', 'translations'])

/** Whether a body is a form with files; any other type is read as JSON. */
export const isForm = ({ operation, incoming }: Authenticated['inbound']): boolean =>
  SENT_AS_FORMS.has(operation) && /^multipart\/form-data\b/i.test(incoming.headers['content-type'] ?? '')

/**
 * Reads a form as equivalent JSON. Its files are streamed to media-proxy; `{ media_id, index, sha256 }` replaces them.
 * They are removed when the answer has ended.
 * @throws PublicError 400 if it is no form, 413 if it is too large
 */
export const receiveForm = (context: FormContext, request: Authenticated): Promise<Buffer> => {
  removeAfterwards(context, request)
  return readFormAsJson(context.bus, request.inbound.incoming, inputNameOf(request))
}

/** The kind under which uploaded files are stored. */
export const inputNameOf = (request: Authenticated): { accountId: string; mediaId: string } => ({
  accountId: request.key.accountId,
  mediaId: mediaIdOf(request),
})

/** Removes the files of a request when its answer has ended. */
export const removeAfterwards = (context: FormContext, request: Authenticated): void => {
  request.inbound.outgoing.once('close', () => void removeFiles(context, inputNameOf(request)))
}

/** The same when a request with an idempotency key is repeated, since its content is the same. */
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
    // They are removed within the hour anyway.
    logger.info({ err: error }, 'the files of a form were not removed yet')
  }
}
