import { get as request } from 'node:http'

/** Gets a small answer over HTTP. Node's `fetch` would add 18 MB to this long-running process. */
export const get = (url: string, timeoutMs: number): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const asked = request(url, { signal: AbortSignal.timeout(timeoutMs), agent: false }, (answer) => {
      let body = ''
      answer.setEncoding('utf8')
      answer.on('data', (piece: string) => (body += piece))
      answer.once('end', () => resolve({ status: answer.statusCode!, body }))
      answer.once('error', reject)
    })
    asked.once('error', reject)
  })
