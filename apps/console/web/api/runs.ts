import { queryOptions } from '@tanstack/react-query'
import { ask, getJson, sendJson } from './client.ts'
import { readEvents } from './read-events.ts'

/** A run, as in `/v1/computers/{id}/runs`. */
export type Run = { id: string; thread_id: string; model: string; status: string }

/** An event of a run, numbered by `seq`. */
export type RunEvent = { seq: number } & (
  | { type: 'run.started' | 'run.resumed' }
  | { type: 'run.paused'; by: 'person' | 'caller' }
  | { type: 'step'; step: number }
  | { type: 'text' | 'reasoning'; step: number; text: string }
  | { type: 'action'; step: number; call_id: string; action: string; input: Record<string, unknown> }
  | { type: 'action.result'; call_id: string; ok: boolean; ms: number; error?: string; output?: string }
  | { type: 'screenshot'; step: number; url: string }
  | { type: 'step.retried'; step: number; message: string }
  | { type: 'step.finished'; step: number; cost: number }
  | { type: 'confirmation_required'; id: string; message: string }
  | { type: 'run.finished'; reason: string; steps: number; cost: number; error: string | null }
)

const pathOf = (computerId: string): string => `/console/v1/computers/${computerId}/runs`

export const runsQuery = (computerId: string) =>
  queryOptions({
    queryKey: ['runs', computerId],
    queryFn: async ({ signal }) => (await getJson<{ data: Run[] }>(pathOf(computerId), signal)).data,
  })

export type NewRun = {
  model: string
  messages: { role: 'user'; content: string }[]
  thread_id?: string
  confirmation?: { id: string; approved: boolean }
}

/** Starts a run, which continues without a viewer. Resolves with its id. */
export const startRun = async (computerId: string, run: NewRun): Promise<string> => {
  const response = await ask(pathOf(computerId), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-gptget-on-disconnect': 'continue' },
    body: JSON.stringify({ ...run, stream: true }),
  })
  await response.body?.cancel()
  return response.headers.get('x-run-id')!
}

export const commandRun = (
  computerId: string,
  runId: string,
  command: 'pause' | 'resume' | 'cancel',
): Promise<Run> => sendJson('POST', `${pathOf(computerId)}/${runId}/${command}`)

/** The events of a run after a given one, until it has ended. */
export async function* followRun(
  computerId: string,
  runId: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<RunEvent> {
  const response = await ask(`${pathOf(computerId)}/${runId}/events?after=${after}`, { signal })
  for await (const data of readEvents(response)) if (data !== '[DONE]') yield JSON.parse(data) as RunEvent
}
