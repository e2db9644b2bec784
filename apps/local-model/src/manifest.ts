import { defineService } from '@gptget/runtime/manifest'

export const manifest = defineService({
  name: 'local-model',
  summary: 'a GGUF model on this machine',
  metricsPortOffset: 80,
  startAfter: [],
  stopAfter: ['router'],
  memory: {},
  // Its native libraries cannot be bundled.
  isBundled: false,
})
