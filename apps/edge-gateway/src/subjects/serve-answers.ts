import { answerForKey } from '@gptget/contracts'
import type { IncomingHttpHeaders } from 'node:http'
import { askSelf } from '../ask-self.ts'
import type { EdgeContext } from '../context.ts'

/**
 * Answers services that call on behalf of a key, through the same pipeline as a request of its owner. A stopping edge
 * leaves them to the others, as a load balancer does with callers.
 */
export const serveAnswers = ({ bus, self, shutdown }: EdgeContext): void => {
  const leave = bus.serveStream(answerForKey, async (stream) => {
    const { keyHash, method, path, headers } = stream.head
    const { signal } = stream
    const body = Buffer.from(await stream.body())
    try {
      const answer = await askSelf(self, { method, path, ownHeaders: headers, body, keyHash, signal })
      stream.respond({ status: answer.statusCode ?? 500, headers: textsOf(answer.headers) })
      for await (const piece of answer as AsyncIterable<Uint8Array>) await stream.write(piece)
    } catch (error) {
      // The calling service has disconnected: there is no one to tell.
      if (!signal.aborted) throw error
    }
    stream.end(null)
  })
  shutdown.stopping.addEventListener('abort', leave, { once: true })
}

const textsOf = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
