import { Counter, createMetrics, type Registry } from '@gptget/runtime'

export type MediaMetrics = {
  registry: Registry
  storedBytes: Counter<'kind'>
  servedBytes: Counter
  swept: Counter<'reason'>
}

export const createMediaMetrics = (): MediaMetrics => {
  const registry = createMetrics('media-proxy')
  const registers = [registry]
  return {
    registry,
    storedBytes: new Counter({
      name: 'gptget_media_stored_bytes_total',
      help: 'Bytes of files stored.',
      labelNames: ['kind'],
      registers,
    }),
    servedBytes: new Counter({
      name: 'gptget_media_served_bytes_total',
      help: 'Bytes of files sent to callers.',
      registers,
    }),
    swept: new Counter({
      name: 'gptget_media_swept_files_total',
      help: 'Files taken out, by why.',
      labelNames: ['reason'],
      registers,
    }),
  }
}
