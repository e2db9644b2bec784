import { BusError } from '@gptget/bus'
import { generate, responseStatusChanged } from '@gptget/contracts'
import type { ResponseStorage } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { bodyOf, workOn } from '@gptget/threads'
import { readAnswered } from '../bodies/ended-row.ts'
import type { EndedRow, RunFailure } from '../bodies/ended-row.ts'
import type { Context } from '../context.ts'
import { storeResponse } from '../responses/keep-response.ts'
import { releaseRun, type Run } from './claim-run.ts'
import { failRun } from './end-run.ts'
import { requireUsableKey } from './require-usable-key.ts'

/** The outcome of calling a router: its whole answer, or none. */
type Asked =
  | { type: 'answered'; status: number; text: string; costNanoUsd: bigint }
  | { type: 'lost'; error: BusError }

/** The outcome of a run, for the metrics. */
export type RunOutcome = 'completed' | 'failed' | 'released'

/** Runs one background response to its end and stores the result. Aborting `signal` stops it. */
export const runResponse = async (context: Context, run: Run, signal: AbortSignal): Promise<RunOutcome> => {
  try {
    await requireUsableKey(context, run.head)
    const { accountId, keyId } = run.head
    const scope = { accountId, keyId: run.isKeyLimited ? keyId : null }
    const hold = await context.leases.reserve(scope, run.largestCostNanoUsd)
    const asked = await askRouter(context, run, hold.leaseId, signal)
    hold.settle(asked.type === 'answered' ? asked.costNanoUsd : 0n)
    return await writeDown(context, run, asked)
  } catch (error) {
    // It could not be checked whether it may run: retry.
    if (error instanceof BusError) return release(context, run)
    if (!(error instanceof PublicError)) throw error
    if (error.isRetryable) return release(context, run)
    await failRun(context, run.responseId, { code: 'server_error', message: error.message })
    return 'failed'
  }
}

const release = async (context: Context, { responseId }: Run): Promise<RunOutcome> => {
  await releaseRun(context, responseId)
  return 'released'
}

const askRouter = (context: Context, run: Run, leaseId: string | null, signal: AbortSignal): Promise<Asked> =>
  new Promise((resolve) => {
    const pieces: Uint8Array[] = []
    let status = 0
    const head = {
      ...run.head,
      leaseId,
      leaseHolder: context.bus.instanceId,
      deadlineAtMs: context.now().getTime() + context.config.runTimeoutMs,
    }
    const stream = context.bus.openStream(generate, head, Buffer.from(run.request), {
      head: (answer) => {
        status = answer.status
        // Now it can be followed.
        context.bus.emit(responseStatusChanged, { responseId: run.responseId })
      },
      data: (bytes) => {
        pieces.push(bytes)
        stream.grant(bytes.byteLength)
      },
      end: ({ costNanoUsd }) =>
        resolve({ type: 'answered', status, text: Buffer.concat(pieces).toString(), costNanoUsd }),
      error: (error) => resolve({ type: 'lost', error }),
    })
    const cancel = (): void => stream.cancel('the response was cancelled')
    if (signal.aborted) cancel()
    else signal.addEventListener('abort', cancel, { once: true })
  })

const writeDown = async (context: Context, run: Run, asked: Asked): Promise<RunOutcome> => {
  if (asked.type === 'lost') {
    // No router accepted it: another attempt costs nothing twice.
    if (asked.error.code === 'unavailable') return release(context, run)
    await failRun(context, run.responseId, LOST)
    return 'failed'
  }
  if (asked.status !== 200) {
    await failRun(context, run.responseId, readFailure(asked.status, asked.text))
    return 'failed'
  }
  const answered = await read(context, run, asked.text)
  if ('failure' in answered) await failRun(context, run.responseId, answered.failure)
  else await keepAgain(context, run, answered.row)
  return 'failure' in answered ? 'failed' : 'completed'
}

const storageOf = ({ head: { storage }, responseId }: Run): ResponseStorage => {
  if (storage === null) throw new Error(`the background response ${responseId} names no storage`)
  return storage
}

/** It is paid for: an answer that cannot be read or stored fails, and is not requested again. */
const read = async (context: Context, run: Run, text: string): Promise<ReturnType<typeof readAnswered>> => {
  const { responseId, head } = run
  const { conversationId, historyItemCount } = storageOf(run)
  const asked = { text, isStream: head.isStream, historyItemCount, responseId, conversationId }
  const body = bodyOf(Buffer.from(run.request))
  try {
    // A separate queue: among the account's other requests it might be refused.
    return await workOn(context.threads, { readAnswered }, body, asked, { caller: responseId })
  } catch (error) {
    if (!(error instanceof PublicError)) throw error
    return { failure: { code: 'server_error', message: error.message } }
  }
}

const LOST: RunFailure = { code: 'server_error', message: 'The connection to the model was lost.' }

/** The router has stored it or failed to. It is paid for, so storing is tried once more. */
const keepAgain = (context: Context, run: Run, row: EndedRow): Promise<void> => {
  const { responseId, head } = run
  return storeResponse(context, { accountId: head.accountId, responseId, storage: storageOf(run) }, row)
}

/** The few error codes that the Responses API has. */
const readFailure = (status: number, text: string): RunFailure => ({
  code: status === 429 ? 'rate_limit_exceeded' : status === 400 ? 'invalid_prompt' : 'server_error',
  message: messageOf(text),
})

const messageOf = (text: string): string => {
  if (text === '') return 'The response was stopped.'
  const { error } = JSON.parse(text) as { error?: { message?: string } }
  return error?.message ?? 'The response failed.'
}
