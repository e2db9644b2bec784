import type { z } from 'zod'
import type { StreamSubject } from '@gptget/contracts'
import { BusError } from './bus.ts'
import type { Bus, StreamBody } from './bus.ts'

/** An answer that is a stream. */
export type StreamAnswer<S extends StreamSubject> = {
  head: z.output<S['responseHead']>
  /** Its bytes for one reader, who must read or stop (`break`); stopping cancels the stream. */
  chunks: AsyncGenerator<Uint8Array>
}

/**
 * Sends a body, and resolves with the serving side's trailer; its answer has no bytes.
 * @throws BusError of the serving side; `body_failed` if the body itself broke off
 */
export const sendBody = <S extends StreamSubject>(
  bus: Bus,
  subject: S,
  head: z.output<S['head']>,
  body: StreamBody,
): Promise<z.output<S['trailer']>> =>
  new Promise((resolve, reject) => {
    const stream = bus.openStream(subject, head, body, {
      head: () => {},
      data: (bytes) => stream.grant(bytes.byteLength),
      end: resolve,
      error: reject,
    })
  })

/**
 * Calls, and resolves when the answer begins. `signal` ends it at any time, with a `cancelled` failure.
 * @throws BusError of the serving side, here or while the bytes are read
 */
export const openAnswer = <S extends StreamSubject>(
  bus: Bus,
  subject: S,
  head: z.output<S['head']>,
  body: StreamBody = new Uint8Array(0),
  signal?: AbortSignal,
): Promise<StreamAnswer<S>> =>
  new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    const state: { isEnded: boolean; failure: BusError | null; wake: () => void } = {
      isEnded: false,
      failure: null,
      wake: () => {},
    }
    const changed = (): Promise<void> =>
      new Promise((wake) => {
        state.wake = wake
      })
    const read = async function* (): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          const chunk = chunks.shift()
          if (chunk !== undefined) {
            yield chunk
            stream.grant(chunk.byteLength)
          } else if (state.failure !== null) throw state.failure
          else if (state.isEnded) return
          else await changed()
        }
      } finally {
        if (!state.isEnded && state.failure === null) stream.cancel('the rest is not wanted')
      }
    }
    const stream = bus.openStream(subject, head, body, {
      head: (responseHead) => resolve({ head: responseHead, chunks: read() }),
      data: (bytes) => {
        chunks.push(bytes)
        state.wake()
      },
      end: () => {
        state.isEnded = true
        signal?.removeEventListener('abort', leave)
        state.wake()
      },
      error: (error) => fail(error),
    })
    const fail = (error: BusError): void => {
      state.failure ??= error
      signal?.removeEventListener('abort', leave)
      reject(error)
      state.wake()
    }
    const leave = (): void => {
      stream.cancel('the answer is not wanted any more')
      fail(new BusError('cancelled', 'the answer is not wanted any more'))
    }
    if (signal?.aborted === true) leave()
    else signal?.addEventListener('abort', leave, { once: true })
  })
