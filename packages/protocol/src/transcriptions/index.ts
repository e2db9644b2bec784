export * from './estimate.ts'
export { readTranscriptionRequest, transcriptionRequestSchema } from './read-request.ts'
export * from './transcription.ts'
export { requireTimes, writeTranscript, writeTranscriptEvents } from './write-answer.ts'
