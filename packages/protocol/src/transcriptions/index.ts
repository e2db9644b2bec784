export * from './estimate.ts'
export { readTranscriptionRequest, transcriptionRequestSchema } from './read-request.ts'
export * from './transcription.ts'
export { requireTimes, writeSrt, writeTranscript, writeTranscriptEvents, writeVtt } from './write-answer.ts'
