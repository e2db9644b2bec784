import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RecordedRequest } from './recorded-request.ts'
import type { Step } from './step.ts'

/** Performs the steps in order until `signal` aborts because the client disconnected. */
export const performSteps = async (
  steps: Step[],
  response: ServerResponse,
  record: RecordedRequest,
  signal: AbortSignal,
): Promise<void> => {
  for (const step of steps) {
    if (signal.aborted) return
    await performStep(step, response, record, signal)
  }
}

const performStep = async (
  step: Step,
  response: ServerResponse,
  record: RecordedRequest,
  signal: AbortSignal,
): Promise<void> => {
  switch (step.do) {
    case 'head':
      response.writeHead(step.status, step.headers)
      response.flushHeaders()
      return
    case 'write':
      record.writeCount += 1
      return writeBytes(response, step.bytes, signal)
    case 'wait':
      return ignoreAbort(sleep(step.ms, undefined, { signal }), signal)
    case 'hang':
      return untilAborted(signal)
    case 'cut':
      response.socket?.destroy()
      return
    case 'end':
      response.end()
  }
}

/** Writes bytes. Resolves when more can be written, so that a slow reader slows down the script. */
const writeBytes = async (
  response: ServerResponse,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<void> => {
  if (response.write(bytes) || signal.aborted) return
  await new Promise<void>((resolve) => {
    response.once('drain', resolve)
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

const ignoreAbort = async (work: Promise<void>, signal: AbortSignal): Promise<void> => {
  try {
    await work
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
