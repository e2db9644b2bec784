import { request } from 'node:http'
import { modelOf } from '../../platform/scripted-config.ts'

export type Told = {
  status: number
  text: string
  /** The time from the request to each piece of the answer. */
  arrivedAtMs: number[]
  /** The answer is complete and has no error in it. */
  isWhole: boolean
}

/** A chat stream through a balancer, on a new connection. @throws Error if the connection breaks */
export const askStream = (url: string, apiKey: string, script: string, content = 'Hello'): Promise<Told> =>
  new Promise((resolve, reject) => {
    const startedAtMs = performance.now()
    const body = JSON.stringify({
      model: modelOf(script),
      stream: true,
      messages: [{ role: 'user', content }],
    })
    const sent = request(`${url}/v1/chat/completions`, {
      method: 'POST',
      agent: false,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        authorization: `Bearer ${apiKey}`,
      },
    })
    sent.once('error', reject)
    sent.once('response', (response) => {
      let text = ''
      const arrivedAtMs: number[] = []
      response.setEncoding('utf8')
      response.on('data', (piece: string) => {
        text += piece
        arrivedAtMs.push(performance.now() - startedAtMs)
      })
      response.once('error', reject)
      response.once('end', () => {
        const isWhole = text.trimEnd().endsWith('data: [DONE]') && !text.includes('"error"')
        resolve({ status: response.statusCode!, text, arrivedAtMs, isWhole })
      })
    })
    sent.end(body)
  })

/** What is wrong with a stream; null if it is complete. */
const faultOf = (told: PromiseSettledResult<Told>): string | null => {
  if (told.status === 'rejected') return String(told.reason)
  const { status, text, isWhole } = told.value
  return status === 200 && isWhole ? null : `${status}: ${text.slice(-200)}`
}

export const faultsOf = (told: readonly PromiseSettledResult<Told>[]): string[] =>
  told.map(faultOf).filter((fault) => fault !== null)
