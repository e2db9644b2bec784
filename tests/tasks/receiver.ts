import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { TEST_HOST } from '@gptget/testkit'

export type Received = { path: string; headers: Record<string, string>; body: string }
export type Receiver = {
  url: string
  host: string
  received: Received[]
  /** The next answers of each path, in order; then 200. Paths under `/hangs` never answer. */
  answer(path: string, statuses: number[]): void
  stop(): Promise<void>
}

/** A receiver of webhooks that answers as a test says. */
export const startReceiver = async (): Promise<Receiver> => {
  const received: Received[] = []
  const answers = new Map<string, number[]>()
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    const noted = (body: string): void => {
      received.push({ path, body, headers: request.headers as Record<string, string> })
      if (path.startsWith('/hangs')) return
      response.writeHead(answers.get(path)?.shift() ?? 200, { location: '/elsewhere' }).end()
    }
    text(request).then(noted, (error: unknown) => response.destroy(error as Error))
  })
  await new Promise<void>((resolve) => server.listen(0, TEST_HOST, resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${TEST_HOST}:${port}`,
    host: `${TEST_HOST}:${port}`,
    received,
    answer: (path, statuses) => void answers.set(path, statuses),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
