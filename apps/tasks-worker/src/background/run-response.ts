import { BusError } from '@gptget/bus'
import { generate } from '@gptget/contracts'
import type { StoredResponse } from '@gptget/contracts'
import { inputItems, lastResponseIn } from '@gptget/protocol'
import { PublicError } from '@gptget/errors'
import type { Context } from '../context.ts'
import { storeResponse } from '../responses/keep-response.ts'
import { releaseRun, type Run } from './claim-run.ts'
import { failRun, type RunFailure } from './end-run.ts'
import { requireUsableKey } from './require-usable-key.ts'

/** What came of asking a router: its whole answer, or that none came. */
type Asked =
  | { type: 'answered'; status: number; text: string; costNanoUsd: bigint }
  | { type: 'lost'; error: BusError }

/** How a run ended, for the metrics. */
export type RunOutcome = 'completed' | 'failed' | 'released'

/** Runs one background response to its end and writes down what became of it. Aborting `signal` stops it. */
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
    // Whether it may run could not be checked: it is tried again.
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
    // No router took it up: another try costs nothing twice.
    if (asked.error.code === 'unavailable') return release(context, run)
    await failRun(context, run.responseId, LOST)
    return 'failed'
  }
  if (asked.status !== 200) {
    await failRun(context, run.responseId, readFailure(asked.status, asked.text))
    return 'failed'
  }
  const response = lastResponseIn(asked.text, run.head.isStream)
  const failure = failureOf(response)
  if (failure === null) await keepAgain(context, run, response)
  else await failRun(context, run.responseId, failure)
  return failure === null ? 'completed' : 'failed'
}

/** A stream that broke says so in its last event. */
const failureOf = ({ status, error }: StoredResponse['response']): RunFailure | null =>
  status === 'failed' ? (error as RunFailure) : null

const LOST: RunFailure = { code: 'server_error', message: 'The connection to the model was lost.' }

/** The router has had it kept, or could not; this is what was paid for, so it is tried once more. */
const keepAgain = (context: Context, run: Run, response: StoredResponse['response']): Promise<void> => {
  const { storage, accountId } = run.head
  if (storage === null) throw new Error(`the background response ${run.responseId} names no storage`)
  const { input } = JSON.parse(run.request) as { input?: unknown }
  return storeResponse(context, {
    accountId,
    responseId: run.responseId,
    storage,
    input: inputItems(input).slice(storage.historyItemCount),
    response: { ...response, store: true },
  })
}

/** The few codes the Responses API has for a failed response. */
const readFailure = (status: number, text: string): RunFailure => ({
  code: status === 429 ? 'rate_limit_exceeded' : status === 400 ? 'invalid_prompt' : 'server_error',
  message: messageOf(text),
})

const messageOf = (text: string): string => {
  if (text === '') return 'The response was stopped.'
  const { error } = JSON.parse(text) as { error?: { message?: string } }
  return error?.message ?? 'The response failed.'
}
