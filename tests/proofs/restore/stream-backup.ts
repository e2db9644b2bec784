import { connect, type NatsConnection } from '@nats-io/transport-node'

/** A JetStream stream with its messages, as written by `nats stream backup`. */
export type StreamBackup = { config: object; state: object; chunks: Uint8Array[] }

type Answer = { error?: { description: string }; config: object; state: object; deliver_subject: string }

const CHUNK_BYTES = 64 * 1024
const PATIENCE_MS = 30_000

const ask = async (connection: NatsConnection, subject: string, body: object): Promise<Answer> => {
  const answer = (
    await connection.request(subject, JSON.stringify(body), { timeout: PATIENCE_MS })
  ).json<Answer>()
  if (answer.error) throw new Error(`${subject}: ${answer.error.description}`)
  return answer
}

/** Copies a stream from a running NATS, like `nats stream backup USAGE folder`. */
export const backUpStream = async (url: string, stream: string): Promise<StreamBackup> => {
  const connection = await connect({ servers: url })
  try {
    const inbox = `backup.${stream}.${Date.now()}`
    const pieces = connection.subscribe(inbox)
    const { config, state } = await ask(connection, `$JS.API.STREAM.SNAPSHOT.${stream}`, {
      deliver_subject: inbox,
      chunk_size: CHUNK_BYTES,
      no_consumers: false,
    })
    const chunks: Uint8Array[] = []
    for await (const piece of pieces) {
      if (piece.data.length === 0) break
      chunks.push(piece.data)
      piece.respond()
    }
    return { config, state, chunks }
  } finally {
    await connection.close()
  }
}

/** Creates the stream in a NATS that does not have it, like `nats stream restore folder`. */
export const restoreStream = async (
  url: string,
  stream: string,
  { config, state, chunks }: StreamBackup,
): Promise<void> => {
  const connection = await connect({ servers: url })
  try {
    const { deliver_subject: inbox } = await ask(connection, `$JS.API.STREAM.RESTORE.${stream}`, {
      config,
      state,
    })
    for (const chunk of chunks) await connection.request(inbox, chunk, { timeout: PATIENCE_MS })
    const end = (await connection.request(inbox, '', { timeout: PATIENCE_MS })).json<Answer>()
    if (end.error) throw new Error(`${stream} was not restored: ${end.error.description}`)
  } finally {
    await connection.close()
  }
}
