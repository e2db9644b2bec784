import { setTimeout as sleep } from 'node:timers/promises'
import { connect, responseOf, type RealtimeClient } from '../../realtime/client.ts'
import { askTasks, endOf } from '../../tasks/ask-tasks.ts'
import { call, isWhole, type Seen } from '../callers/call.ts'
import { DIALECTS } from '../callers/dialects.ts'
import type { Check } from '../table.ts'
import { repeatClosed } from './repeat-closed.ts'

/** The caller, the target and the end time. */
export type Calling = { url: string; apiKey: string; signal: AbortSignal }

const describeSeen = ({ status, error, broke, generationId }: Seen): string =>
  `${generationId ?? 'no answer'}: ${status} ${error ?? ''} ${broke ?? ''}`.trim()

/** Streams in every dialect, one after the other. Also resolves to what was seen, to compare with the ledger. */
export const keepStreaming = async (
  { url, apiKey, signal }: Calling,
  models: { model: string; isStream: boolean }[],
  callers: number,
): Promise<{ check: Check; seen: Seen[] }> => {
  const seen: Seen[] = []
  const ask = async (first: number): Promise<void> => {
    for (let index = first; !signal.aborted; index += callers) {
      const dialect = DIALECTS[index % DIALECTS.length]!
      const { model, isStream } = models[Math.floor(index / DIALECTS.length) % models.length]!
      seen.push(await call({ dialect, url, apiKey, model, isStream, maxTokens: 100 }))
    }
  }
  await Promise.all(Array.from({ length: callers }, (_, index) => ask(index)))
  const breaches = seen.filter((one) => !isWhole(one)).map(describeSeen)
  return { seen, check: { name: 'every answer completes', checkedCount: seen.length, breaches } }
}

/** Long tasks that continue while their workers are replaced. */
export const keepMakingTasks = async ({ url, apiKey, signal }: Calling, model: string): Promise<Check> => {
  const breaches: string[] = []
  let checkedCount = 0
  const where = { baseUrl: `${url}/v1`, apiKey }
  while (!signal.aborted) {
    const asked = { type: 'video', model, prompt: `a lighthouse {{polls=3}}` }
    const { status, body } = await repeatClosed(() => askTasks(where, 'POST', '/tasks', asked))
    if (status !== 200) breaches.push(`not taken: ${status} ${JSON.stringify(body)}`)
    else {
      const end = await repeatClosed(() => endOf(where, body.id))
      if (end.status !== 'completed') breaches.push(`${body.id}: ${end.status} ${JSON.stringify(end.error)}`)
    }
    checkedCount += 1
    await sleep(100)
  }
  return { name: 'every task completes, although its workers are replaced', checkedCount, breaches }
}

/** Background responses, which wait in a table until any worker takes them. */
export const keepQueueing = async ({ url, apiKey, signal }: Calling, model: string): Promise<Check> => {
  const breaches: string[] = []
  let checkedCount = 0
  const where = { baseUrl: `${url}/v1`, apiKey }
  while (!signal.aborted) {
    const asked = { model, input: 'Hello', background: true }
    const { status, body } = await repeatClosed(() =>
      askTasks(where, 'POST', '/responses', asked, { 'content-type': 'application/json' }),
    )
    if (status !== 200) breaches.push(`not taken: ${status} ${JSON.stringify(body)}`)
    else {
      const end = await responseEnd(where, body.id)
      if (end.status !== 'completed') breaches.push(`${body.id}: ${end.status} ${JSON.stringify(end.error)}`)
    }
    checkedCount += 1
  }
  return { name: 'every background response completes', checkedCount, breaches }
}

const RUNNING = new Set(['queued', 'in_progress'])

const responseEnd = async (where: { baseUrl: string; apiKey: string }, id: string) => {
  for (;;) {
    const { status, body } = await repeatClosed(() => askTasks(where, 'GET', `/responses/${id}`))
    if (status !== 200) return { status: `${status}`, error: body }
    if (!RUNNING.has(body.status)) return body
    await sleep(100)
  }
}

/** A voice session. A stopping service finishes its current answer, then asks to reconnect (1012). */
export const keepTalking = async ({ url, apiKey, signal }: Calling, model: string): Promise<Check> => {
  const breaches: string[] = []
  let turns = 0
  let moves = 0
  let client: RealtimeClient | null = null
  const open = (): Promise<RealtimeClient> => connect(`${url}/v1`, apiKey, model)
  while (!signal.aborted) {
    try {
      client ??= await open()
      const answer = responseOf(await client.say('Hello', { output_modalities: ['text'] }))
      if (answer.status !== 'completed')
        breaches.push(`turn ${turns}: ${answer.status} ${JSON.stringify(answer.status_details ?? null)}`)
      turns += 1
      await sleep(50)
      if (client.socket.readyState === client.socket.OPEN) continue
      client = await moved(client, breaches)
      moves += 1
    } catch (error) {
      // Between two answers, it may end before the next request.
      if (client === null) breaches.push(String(error))
      else if (client.events.at(-1)?.type !== 'response.done' && turns > 0 && isHalf(client))
        breaches.push(`turn ${turns} was cut: ${String(error).slice(0, 300)}`)
      client = client === null ? null : await moved(client, breaches)
      moves += 1
      await sleep(100)
    }
  }
  client?.close()
  return {
    name: `every turn of a voice session is answered completely (it moved ${moves} times)`,
    checkedCount: turns,
    breaches,
  }
}

/** An answer has begun and not ended. */
const isHalf = (client: RealtimeClient): boolean =>
  client.types().lastIndexOf('response.created') > client.types().lastIndexOf('response.done')

const moved = async (client: RealtimeClient, breaches: string[]): Promise<null> => {
  const { code, reason } = await client.closed
  if (code !== 1012) breaches.push(`closed with ${code} ${reason}`)
  return null
}
