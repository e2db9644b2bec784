import { setTimeout as sleep } from 'node:timers/promises'

type Where = { baseUrl: string; apiKey: string }
// Tests check the contents of answers.
// eslint-disable-next-line typescript/no-explicit-any
type Answer = { status: number; body: any }

/** One call with a key, with JSON but no content type for it, as plain curl sends it. */
export const askTasks = async (
  { baseUrl, apiKey }: Where,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> => {
  const answer = await fetch(baseUrl + path, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text }
}

const OPEN = new Set(['queued', 'in_progress'])

/** The task once it has ended. */
export const endOf = async (where: Where, id: string): Promise<Answer['body']> => {
  for (;;) {
    const { body } = await askTasks(where, 'GET', `/tasks/${id}`)
    if (!OPEN.has(body.status)) return body
    await sleep(50)
  }
}
