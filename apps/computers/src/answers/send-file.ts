import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'

/** The name of a file, encoded for a header. */
export const nameOf = (path: string): string =>
  (path.split('/').findLast(Boolean) ?? 'files').replaceAll(/[^\w.-]/g, '_')

/** Relays the agent's data as it arrives. */
export const sendFile = (
  answer: IncomingMessage,
  status: number,
  headers: Record<string, string>,
): Response => new Response(Readable.toWeb(answer) as ReadableStream<Uint8Array>, { status, headers })
