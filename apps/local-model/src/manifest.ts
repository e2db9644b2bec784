import { defineService } from '@gptget/runtime/manifest'

export const manifest = defineService({
  name: 'local-model',
  summary: 'models on this machine: chat, embeddings, speech, transcription',
  metricsPortOffset: 80,
  startAfter: [],
  stopAfter: ['router'],
  memory: {},
  // Its native libraries cannot be bundled.
  isBundled: false,
})
