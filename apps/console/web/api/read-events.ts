import { m } from '../messages/index.ts'
import { ApiError } from './client.ts'

/** The error of a stream that ended before its end. */
export const interrupted = (): ApiError => new ApiError(0, 'interrupted', m.common.interrupted)

/**
 * Yields the data of the server-sent events of an answer.
 * @throws ApiError with status 0 if the connection breaks off; AbortError if the request was aborted
 */
export async function* readEvents(response: Response): AsyncGenerator<string> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read().catch((error: Error) => {
      throw error.name === 'AbortError' ? error : interrupted()
    })
    if (done) return
    const lines = (rest + value).split(/\r?\n/)
    rest = lines.pop()!
    for (const line of lines) if (line.startsWith('data:')) yield line.slice(5).trimStart()
  }
}
