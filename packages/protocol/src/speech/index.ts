export * from './estimate.ts'
export { readSpeechRequest, speechRequestSchema } from './read-request.ts'
export * from './speech.ts'
export { speechDelta, speechDone } from './write-events.ts'
