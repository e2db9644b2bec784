import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'

/** The name of a file as a header may hold it. */
export const nameOf = (path: string): string =>
  (path.split('/').findLast(Boolean) ?? 'files').replaceAll(/[^\w.-]/g, '_')

/** What the agent sends, sent on as it comes. */
export const sendFile = (
  answer: IncomingMessage,
  status: number,
  headers: Record<string, string>,
): Response => new Response(Readable.toWeb(answer) as ReadableStream<Uint8Array>, { status, headers })
