export type NatsConfiguration = {
  port: number
  storeDirectory: string
  pidFile: string
  /** The `authorization` block, and related settings. null: anyone may connect. */
  authorization: string | null
  maxPayloadBytes: number
}

/** The server's configuration file: one machine, JetStream on disk, no monitoring port. */
export const natsConfiguration = (options: NatsConfiguration): string => {
  const lines = [
    'server_name: gptget',
    `listen: "127.0.0.1:${options.port}"`,
    `pid_file: ${JSON.stringify(options.pidFile)}`,
    `max_payload: ${options.maxPayloadBytes}`,
    // A stored usage event is money: a power cut may lose at most a second.
    `jetstream { store_dir: ${JSON.stringify(options.storeDirectory)}, max_memory_store: 64MB, max_file_store: 8GB, sync_interval: "1s" }`,
  ]
  if (options.authorization !== null) lines.push(options.authorization)
  return `${lines.join('\n')}\n`
}
